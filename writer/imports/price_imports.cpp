#include "writer/imports/price_imports.h"

#include <chrono>
#include <utility>

#include <SQLiteCpp/Exception.h>
#include <nlohmann/json.hpp>

#include "common/digest.h"
#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/text/quoted.h"
#include "writer/imports/imported_bars.h"
#include "writer/rows/statement_use.h"
#include "writer/store/store.h"

namespace tradepit::writer {

namespace {

using common::ImportAnswer;
using common::ImportPrices;
using common::Stamp;

constexpr int PART_TAKEN = 100;
constexpr int PRICES_COMMITTED = 200;
constexpr int KEY_MISUSED = 409;
constexpr int CONTENT_REFUSED = 422;
constexpr int NOT_NOW = 503;

/// utc_text()'s text as seconds on the wall clock: precise enough for idleness.
common::Instant seconds_of(const std::string& now_utc) {
    CHECK(now_utc.size() >= 19);
    const auto stamp = Stamp::parse(now_utc.substr(0, 10) + " " + now_utc.substr(11, 8));
    CHECK(stamp.has_value());
    return std::chrono::days(stamp->days()) + std::chrono::seconds(stamp->second_of_day());
}

ImportAnswer answer_to(const std::string& key, std::int32_t part, int status, std::string detail) {
    return {.key = key, .part = part, .status = status, .detail = std::move(detail)};
}

std::string request_hash(const WholeImport& whole) {
    std::string lines;
    for (const auto& hash : whole.hashes) lines += hash + "\n";
    return common::sha256_hex(lines);
}

std::string interval_of(Stamp date) {
    return std::string(date.has_time() ? common::HOURLY : common::DAILY);
}

}  // namespace

PriceImports::PriceImports(SQLite::Database& database, WriterEpoch& epoch,
                           ImportAssembly::Limits limits)
    : database_(database),
      epoch_(epoch),
      assembly_(limits),
      sets_(database),
      find_key_(database, "SELECT status, answer FROM idempotency WHERE key = ?"),
      record_key_(database,
                  "INSERT INTO idempotency (key, request_hash, status, answer, created_at)"
                  " VALUES (?, ?, ?, ?, ?)") {}

ImportAnswer PriceImports::take(const ImportPrices& part, const std::string& now_utc) {
    const auto hash = common::sha256_hex(common::encode(part));
    try {
        if (!assembly_.holds(part.key)) {
            if (auto answer = recorded(part, hash)) return *answer;
        }
        auto result = assembly_.add(part, hash, seconds_of(now_utc));
        if (auto* whole = std::get_if<WholeImport>(&result)) {
            // A job may have taken the key while the parts came.
            if (auto answer = recorded(part, hash)) return *answer;
            return commit(std::move(*whole), part.part, now_utc);
        }
        if (const auto* refused = std::get_if<ImportAssembly::Refused>(&result)) {
            return answer_to(part.key, part.part, refused->status, refused->detail);
        }
        return answer_to(part.key, part.part, PART_TAKEN, "");
    } catch (const SQLite::Exception& fault) {
        if (!may_pass(fault)) throw;
        return answer_to(part.key, part.part, NOT_NOW,
                         std::string("the import was not stored: ") + fault.what());
    }
}

std::optional<ImportAnswer> PriceImports::recorded(const ImportPrices& part,
                                                   const std::string& hash) {
    StatementUse find(find_key_);
    find->bind(1, part.key);
    if (!find->executeStep()) return std::nullopt;
    const int status = find->getColumn(0).getInt();
    const auto text = find->getColumn(1).getString();

    // A job's answer is no JSON document: then the key is not an import's.
    const auto json = nlohmann::json::parse(text, nullptr, false);
    const auto misused = answer_to(
        part.key, part.part, KEY_MISUSED,
        "the key " + common::quoted_text(part.key) + " was used before with other content");
    if (!json.is_object() || !json.contains("import")) return misused;
    const auto& import = json.at("import");
    const auto& parts = import.at("parts");
    if (part.part < 0 || static_cast<std::size_t>(part.part) >= parts.size() ||
        parts.at(static_cast<std::size_t>(part.part)) != hash) {
        return misused;
    }
    auto answer = answer_to(part.key, part.part, status, import.at("detail"));
    answer.price_set = import.at("price_set");
    answer.inserted = import.at("inserted");
    answer.changed = import.at("changed");
    answer.unchanged = import.at("unchanged");
    return answer;
}

ImportAnswer PriceImports::commit(WholeImport whole, std::int32_t part,
                                  const std::string& now_utc) {
    FencedTransaction transaction(database_, epoch_);
    const auto outcome = apply(whole, now_utc);
    auto answer = answer_to(whole.key, part, PRICES_COMMITTED, "");
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
        answer.status = CONTENT_REFUSED;
        answer.detail = refusal->detail;
        answer.price_set = sets_.newest(whole.market);
    } else {
        const auto& counts = std::get<Counts>(outcome);
        answer.price_set = counts.price_set;
        answer.inserted = counts.inserted;
        answer.changed = counts.changed;
        answer.unchanged = counts.unchanged;
    }
    record(whole, answer, now_utc);
    transaction.commit();
    return answer;
}

/// Refuses before it writes anything.
PriceImports::Outcome PriceImports::apply(WholeImport& whole, const std::string& now_utc) {
    const auto newest = sets_.newest(whole.market);
    if (auto fault = put_in_order(whole.bars)) return Refusal{*fault};
    if (auto refusal = market_refusal(whole, newest)) return *refusal;

    if (newest == 0) sets_.create(whole.market, whole.rules, now_utc);
    Counts counts{.price_set = newest};
    for (const auto& bar : whole.bars) {
        switch (sets_.store(whole.market, newest + 1, bar)) {
            case BarChange::inserted:
                ++counts.inserted;
                break;
            case BarChange::changed:
                ++counts.changed;
                break;
            case BarChange::unchanged:
                ++counts.unchanged;
                break;
        }
    }
    if (counts.inserted + counts.changed > 0) {
        counts.price_set = newest + 1;
        sets_.seal(whole.market, counts.price_set, whole.source, now_utc);
    }
    return counts;
}

std::optional<PriceImports::Refusal> PriceImports::market_refusal(const WholeImport& whole,
                                                                  std::int64_t newest) {
    const auto& name = whole.market.value();
    if (name.empty()) return Refusal{"a market's name must not be empty"};
    if (name.size() > common::NAME_BYTES_MAX) {
        return Refusal{"market " + common::quoted_text(name) + " is longer than " +
                       std::to_string(common::NAME_BYTES_MAX) + " bytes"};
    }
    const auto interval = interval_of(whole.bars.front().date);
    if (newest > 0) {
        const auto present = sets_.any_date(whole.market);
        if (!present || interval_of(*present) == interval) return std::nullopt;
        return Refusal{"market " + common::quoted_text(name) + " is " + interval_of(*present) +
                       " (it has " + present->text() + "), and the import is " + interval + " (" +
                       whole.bars.front().date.text() + ")"};
    }
    const auto rules = common::parse_rules(whole.rules);
    if (const auto* fault = std::get_if<std::string>(&rules)) {
        return Refusal{"the rules of market " + common::quoted_text(name) + ": " + *fault};
    }
    const auto& ruled = std::get<common::MarketRules>(rules).interval;
    if (ruled == interval) return std::nullopt;
    return Refusal{"market " + common::quoted_text(name) + " is " + ruled +
                   " by its rules, and the import is " + interval + " (" +
                   whole.bars.front().date.text() + ")"};
}

void PriceImports::record(const WholeImport& whole, const ImportAnswer& answer,
                          const std::string& now_utc) {
    const nlohmann::json import = {{"import",
                                    {{"detail", answer.detail},
                                     {"price_set", answer.price_set},
                                     {"inserted", answer.inserted},
                                     {"changed", answer.changed},
                                     {"unchanged", answer.unchanged},
                                     {"parts", whole.hashes}}}};
    StatementUse insert(record_key_);
    insert->bind(1, whole.key);
    insert->bind(2, request_hash(whole));
    insert->bind(3, answer.status);
    insert->bind(4, import.dump());
    insert->bind(5, now_utc);
    insert->exec();
}

}  // namespace tradepit::writer
