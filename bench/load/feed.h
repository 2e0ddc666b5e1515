#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <thread>

#include "bench/load/ack_log.h"
#include "bench/programs/program.h"

namespace tradepit::bench {

/// Keeps a writer at work while something else is measured: a thread of its own that plays the
/// broker and the workers, job after job, at a given pace.
class Feed {
public:
    /// Its models are named so, and no others.
    static constexpr const char* MODELS_NAMED = "feed";

    /// @param first_job number of its first workload; each later one has the next number
    Feed(std::string endpoint, Program& writer, std::size_t first_job);
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    /// One job as fast as the writer takes it. @return positions a second.
    double full_rate();
    /// Begins; `pace` positions a second.
    void start(double pace);
    /// Ends after the job under way. @return positions a second that were committed meanwhile.
    /// @throws what the thread threw.
    double stop();
    /// @throws what the thread threw, when it has.
    void check();

    /// The broker's that it plays: who speaks to the writer beside it, speaks as that one.
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    /// All that it ever got acknowledged.
    [[nodiscard]] const AckLog& log() const { return log_; }

private:
    double run_job(double pace);
    void run(const std::stop_token& stopped, double pace);

    std::string endpoint_;
    Program& writer_;
    std::size_t next_job_;
    std::int64_t epoch_ = 0;
    AckLog log_;
    double committed_rate_ = 0;  ///< of the thread; read once it has ended
    std::exception_ptr failure_;
    std::atomic<bool> has_failed_{false};
    std::jthread thread_;
};

}  // namespace tradepit::bench
