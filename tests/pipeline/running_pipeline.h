#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/pipeline/commands.h"

namespace tradepit {

/// `tradepit up` in a folder of its own, ready when constructed, drained when destroyed, when the
/// results file has to be sound.
class RunningPipeline {
public:
    explicit RunningPipeline(std::vector<std::string> more = {});
    ~RunningPipeline();

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
    /// The database: in dev mode another one.
    [[nodiscard]] std::filesystem::path results() const;
    /// Runs `tradepit COMMAND … --run-dir run --json` and expects exit code 0.
    nlohmann::json tell(std::vector<std::string> arguments) const;
    Finished ask(std::vector<std::string> arguments) const;
    /// Sends a signal to `tradepit up` alone, and waits for its end.
    Finished end_up(int signal);
    /// Starts `tradepit up` again in the same folder, and waits until it is ready.
    void start_up();
    /// The process id in run/NAME.pid, once there is one: while a program is started again there is
    /// none. It may be that of a process that has just died, never of more than one.
    [[nodiscard]] pid_t pid_of(const std::string& name) const;
    /// Asks for the job's status until `enough` says so, one answered question after the other;
    /// fails the test after a minute.
    nlohmann::json status_until(const std::string& job,
                                const std::function<bool(const nlohmann::json&)>& enough) const;

    struct HttpAnswer {
        long status = 0;
        std::string headers;
        std::string body;
        [[nodiscard]] nlohmann::json json() const;
    };
    HttpAnswer get(const std::string& target) const;
    /// With an Idempotency-Key, unless `key` is empty.
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

/// GETs `target` until `enough` says so of the answer, one question after the other; fails the test
/// after a minute.
nlohmann::json json_until(const RunningPipeline& pipeline, const std::string& target,
                          const std::function<bool(const nlohmann::json&)>& enough);

/// Whether a job with this status changes no more.
bool has_ended(const nlohmann::json& status);

}  // namespace tradepit
