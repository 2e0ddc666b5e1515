#include "bench/reads.h"

#include <functional>
#include <random>

#include <spdlog/fmt/fmt.h>

#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

using Request = LookupClient::Request;

/// Draws jobs, models and dates of a large file at random, from a fixed seed.
class RandomParameters {
public:
    explicit RandomParameters(const LargeFileSize& size)
        : size_(size), work_(make_workload(size.job, 0)) {}

    std::string date() { return work_.dates[below(size_.job.dates)].text(); }
    std::string model() { return work_.models[below(size_.job.models)].model.value(); }
    std::string job() { return workload_id(below(size_.jobs)).value(); }

private:
    /// A random number from 0 to count - 1.
    std::size_t below(std::size_t count) { return random_() % count; }

    LargeFileSize size_;
    Workload work_;
    std::mt19937_64 random_{20251124};
};

/// A kind of lookup, and how to make one.
struct Kind {
    const char* what;
    std::function<Request(RandomParameters&)> request;
};

/// The names say how much an answer has with the dates of a default LargeFileSize; that of a status
/// without `limit` has the first 1,000 model-days of its job.
const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"results minimal",
         [](RandomParameters& random) {
             return Request{.path = "/results",
                            .parameters = {{"date", random.date()}, {"model", random.model()}}};
         }},
        {"status",
         [](RandomParameters& random) {
             return Request{.path = "/simulate/status/" + random.job(),
                            .parameters = {{"limit", "1"}}};
         }},
        {"status, 1,000 model-days",
         [](RandomParameters& random) {
             return Request{.path = "/simulate/status/" + random.job()};
         }},
        {"timeseries of 250 days",
         [](RandomParameters& random) {
             return Request{.path = "/portfolio/timeseries",
                            .parameters = {{"model", random.model()}}};
         }},
        {"leaderboard of a date",
         [](RandomParameters& random) {
             return Request{.path = "/leaderboard", .parameters = {{"date", random.date()}}};
         }},
        {"latest leaderboard", [](RandomParameters&) { return Request{.path = "/leaderboard"}; }}};
    return all;
}

}  // namespace

std::vector<LookupLatencies> measure_reads(LookupClient& client, const LargeFileSize& size,
                                           std::size_t count, Progress& progress) {
    RandomParameters random(size);
    std::vector<LookupLatencies> reads;
    for (const Kind& kind : kinds()) reads.push_back({.what = kind.what, .took = {}});
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t at = 0; at < reads.size(); ++at) {
            const Request request = kinds()[at].request(random);
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
