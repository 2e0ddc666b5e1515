#include "bench/reads.h"

#include <functional>
#include <random>

#include <spdlog/fmt/fmt.h>

#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

using Request = LookupClient::Request;

/// Draws random keys of the jobs, models and dates of a large file, from a fixed seed.
class Keys {
public:
    explicit Keys(const LargeShape& shape) : shape_(shape), work_(make_workload(shape.job, 0)) {}

    std::string date() { return work_.dates[below(shape_.job.dates)].text(); }
    std::string model() { return work_.models[below(shape_.job.models)].model.value(); }
    std::string job() { return workload_id(below(shape_.jobs)).value(); }

private:
    std::size_t below(std::size_t count) { return random_() % count; }

    LargeShape shape_;
    Workload work_;
    std::mt19937_64 random_{20251124};
};

/// A kind of lookup, and how to make one.
struct Kind {
    const char* what;
    std::function<Request(Keys&)> request;
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"results minimal",
         [](Keys& keys) {
             return Request{.path = "/results",
                            .parameters = {{"date", keys.date()}, {"model", keys.model()}}};
         }},
        {"status",
         [](Keys& keys) {
             return Request{.path = "/simulate/status/" + keys.job(),
                            .parameters = {{"limit", "1"}}};
         }},
        {"status, 1,000 model-days",
         [](Keys& keys) { return Request{.path = "/simulate/status/" + keys.job()}; }},
        {"timeseries of 250 days",
         [](Keys& keys) {
             return Request{.path = "/portfolio/timeseries",
                            .parameters = {{"model", keys.model()}}};
         }},
        {"leaderboard of a date",
         [](Keys& keys) {
             return Request{.path = "/leaderboard", .parameters = {{"date", keys.date()}}};
         }},
        {"latest leaderboard", [](Keys&) { return Request{.path = "/leaderboard"}; }}};
    return all;
}

}  // namespace

std::vector<LookupLatencies> measure_reads(LookupClient& client, const LargeShape& shape,
                                           std::size_t count, Progress& progress) {
    Keys keys(shape);
    std::vector<LookupLatencies> reads;
    for (const Kind& kind : kinds()) reads.push_back({.what = kind.what, .took = {}});
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t at = 0; at < reads.size(); ++at) {
            const Request request = kinds()[at].request(keys);
            const auto started = common::steady_now();
            client.accepted(request);
            reads[at].took.add(
                std::chrono::duration<double, std::milli>(common::steady_now() - started).count());
        }
        progress.show(i + 1, count);
    }
    return reads;
}

}  // namespace tradepit::bench
