#include "bench/latency.h"

#include <ctime>
#include <stdexcept>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <spdlog/fmt/fmt.h>

#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

constexpr common::Duration POSITION_WITHIN = std::chrono::seconds(30);
constexpr auto STATUS_POLL = std::chrono::milliseconds(5);

double milliseconds(common::Duration span) {
    return std::chrono::duration<double, std::milli>(span).count();
}

/// The body of POST /simulate/trigger for a job of one model-day.
std::string small_job_body(std::size_t number) {
    const nlohmann::json config = {
        {"market", Pipeline::MARKET},
        {"date_range",
         {{"init_date", Pipeline::date(0).text()}, {"end_date", Pipeline::date(0).text()}}},
        {"models",
         {{{"signature", fmt::format("quick-{:04}", number)},
           {"agent", {{"kind", "idle"}, {"delay_ms", 0}}}}}}};
    return nlohmann::json{{"config", config}, {"label", "bench"}}.dump();
}

/// Pauses for 0.1 ms. A reader that polls without a pause would take a whole core from the
/// pipeline.
void pause_briefly() {
    const timespec pause{.tv_sec = 0, .tv_nsec = 100'000};
    ::ppoll(nullptr, 0, &pause, nullptr);
}

void await_position(SQLite::Statement& select, const std::string& job) {
    const auto deadline = common::steady_now() + POSITION_WITHIN;
    select.bind(1, job);
    while (true) {
        const bool has_position = select.executeStep();
        select.reset();
        if (has_position) return;
        if (common::steady_now() > deadline)
            throw std::runtime_error("job " + job + " had no position after 30 s");
        pause_briefly();
    }
}

Sample measure_lookup(Pipeline& pipeline, const std::string& path, std::size_t count,
                      Progress& progress) {
    progress.begin(fmt::format("{} times GET {}", count, path));
    Sample sample;
    for (std::size_t i = 0; i < count; ++i) {
        const auto started = common::steady_now();
        pipeline.get(path);
        sample.add(milliseconds(common::steady_now() - started));
        progress.show(i + 1, count);
    }
    return sample;
}

}  // namespace

Latencies measure_latencies(Pipeline& pipeline, const LatencySettings& settings,
                            Progress& progress) {
    Latencies result;
    std::string job;
    {
        SQLite::Database database(pipeline.database().string(), SQLite::OPEN_READONLY);
        SQLite::Statement select(database, "SELECT 1 FROM positions WHERE job_id = ? LIMIT 1");
        progress.begin(fmt::format("submit to first event, {} times", settings.submissions));
        for (std::size_t i = 0; i < settings.submissions; ++i) {
            const auto body = small_job_body(i);
            const auto started = common::steady_now();
            job = pipeline.submit(body);
            result.submit.add(milliseconds(common::steady_now() - started));
            await_position(select, job);
            result.first_event.add(milliseconds(common::steady_now() - started));
            pipeline.await_completion(job, STATUS_POLL, [](const nlohmann::json&) {});
            progress.show(i + 1, settings.submissions);
        }
    }
    result.status = measure_lookup(pipeline, "/simulate/status/" + job, settings.lookups, progress);
    result.leaderboard = measure_lookup(pipeline, "/leaderboard", settings.lookups, progress);
    return result;
}

}  // namespace tradepit::bench
