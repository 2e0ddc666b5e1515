#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>
#include <zmq.hpp>

#include "bench/programs/lookup.h"
#include "bench/programs/program.h"
#include "bench/programs/progress.h"
#include "common/messages/messages.h"
#include "common/stamp.h"

namespace tradepit::bench {

/// `tradepit up` on this machine with a market of its own making, and a client of its lookup
/// socket.
class Pipeline {
public:
    static constexpr const char* MARKET = "bench";
    static constexpr std::size_t SYMBOLS = 100;
    static constexpr std::size_t DATES = 250;
    /// The market's dates, from 0 to DATES - 1.
    static common::Stamp date(std::size_t index);

    /// Starts it, imports the market, and waits until it answers.
    /// @throws std::runtime_error when it does not come up.
    Pipeline(const std::filesystem::path& programs, const std::filesystem::path& folder,
             int workers, Progress& progress);

    /// The body of an answer with status 200. @throws std::runtime_error for any other.
    std::string get(const std::string& path);
    /// GET /simulate/status/{job} as the command line asks while it waits: without the model-days.
    nlohmann::json progress(const std::string& job);
    /// POST /simulate/trigger; the job's id.
    std::string submit(const std::string& body);
    /// Waits without asking anything.
    void wait(std::chrono::milliseconds span);
    [[nodiscard]] const std::filesystem::path& database() const { return database_; }
    /// Ends it in order.
    void stop();

private:
    void await_ready();
    void import_market();

    Progress& progress_;
    std::filesystem::path folder_;
    std::filesystem::path database_;
    Program program_;
    zmq::context_t context_;
    LookupClient lookup_;
};

}  // namespace tradepit::bench
