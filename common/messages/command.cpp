#include "common/messages/command.h"

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"
#include "common/text/quoted.h"

namespace tradepit::common {

namespace {

/// The status of every outcome but a refusal, as in HTTP.
constexpr std::int32_t DONE = 200;

OrderedJson json_of(const JobAccepted& done) { return {{"job_id", done.job.value()}}; }
OrderedJson json_of(const MaintenanceAccepted& done) {
    return {{"task", done.task}, {"document", done.document}};
}
OrderedJson json_of(const CommandRefused& refused) { return {{"detail", refused.detail}}; }

/// The counts in the order of their fields, without their names.
template <class Counts>
OrderedJson numbers_of(const Counts& counts) {
    auto numbers = OrderedJson::array();
    counts.visit_fields([&](const auto&... count) { (numbers.push_back(count), ...); });
    return numbers;
}

OrderedJson json_of(const ImportDone& done) {
    auto json = OrderedJson::object();
    if (done.prices) json["prices"] = numbers_of(*done.prices);
    if (done.history)
        json["history"] = {{"market", done.history->market.value()},
                           {"had_rows", done.history->had_rows},
                           {"counts", numbers_of(done.history->counts)},
                           {"notes", done.history->notes}};
    return json;
}

/// Reads what numbers_of() made. @throws OrderedJson::exception where one is missing or is not
/// a number.
template <class Counts>
Counts counts_of(const OrderedJson& numbers) {
    Counts counts;
    std::size_t i = 0;
    counts.visit_fields([&](auto&... count) { ((count = numbers.at(i++)), ...); });
    return counts;
}

/// Reads what json_of() made of an ImportDone. Returns nothing for other JSON.
std::optional<CommandOutcome> import_of(const OrderedJson& json) try {
    ImportDone done;
    if (json.contains("prices")) done.prices = counts_of<PriceCounts>(json["prices"]);
    if (json.contains("history")) {
        const auto& history = json["history"];
        done.history = HistoryOutcome{.market = MarketName{history.at("market").get<std::string>()},
                                      .had_rows = history.at("had_rows"),
                                      .counts = counts_of<HistoryCounts>(history.at("counts")),
                                      .notes = history.at("notes").get<std::vector<std::string>>()};
    }
    return done;
} catch (const OrderedJson::exception&) {
    return std::nullopt;
}

}  // namespace

std::int32_t status_of(const CommandOutcome& outcome) {
    const auto* refused = std::get_if<CommandRefused>(&outcome);
    return refused != nullptr ? refused->status : DONE;
}

StoredOutcome stored(const CommandOutcome& outcome) {
    return {.status = status_of(outcome),
            .answer = std::visit([](const auto& one) { return json_text(json_of(one)); }, outcome)};
}

std::optional<CommandOutcome> stored_outcome(std::int32_t status, std::string_view answer) {
    const auto json = OrderedJson::parse(answer, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    const auto text = [&](const char* name) -> std::optional<std::string> {
        const auto member = json.find(name);
        if (member == json.end() || !member->is_string()) return std::nullopt;
        return member->get<std::string>();
    };
    if (status != DONE) {
        auto detail = text("detail");
        if (!detail) return std::nullopt;
        return CommandRefused{status, *std::move(detail)};
    }
    if (auto job = text("job_id")) return JobAccepted{JobId{*std::move(job)}};
    if (json.contains("prices") || json.contains("history")) return import_of(json);
    const auto task = json.find("task");
    auto document = text("document");
    if (!document || task == json.end() || !task->is_number_integer()) return std::nullopt;
    return MaintenanceAccepted{task->get<std::int64_t>(), *std::move(document)};
}

std::string key_misused_detail(const std::string& key) {
    return "The Idempotency-Key " + quoted_text(key) + " belongs to another request";
}

}  // namespace tradepit::common
