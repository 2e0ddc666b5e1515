#include "writer/imports/history_job.h"

#include <memory>
#include <set>
#include <utility>

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/messages/job.h"
#include "common/schema/sql.h"
#include "common/schema/stored_values.h"
#include "common/text/name_rules.h"
#include "common/text/quoted.h"

namespace tradepit::writer {

using namespace common;

namespace {

/// Why a name may not be that of an imported job or market. These names become parts of paths in
/// requests.
std::optional<ImportRefusal> name_refusal(const char* what, const std::string& name) {
    if (auto fault = folder_name_fault(what, name))
        return ImportRefusal{CONTENT_REFUSED, *std::move(fault)};
    return std::nullopt;
}

/// The elements of a stored JSON array of texts.
std::set<std::string> text_set(const std::string& stored) {
    std::set<std::string> texts;
    for (const auto& text : json_of(stored)) {
        if (!text.is_string()) corrupt("a list of texts");
        texts.insert(text.get<std::string>());
    }
    return texts;
}

ImportRefusal limit_refusal(const char* what, std::size_t count, std::size_t limit,
                            const char* name) {
    return {507, "the job would have " + std::to_string(count) + " " + what + " where " +
                     std::to_string(limit) + " are the limit (" + name + ")"};
}

}  // namespace

std::variant<HistoryJob, ImportRefusal> HistoryJob::open(SQLite::Database& database,
                                                         const HistoryOwner& owner) {
    if (auto refusal = name_refusal("job", owner.job.value())) return *refusal;
    if (auto fault = name_fault("model", owner.model.value()))
        return ImportRefusal{CONTENT_REFUSED, *std::move(fault)};
    HistoryJob job{database, owner.job};
    if (job.read_job()) {
        if (!job.is_imported_)
            return ImportRefusal{409, "job " + quoted_text(owner.job.value()) +
                                          " was not imported: nothing is added to it"};
        if (!owner.market.empty() && owner.market != job.market_)
            return ImportRefusal{422, "job " + quoted_text(owner.job.value()) + " is of market " +
                                          job.market_.value() + ", and not of " +
                                          owner.market.value() + ": give another --job"};
        return job;
    }
    if (job.is_being_purged())
        return ImportRefusal{503, "job " + quoted_text(owner.job.value()) +
                                      " was cleaned up, and its rows are still being removed"};
    if (auto refusal = job.choose_market(owner.market)) return *refusal;
    job.read_market(owner.rules);
    return job;
}

bool HistoryJob::read_job() {
    SQLite::Statement query{*database_,
                            "SELECT s.market, s.price_set, j.config_path, s.rules FROM jobs j "
                            "JOIN job_settings s USING (job_id) WHERE j.job_id = ?"};
    auto row = ask(query, job_);
    is_stored_ = row.next();
    if (!is_stored_) return false;
    market_ = MarketName{row.text(0)};
    price_set_ = row.integer(1);
    is_imported_ = row.text(2) == IMPORTED_CONFIG;
    rules_ = row.text(3);
    return true;
}

int HistoryJob::price_decimals() const { return stored_rules(rules_).price_decimals; }

bool HistoryJob::is_being_purged() {
    SQLite::Statement query{*database_, "SELECT 1 FROM purges WHERE job_id = ? LIMIT 1"};
    return ask(query, job_).next();
}

std::optional<ImportRefusal> HistoryJob::choose_market(const MarketName& named) {
    market_ = named;
    if (named.empty()) {
        std::vector<std::string> names;
        SQLite::Statement query{*database_, "SELECT market FROM markets ORDER BY market"};
        while (query.executeStep()) names.push_back(query.getColumn(0).getString());
        if (names.size() > 1) {
            std::string list;
            for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
            return ImportRefusal{422, "there are several markets: give --market, one of " + list};
        }
        market_ = names.empty() ? MarketName{DEFAULT_MARKET} : MarketName{names.front()};
    }
    return name_refusal("market", market_.value());
}

void HistoryJob::read_market(const std::string& rules) {
    SQLite::Statement query{*database_,
                            "SELECT m.rules, m.newest_set, p.price_hash FROM markets m "
                            "JOIN price_sets p ON p.market = m.market "
                            "AND p.price_set = m.newest_set WHERE m.market = ?"};
    auto market = ask(query, market_);
    if (market.next()) {
        rules_ = market.text(0);
        price_set_ = market.integer(1);
        price_hash_ = market.text(2);
        return;
    }
    // A market without prices: the rules that came with the file, or the default ones.
    MarketRules fallback;
    const auto stated = parse_rules(rules);
    if (const auto* given = std::get_if<MarketRules>(&stated)) fallback = *given;
    fallback.name = market_;
    rules_ = to_json(fallback);
}

void HistoryJob::record(std::int64_t number, common::UtcTime now,
                        std::vector<Operation>& operations) const {
    const auto job = std::make_shared<Job>();
    job->job = job_;
    job->config_path = IMPORTED_CONFIG;
    job->settings.label = "import";
    job->market = market_;
    job->price_set = price_set_;
    job->price_hash = price_hash_;
    job->rules = rules_;
    operations.emplace_back(RecordJob{.job = job, .number = number});
    operations.emplace_back(SaveJob{.job = job_,
                                    .number = number,
                                    .status = JobStatus::completed,
                                    .counts = {},
                                    .started = now,
                                    .completed = now,
                                    .error = {}});
}

std::variant<HistoryJob::Extent, ImportRefusal> HistoryJob::extent_with(
    const ModelName& model, const std::vector<Stamp>& added) {
    Extent extent;
    SQLite::Statement query{*database_,
                            "SELECT j.date_range, j.models, s.total FROM jobs j "
                            "JOIN job_settings s USING (job_id) WHERE j.job_id = ?"};
    auto past = ask(query, job_);
    if (past.next()) {
        extent.dates = text_set(past.text(0));
        extent.models = text_set(past.text(1));
        extent.days = static_cast<std::size_t>(past.integer(2));
    }
    for (const Stamp date : added) extent.dates.insert(date.text());
    extent.models.insert(model.value());
    extent.days += added.size();
    if (extent.models.size() > JOB_MODELS_MAX)
        return limit_refusal("models", extent.models.size(), JOB_MODELS_MAX, "JOB_MODELS_MAX");
    if (extent.days > JOB_MODEL_DAYS_MAX)
        return limit_refusal("model-days", extent.days, JOB_MODEL_DAYS_MAX, "JOB_MODEL_DAYS_MAX");
    if (extent.dates.size() > JOB_DATES_MAX)
        return limit_refusal("dates", extent.dates.size(), JOB_DATES_MAX, "JOB_DATES_MAX");
    return extent;
}

std::optional<std::int64_t> HistoryJob::chain_of(const ModelName& model) {
    SQLite::Statement query{*database_,
                            "SELECT chain FROM job_models WHERE job_id = ? AND model = ?"};
    auto known = ask(query, job_, model);
    if (!known.next()) return std::nullopt;
    return known.integer(0);
}

}  // namespace tradepit::writer
