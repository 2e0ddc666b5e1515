#include "bench/programs/pipeline.h"

#include <random>
#include <stdexcept>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "bench/programs/free_port.h"
#include "common/digest.h"
#include "common/market/market_rules_json.h"
#include "common/messages/parts.h"

namespace tradepit::bench {

namespace {

using namespace common;

constexpr auto HEALTH_POLL = std::chrono::milliseconds(50);
constexpr int HEALTH_POLLS_MAX = 400;  // 20 s

/// Random walks of at most 2 % a day, from a fixed seed, so that every run has the same market.
std::vector<WireBar> market_bars() {
    std::mt19937_64 random(20251101);
    std::vector<WireBar> bars;
    bars.reserve(Pipeline::SYMBOLS * Pipeline::DATES);
    for (std::size_t symbol = 0; symbol < Pipeline::SYMBOLS; ++symbol) {
        auto cents = static_cast<std::int64_t>(5'000 + random() % 30'000);
        for (std::size_t date = 0; date < Pipeline::DATES; ++date) {
            const auto open = cents;
            cents = std::max<std::int64_t>(
                100, cents + cents * (static_cast<std::int64_t>(random() % 401) - 200) / 10'000);
            const auto from_cents = [](std::int64_t value) {
                return common::Price::from_millionths(value * 10'000);
            };
            bars.push_back({.symbol = Symbol(fmt::format("S{:03}", symbol)),
                            .date = Pipeline::date(date),
                            .open = from_cents(open),
                            .high = from_cents(std::max(open, cents) + 50),
                            .low = from_cents(std::min(open, cents) - 50),
                            .close = from_cents(cents),
                            .volume = static_cast<double>(1'000 + random() % 100'000)});
        }
    }
    return bars;
}

/// The arguments of `tradepit up`.
std::vector<std::string> up_arguments(const std::filesystem::path& folder,
                                      const std::filesystem::path& database, int workers) {
    return {"up",
            "--run-dir",
            folder.string(),
            "--db",
            database.string(),
            "--http",
            fmt::format("127.0.0.1:{}", free_port()),
            "--workers",
            std::to_string(workers)};
}

}  // namespace

Stamp Pipeline::date(std::size_t index) {
    return Stamp::parse(fmt::format("2025-{:02}-{:02}", 1 + index / 28, 1 + index % 28)).value();
}

Pipeline::Pipeline(const std::filesystem::path& programs, const std::filesystem::path& folder,
                   int workers, Progress& progress)
    : progress_(progress),
      folder_(folder),
      database_(folder / "pipeline.db"),
      program_(programs / "tradepit", up_arguments(folder, database_, workers), folder / "up.log"),
      lookup_(context_, "ipc://" + (folder / "lookup").string(), program_, progress) {
    progress.begin("starting the pipeline");
    import_market();
    await_ready();
}

void Pipeline::import_market() {
    MarketRules rules;
    rules.name = MarketName(MARKET);
    const auto bars = market_bars();
    Link events(context_, "ipc://" + (folder_ / "events").string(), program_, progress_);
    const auto octets = encode_upload(PriceImport{
        .market = rules.name, .rules = to_json(rules), .source = "bench", .bars = bars});
    const auto parts = split(octets);
    Upload upload{.key = "bench",
                  .file_kind = UploadKind::prices,
                  .part = 0,
                  .parts = static_cast<std::int32_t>(parts.size()),
                  .octets = {},
                  .digest = sha256_hex(octets)};
    for (const std::string_view part : parts) {
        upload.octets.octets = part;
        events.send(encode(upload));
        ++upload.part;
    }
    while (true) {
        const auto answer = events.receive_as<UploadAnswer>();
        if (answer.status == UploadAnswer::COMMITTED) return;
        if (answer.status != UploadAnswer::PART_TAKEN)
            throw std::runtime_error("the writer refused the prices: " + answer.detail);
    }
}

void Pipeline::await_ready() {
    for (int i = 0; i < HEALTH_POLLS_MAX; ++i) {
        if (lookup_.ask({.path = "/health"}).status == 200) return;
        wait(HEALTH_POLL);
    }
    throw std::runtime_error("the pipeline does not become healthy");
}

std::string Pipeline::get(const std::string& path) { return lookup_.accepted({.path = path}); }

void Pipeline::await_completion(const std::string& job, std::chrono::milliseconds interval,
                                const std::function<void(const nlohmann::json&)>& each) {
    while (true) {
        const auto status = nlohmann::json::parse(
            lookup_.accepted({.path = "/simulate/status/" + job, .parameters = {{"limit", "1"}}}));
        each(status);
        const auto& state = status.at("status").get_ref<const std::string&>();
        if (state == "completed") return;
        if (state != "pending" && state != "running")
            throw std::runtime_error("job " + job + " ended " + state);
        wait(interval);
    }
}

std::string Pipeline::submit(const std::string& body) {
    const auto answer = nlohmann::json::parse(
        lookup_.accepted({.method = "POST", .path = "/simulate/trigger", .body = body}));
    return answer.at("job_id").get<std::string>();
}

void Pipeline::wait(std::chrono::milliseconds span) {
    progress_.check();
    program_.check_running();
    zmq::poll(static_cast<zmq_pollitem_t*>(nullptr), 0, span);
}

void Pipeline::stop() { program_.stop(); }

}  // namespace tradepit::bench
