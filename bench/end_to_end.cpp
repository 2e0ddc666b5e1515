#include "bench/end_to_end.h"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

/// The interval of the status requests. It is short enough that the time of a job of several
/// seconds is exact to a percent, and long enough that the requests hardly load the pipeline.
constexpr auto JOB_POLL = std::chrono::milliseconds(25);

/// The body of POST /simulate/trigger.
std::string trigger_body(const std::string& agent, const EndToEndSettings& settings) {
    nlohmann::json models = nlohmann::json::array();
    for (std::size_t i = 0; i < settings.models; ++i) {
        nlohmann::json agent_settings = {{"kind", agent}};
        if (agent == "idle") agent_settings["delay_ms"] = 0;
        // Different lookbacks, so that the models trade differently.
        if (agent == "momentum") agent_settings["lookback"] = 5 + i % 20;
        models.push_back(
            {{"signature", fmt::format("{}-{:04}", agent, i)}, {"agent", agent_settings}});
    }
    const nlohmann::json config = {{"market", Pipeline::MARKET},
                                   {"date_range",
                                    {{"init_date", Pipeline::date(0).text()},
                                     {"end_date", Pipeline::date(settings.dates - 1).text()}}},
                                   {"models", models},
                                   {"agent_config", {{"initial_cash", 100'000}}}};
    return nlohmann::json{{"config", config}, {"label", "bench"}}.dump();
}

/// Runs a job to its end. @return the seconds that it took.
double run_job(Pipeline& pipeline, const std::string& body, std::size_t model_days,
               Progress& progress) {
    const auto started = common::steady_now();
    const auto job = pipeline.submit(body);
    pipeline.await_completion(job, JOB_POLL, [&](const nlohmann::json& status) {
        progress.show(status.at("progress").at("completed").get<std::size_t>(), model_days);
    });
    return std::chrono::duration<double>(common::steady_now() - started).count();
}

}  // namespace

std::vector<EndToEnd> measure_end_to_end(Pipeline& pipeline, const EndToEndSettings& settings,
                                         Progress& progress) {
    std::vector<EndToEnd> results;
    for (const auto& agent : settings.agents) {
        EndToEnd result{
            .agent = agent, .models = settings.models, .dates = settings.dates, .seconds = {}};
        const auto body = trigger_body(agent, settings);
        for (std::size_t round = 0; round < settings.rounds; ++round) {
            progress.begin(fmt::format("{} model-days of {}, round {} of {}", result.model_days(),
                                       agent, round + 1, settings.rounds));
            result.seconds.add(run_job(pipeline, body, result.model_days(), progress));
        }
        results.push_back(result);
    }
    return results;
}

}  // namespace tradepit::bench
