#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/digest.h"
#include "common/messages/messages.h"
#include "common/time.h"

/// Builders for the writer's tests: jobs, claims, and what a worker sends.
namespace tradepit::writer::tests {

inline common::Money money(const char* text) { return common::Money::parse(text).value(); }
inline common::Quantity quantity(const char* text) { return common::Quantity::parse(text).value(); }
inline common::Stamp day(const char* text) { return common::Stamp::parse(text).value(); }
inline const common::Stamp D1 = day("2025-10-01");
inline const common::Stamp D2 = day("2025-10-02");
inline const common::Stamp D3 = day("2025-10-03");
inline const common::UtcTime NOON =
    std::chrono::sys_days{std::chrono::year{2025} / 11 / 3} + std::chrono::hours{12};

inline common::Close cash_only(const char* cash) { return {money(cash), money(cash), {}}; }

inline common::JobModel model(const char* name, common::Stamp from = D1) {
    return {.model = common::ModelName{name},
            .agent = R"({"kind":"idle"})",
            .needs = common::need(common::CPU),
            .lease_days_max = 16,
            .first_date = from,
            .opening = cash_only("10000"),
            .orders = {}};
}

inline common::Job job(const char* id, std::vector<common::Stamp> dates,
                       std::vector<common::JobModel> models) {
    common::Job job;
    job.job = common::JobId{id};
    job.key = std::string{"key of "} + id;
    job.request_hash = "hash";
    job.market = common::MarketName{"us-daily"};
    job.price_set = 1;
    job.rules = "{}";
    job.dates = std::move(dates);
    job.models = std::move(models);
    return job;
}

inline common::Position opening_row(const common::Close& opening) {
    common::Position row;
    row.cash = opening.cash;
    row.value = opening.value;
    row.holdings = opening.holdings;
    return row;
}

inline common::Position trade(std::int32_t id, common::Action action, const char* symbol,
                              const char* amount, const char* price, const char* cash,
                              const char* value, std::vector<common::Holding> holdings) {
    return {id,
            action,
            common::Symbol{symbol},
            quantity(amount),
            common::Price::parse(price).value(),
            money(cash),
            money(value),
            std::move(holdings)};
}

inline common::Holding held(const char* symbol, const char* amount) {
    return {common::Symbol{symbol}, quantity(amount)};
}

/// A worker that runs one attempt: numbers its batches, counts its events and keeps their digest.
class WorkerScript {
public:
    WorkerScript(common::AttemptKey key, std::uint64_t nonce, common::Close opening)
        : key_{key}, nonce_{nonce}, opening_{std::move(opening)}, close_{opening_} {}

    common::Batch batch(const std::vector<common::Event>& events) {
        common::Batch batch;
        batch.worker = common::WorkerName{"w1"};
        batch.nonce = nonce_;
        batch.key = key_;
        batch.number = ++number_;
        batch.events.octets = common::encode_events(events);
        events_ += static_cast<std::int64_t>(events.size());
        digest_ = common::next_digest(digest_, batch.events.octets);
        for (const auto& event : events)
            if (const auto* row = std::get_if<common::Position>(&event))
                close_ = {row->cash, row->value, row->holdings};
        return batch;
    }

    common::Batch end(common::Ending ending, const std::vector<common::Event>& events = {},
                      const std::string& error = {}) {
        common::Batch last = batch(events);
        last.end = common::End{.ending = ending,
                               .event_count = events_,
                               .digest = common::hex(digest_),
                               .opening = opening_,
                               .close = close_,
                               .error = error,
                               .agent_ms = 1500};
        return last;
    }

    /// A whole day in one batch: the opening row and no trade.
    common::Batch idle_day() { return end(common::Ending::completed, {opening_row(opening_)}); }

    [[nodiscard]] const common::Close& close() const { return close_; }
    [[nodiscard]] const common::AttemptKey& key() const { return key_; }

private:
    common::AttemptKey key_;
    std::uint64_t nonce_;
    common::Close opening_;
    common::Close close_;
    std::int64_t number_ = 0;
    std::int64_t events_ = 0;
    std::string digest_;
};

}  // namespace tradepit::writer::tests
