#include <cstdint>

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include "broker/server.h"
#include "common/limits.h"
#include "common/process/nonce.h"
#include "common/process/settings.h"
#include "common/process/stop_signals.h"

namespace {

/// The settings that are lengths of time, in milliseconds.
struct Durations {
    std::int64_t lease_ms = 10'000;
    std::int64_t time_limit_ms = tradepit::common::TIME_LIMIT_MS;
    std::int64_t resend_ms = 250;
};

tradepit::broker::JobQueue::Settings queue_settings(const Durations& durations,
                                                    std::int64_t jobs_max) {
    using std::chrono::milliseconds;
    return {.lease = milliseconds{durations.lease_ms},
            .time_limit = milliseconds{durations.time_limit_ms},
            .resend = milliseconds{durations.resend_ms},
            .jobs_max = static_cast<std::size_t>(jobs_max)};
}

}  // namespace

int main(int argc, char** argv) {
    using namespace tradepit;
    CLI::App app{"Decides which model-day runs next, and on which worker.", "tradepit-broker"};
    common::ProgramSettings settings;
    Durations durations;
    std::int64_t jobs_max = 0;
    common::declare_settings(app, settings);
    common::declare_setting(
        app, "lease-ms", durations.lease_ms,
        "Milliseconds after which a lease expires that no heartbeat has listed");
    common::declare_setting(
        app, "time-limit-ms", durations.time_limit_ms,
        "Milliseconds that an agent may compute or wait in one attempt at a model-day");
    common::declare_setting(
        app, "resend-ms", durations.resend_ms,
        "Milliseconds after which a request is repeated that the writer has not answered");
    app.add_option("--max-concurrent-jobs", jobs_max,
                   "Open jobs that run at once, the others wait; 0: any number")
        ->envname("MAX_CONCURRENT_JOBS")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    // A worker's heartbeats can be set to come every 100 ms, but no faster. A shorter lease would
    // expire between two of them.
    app.get_option("--lease-ms")->check(CLI::Range(100, 86'400'000));
    app.get_option("--time-limit-ms")->check(CLI::Range(1, 86'400'000));
    app.get_option("--resend-ms")->check(CLI::Range(1, 60'000));
    return common::run_program(app, argc, argv, settings, [&] {
        common::start_log(app.get_name(), settings.log_level);
        common::StopSignals stop;
        zmq::context_t context;
        broker::Server server{
            context,
            settings.endpoints,
            {.queue = queue_settings(durations, jobs_max), .nonce = common::draw_nonce()}};
        spdlog::info("workers at {}, query at {}", server.tasks_endpoint(),
                     server.control_endpoint());
        return server.run(stop);
    });
}
