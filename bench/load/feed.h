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

/// Keeps a writer under load while something else is measured. Its own thread sends what the broker
/// and the workers would send for one job after another, at a given rate.
class Feed {
public:
    /// The prefix of the names of its models ("feed-0001"). No other model may have it.
    static constexpr const char* MODEL_PREFIX = "feed";
    /// A number for the first workload (make_workload()) that no job of a large file has.
    static constexpr std::size_t FIRST_JOB = 1'000'000;

    /// Takes an epoch from the writer. @param endpoint the writer's `events` @param first_job the
    /// number of the first workload; each later one has the next number @throws as take_epoch()
    Feed(std::string endpoint, Program& writer, std::size_t first_job);
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    /// Runs one job as fast as the writer takes it, in the caller's thread. Not to be called
    /// between start() and stop(). @return positions per second. @throws as EventStream::run().
    double measure_full_rate();
    /// Starts the thread, which sends at most `pace` positions per second.
    void start(double pace);
    /// Waits for the end of the present job and ends the thread. @return the positions committed
    /// per second since start(). @throws the exception that ended the thread.
    double stop();
    /// Does nothing while the thread runs. @throws the exception that ended the thread.
    void check();

    /// The epoch of the broker that the feed plays. Another sender of broker messages must use it
    /// too.
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    /// All batches that were acknowledged, over all jobs.
    [[nodiscard]] const AckLog& log() const { return log_; }

private:
    /// Runs one job. @return positions per second.
    double run_job(double pace);
    /// The thread: runs jobs until it is to stop.
    void run(const std::stop_token& stopped, double pace);

    std::string endpoint_;
    Program& writer_;
    std::size_t next_job_;
    std::int64_t epoch_ = 0;
    AckLog log_;
    double committed_rate_ = 0;  ///< written by the thread, read after it has ended
    std::exception_ptr failure_;
    std::atomic<bool> has_failed_{false};
    std::jthread thread_;
};

}  // namespace tradepit::bench
