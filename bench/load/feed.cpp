#include "bench/load/feed.h"

#include <memory>
#include <vector>

#include <zmq.hpp>

#include "bench/load/event_stream.h"
#include "bench/load/job_record.h"
#include "bench/programs/link.h"
#include "bench/programs/progress.h"
#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

/// The jobs are small, so that stop() does not wait long. They have models and a market of their
/// own, so that they do not change the answers of the lookups that are measured.
const WorkloadSize SIZE{.models = 20,
                        .dates = 50,
                        .day_positions = 10,
                        .model_prefix = Feed::MODEL_PREFIX,
                        .market = "feed"};
constexpr std::size_t FEED_WORKERS = 4;

}  // namespace

Feed::Feed(std::string endpoint, Program& writer, std::size_t first_job)
    : endpoint_(std::move(endpoint)), writer_(writer), next_job_(first_job) {
    Progress progress;
    zmq::context_t context;
    Link broker(context, endpoint_, writer_, progress);
    epoch_ = take_epoch(broker);
}

Feed::~Feed() = default;

double Feed::measure_full_rate() { return run_job(0); }

void Feed::start(double pace) {
    thread_ = std::jthread([this, pace](const std::stop_token& stopped) { run(stopped, pace); });
}

double Feed::stop() {
    thread_.request_stop();
    thread_.join();
    if (failure_) std::rethrow_exception(failure_);
    return committed_rate_;
}

void Feed::run(const std::stop_token& stopped, double pace) {
    try {
        double positions = 0;
        const auto started = common::steady_now();
        while (!stopped.stop_requested()) {
            run_job(pace);
            positions += static_cast<double>(SIZE.models * SIZE.dates * SIZE.day_positions);
        }
        committed_rate_ =
            positions / std::chrono::duration<double>(common::steady_now() - started).count();
    } catch (const std::exception&) {
        failure_ = std::current_exception();
        has_failed_ = true;
    }
}

void Feed::check() {
    if (has_failed_) stop();
}

double Feed::run_job(double pace) {
    Progress progress;
    zmq::context_t context;
    Link broker(context, endpoint_, writer_, progress);
    std::vector<std::unique_ptr<Link>> workers;
    for (std::size_t i = 0; i < FEED_WORKERS; ++i)
        workers.push_back(std::make_unique<Link>(context, endpoint_, writer_, progress));
    const Workload work = make_workload(SIZE, next_job_++);
    const RecordedJob recorded = record_job(broker, epoch_, work);
    EventStream stream(work, recorded, broker, workers, log_);
    return static_cast<double>(work.positions()) / stream.run(pace).count();
}

}  // namespace tradepit::bench
