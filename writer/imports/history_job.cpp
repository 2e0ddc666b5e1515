#include "writer/imports/history_job.h"

#include <algorithm>
#include <set>
#include <utility>

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/messages/imported_job.h"
#include "common/schema/stored_values.h"
#include "common/text/quoted.h"

namespace tradepit::writer {

using namespace common;

namespace {

constexpr const char* AGENT = R"({"kind":"import"})";

/// Ids and names stand in paths: of requests, and of exported trees.
std::optional<HistoryRefusal> name_refusal(const char* what, const std::string& name) {
    const bool sound = !name.empty() && name.size() <= NAME_BYTES_MAX && name != "." &&
                       name != ".." && std::none_of(name.begin(), name.end(), [](char c) {
                           return c == '/' || static_cast<unsigned char>(c) < ' ';
                       });
    if (sound) return std::nullopt;
    return HistoryRefusal{422, std::string{what} + " " + quoted_text(name) + " must have 1 to " +
                                   std::to_string(NAME_BYTES_MAX) +
                                   " bytes, and neither a slash nor control characters"};
}

/// Of a list as it is stored.
std::set<std::string> text_set(const std::string& stored) {
    std::set<std::string> texts;
    for (const auto& text : json_of(stored)) {
        if (!text.is_string()) corrupt("a list of texts");
        texts.insert(text.get<std::string>());
    }
    return texts;
}

HistoryRefusal beyond(const char* what, std::size_t count, std::size_t limit, const char* name) {
    return {507, "the job would have " + std::to_string(count) + " " + what + " where " +
                     std::to_string(limit) + " are the limit (" + name + ")"};
}

}  // namespace

std::variant<HistoryJob, HistoryRefusal> HistoryJob::open(SQLite::Database& database,
                                                          const HistoryOwner& owner) {
    if (auto refusal = name_refusal("job", owner.job.value())) return *refusal;
    if (auto refusal = name_refusal("model", owner.model.value())) return *refusal;
    HistoryJob job{database, owner.job};
    if (job.find()) {
        if (!job.imported_)
            return HistoryRefusal{409, "job " + quoted_text(owner.job.value()) +
                                           " was not imported: nothing is added to it"};
        if (!owner.market.empty() && owner.market != job.market_)
            return HistoryRefusal{422, "job " + quoted_text(owner.job.value()) + " is of market " +
                                           job.market_.value() + ", and not of " +
                                           owner.market.value() + ": give another --job"};
        return job;
    }
    if (job.is_being_purged())
        return HistoryRefusal{503, "job " + quoted_text(owner.job.value()) +
                                       " was cleaned up, and its rows are still being removed"};
    if (auto refusal = job.choose_market(owner.market)) return *refusal;
    job.read_market(owner.rules);
    return job;
}

bool HistoryJob::find() {
    SQLite::Statement query{*database_,
                            "SELECT s.market, s.price_set, j.config_path FROM jobs j "
                            "JOIN job_settings s USING (job_id) WHERE j.job_id = ?"};
    query.bind(1, job_.value());
    is_there_ = query.executeStep();
    if (!is_there_) return false;
    market_ = MarketName{query.getColumn(0).getString()};
    price_set_ = query.getColumn(1).getInt64();
    imported_ = query.getColumn(2).getString() == IMPORTED_CONFIG;
    return true;
}

bool HistoryJob::is_being_purged() {
    SQLite::Statement query{*database_, "SELECT 1 FROM purges WHERE job_id = ? LIMIT 1"};
    query.bind(1, job_.value());
    return query.executeStep();
}

std::optional<HistoryRefusal> HistoryJob::choose_market(const MarketName& named) {
    market_ = named;
    if (named.empty()) {
        std::vector<std::string> names;
        SQLite::Statement query{*database_, "SELECT market FROM markets ORDER BY market"};
        while (query.executeStep()) names.push_back(query.getColumn(0).getString());
        if (names.size() > 1) {
            std::string list;
            for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
            return HistoryRefusal{422, "there are several markets: give --market, one of " + list};
        }
        market_ = names.empty() ? MarketName{DEFAULT_MARKET} : MarketName{names.front()};
    }
    return name_refusal("market", market_.value());
}

void HistoryJob::read_market(const std::string& rules) {
    SQLite::Statement market{*database_,
                             "SELECT m.rules, m.newest_set, p.price_hash FROM markets m "
                             "JOIN price_sets p ON p.market = m.market "
                             "AND p.price_set = m.newest_set WHERE m.market = ?"};
    market.bind(1, market_.value());
    if (market.executeStep()) {
        rules_ = market.getColumn(0).getString();
        price_set_ = market.getColumn(1).getInt64();
        price_hash_ = market.getColumn(2).getString();
        return;
    }
    MarketRules fallback;
    const auto stated = parse_rules(rules);
    if (const auto* given = std::get_if<MarketRules>(&stated)) fallback = *given;
    fallback.name = market_;
    rules_ = to_json(fallback);
}

void HistoryJob::make_if_new(Counters& counters, const std::string& now_utc) {
    if (std::exchange(is_there_, true)) return;
    SQLite::Statement job{*database_,
                          "INSERT INTO jobs(job_id, config_path, status, date_range, models, "
                          "created_at, started_at, completed_at, total_duration_seconds) "
                          "VALUES(?1, ?2, 'completed', '[]', '[]', ?3, ?3, ?3, 0)"};
    job.bind(1, job_.value());
    job.bind(2, IMPORTED_CONFIG);
    job.bind(3, now_utc);
    job.exec();
    SQLite::Statement settings{
        *database_,
        "INSERT INTO job_settings(job_number, job_id, label, market, price_set, price_hash, rules, "
        "day_order, priority, answers, warnings, total) "
        "VALUES(?, ?, 'import', ?, ?, ?, ?, 'model', 0, 1, '[]', 0)"};
    settings.bind(1, ++counters.job);
    settings.bind(2, job_.value());
    settings.bind(3, market_.value());
    settings.bind(4, price_set_);
    settings.bind(5, price_hash_);
    settings.bind(6, rules_);
    settings.exec();
}

std::variant<HistoryJob::Extent, HistoryRefusal> HistoryJob::with(const ModelName& model,
                                                                  const std::vector<Stamp>& added) {
    Extent extent;
    SQLite::Statement past{*database_,
                           "SELECT j.date_range, j.models, s.total FROM jobs j "
                           "JOIN job_settings s USING (job_id) WHERE j.job_id = ?"};
    past.bind(1, job_.value());
    if (past.executeStep()) {
        extent.dates = text_set(past.getColumn(0).getString());
        extent.models = text_set(past.getColumn(1).getString());
        extent.days = static_cast<std::size_t>(past.getColumn(2).getInt64());
    }
    for (const Stamp date : added) extent.dates.insert(date.text());
    extent.models.insert(model.value());
    extent.days += added.size();
    if (extent.models.size() > JOB_MODELS_MAX)
        return beyond("models", extent.models.size(), JOB_MODELS_MAX, "JOB_MODELS_MAX");
    if (extent.days > JOB_MODEL_DAYS_MAX)
        return beyond("model-days", extent.days, JOB_MODEL_DAYS_MAX, "JOB_MODEL_DAYS_MAX");
    if (extent.dates.size() > JOB_DATES_MAX)
        return beyond("dates", extent.dates.size(), JOB_DATES_MAX, "JOB_DATES_MAX");
    return extent;
}

std::optional<std::int64_t> HistoryJob::chain_of(const ModelName& model) {
    SQLite::Statement known{*database_,
                            "SELECT chain FROM job_models WHERE job_id = ? AND model = ?"};
    known.bind(1, job_.value());
    known.bind(2, model.value());
    if (!known.executeStep()) return std::nullopt;
    return known.getColumn(0).getInt64();
}

std::int64_t HistoryJob::make_chain(const ModelName& model, Stamp first, const Close& opening,
                                    Counters& counters) {
    SQLite::Statement chain{*database_,
                            "INSERT INTO job_models(chain, job_id, model, market, agent, needs, "
                            "lease_days_max, first_date, "
                            "days, first_detail, opening_cash, opening_value, opening_holdings) "
                            "VALUES(?, ?, ?, ?, ?, 'wait', 1, ?, 0, ?, ?, ?, ?)"};
    chain.bind(1, ++counters.chain);
    chain.bind(2, job_.value());
    chain.bind(3, model.value());
    chain.bind(4, market_.value());
    chain.bind(5, AGENT);
    chain.bind(6, first.text());
    chain.bind(7, counters.detail + 1);
    chain.bind(8, opening.cash.to_double());
    chain.bind(9, opening.value.to_double());
    chain.bind(10, holdings_text(opening.holdings));
    chain.exec();
    return counters.chain;
}

void HistoryJob::add_days(const ModelName& model, const std::vector<Stamp>& added,
                          const Extent& extent, Counters& counters, const std::string& now_utc) {
    SQLite::Statement detail{*database_,
                             "INSERT INTO job_details(id, job_id, date, model, status, started_at, "
                             "completed_at, duration_seconds) "
                             "VALUES(?1, ?2, ?3, ?4, 'completed', ?5, ?5, 0)"};
    for (const Stamp date : added) {
        detail.bind(1, ++counters.detail);
        detail.bind(2, job_.value());
        detail.bind(3, date.text());
        detail.bind(4, model.value());
        detail.bind(5, now_utc);
        detail.exec();
        detail.reset();
    }
    SQLite::Statement chain{*database_,
                            "UPDATE job_models SET days = days + ? WHERE job_id = ? AND model = ?"};
    chain.bind(1, static_cast<std::int64_t>(added.size()));
    chain.bind(2, job_.value());
    chain.bind(3, model.value());
    chain.exec();
    SQLite::Statement job{*database_,
                          "UPDATE jobs SET date_range = ?, models = ?, completed_at = ? "
                          "WHERE job_id = ?"};
    job.bind(1, nlohmann::json(extent.dates).dump());
    job.bind(2, nlohmann::json(extent.models).dump());
    job.bind(3, now_utc);
    job.bind(4, job_.value());
    job.exec();
    SQLite::Statement counts{*database_,
                             "UPDATE job_settings SET total = ?1, completed = ?1 "
                             "WHERE job_id = ?2"};
    counts.bind(1, static_cast<std::int64_t>(extent.days));
    counts.bind(2, job_.value());
    counts.exec();
}

}  // namespace tradepit::writer
