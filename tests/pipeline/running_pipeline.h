#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/pipeline/commands.h"

namespace tradepit {

/// `tradepit up` in its own folder. The constructor waits until it is ready. The destructor drains
/// it, and fails the test when the exit code is not 0 or the database is not sound.
class RunningPipeline {
public:
    /// @param more further arguments of `tradepit up`
    explicit RunningPipeline(std::vector<std::string> more = {});
    ~RunningPipeline();

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
    /// Where the pipeline serves HTTP: "127.0.0.1:43210".
    [[nodiscard]] const std::string& address() const { return address_; }
    /// The database file: that of the argument --db, else results_dev.db if it exists (dev mode),
    /// else results.db.
    [[nodiscard]] std::filesystem::path results() const;
    /// Runs `tradepit COMMAND … --run-dir run --json` and expects exit code 0. @return its output.
    nlohmann::json tell(std::vector<std::string> arguments) const;
    /// Runs the same command, with any exit code.
    Finished ask(std::vector<std::string> arguments) const;
    /// Sends a signal to the process of `tradepit up` alone, and waits for its end.
    Finished end_up(int signal);
    /// Starts `tradepit up` again in the same folder, and waits until it is ready.
    void start_up();
    /// The process id in run/NAME.pid. Waits for the file, which does not exist while a program is
    /// being restarted. The process may have died already. The result is always above 0.
    [[nodiscard]] pid_t pid_of(const std::string& name) const;
    /// Polls the job's status until `enough` is true for it. Fails the test after a minute. @return
    /// the last status.
    nlohmann::json status_until(const std::string& job,
                                const std::function<bool(const nlohmann::json&)>& enough) const;

    struct HttpAnswer {
        long status = 0;
        std::string headers;
        std::string body;
        [[nodiscard]] nlohmann::json json() const;
    };
    HttpAnswer get(const std::string& target) const;
    /// Sends a POST with `key` as its Idempotency-Key, unless it is empty.
    HttpAnswer post(const std::string& target, const std::string& body,
                    const std::string& key = {}) const;

private:
    HttpAnswer request(const std::string& target, const std::string* body,
                       const std::string& key = {}) const;

    common::TemporaryFolder folder_;
    std::vector<std::string> arguments_;
    std::string address_;
    std::unique_ptr<Command> up_;
};

/// Polls GET `target` until the status is 200 and `enough` is true for the answer. Fails the test
/// after a minute. @return the last answer.
nlohmann::json json_until(const RunningPipeline& pipeline, const std::string& target,
                          const std::function<bool(const nlohmann::json&)>& enough);

/// Whether the job with this status has ended.
bool has_ended(const nlohmann::json& status);

}  // namespace tradepit
