#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <zmq.hpp>

#include "bench/programs/lookup_client.h"
#include "bench/programs/program.h"
#include "bench/programs/progress.h"
#include "common/messages/messages.h"
#include "common/stamp.h"

namespace tradepit::bench {

/// A running `tradepit up` with a generated market, and a client of query's ZeroMQ socket `lookup`.
/// Requests throw as LookupClient.
class Pipeline {
public:
    static constexpr const char* MARKET = "bench";
    static constexpr std::size_t SYMBOLS = 100;
    static constexpr std::size_t DATES = 250;
    /// One of the market's dates; `index` is from 0 to DATES - 1.
    static common::Stamp date(std::size_t index);

    /// Starts the pipeline, imports the market, and waits until GET /health answers 200.
    /// @param programs the folder of the executables
    /// @param folder the run directory: it gets the sockets, the logs and the database
    /// @throws std::runtime_error when the pipeline does not start; Interrupted on SIGINT or
    /// SIGTERM.
    Pipeline(const std::filesystem::path& programs, const std::filesystem::path& folder,
             int workers, Progress& progress);

    /// The body of the answer to GET `path`. @throws std::runtime_error when its status is not 200.
    std::string get(const std::string& path);
    /// Waits until the job is completed. It sends GET /simulate/status/{job}?limit=1, the request
    /// that the CLI sends while it waits, every `interval`, and calls `each` with every answer.
    /// @throws std::runtime_error when the job ends otherwise; as get() and wait().
    void await_completion(const std::string& job, std::chrono::milliseconds interval,
                          const std::function<void(const nlohmann::json&)>& each);
    /// Sends POST /simulate/trigger. @return the job's id. @throws as get().
    std::string submit(const std::string& body);
    /// Waits for `span`. Looks before the wait for the end of the pipeline and for a signal:
    /// @throws std::runtime_error, Interrupted.
    void wait(std::chrono::milliseconds span);
    [[nodiscard]] const std::filesystem::path& database() const { return database_; }
    /// Ends the pipeline with SIGTERM. @throws as Program::stop().
    void stop();

private:
    void await_ready();
    void import_market();

    Progress& progress_;
    std::filesystem::path folder_;  ///< the run directory
    std::filesystem::path database_;
    Program program_;
    zmq::context_t context_;
    LookupClient lookup_;
};

}  // namespace tradepit::bench
