#include "cli/display/differences.h"

#include <map>
#include <variant>

#include <nlohmann/json.hpp>

#include "cli/display/table.h"
#include "common/text/json.h"

namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

/// The kind of an entry that is no difference: a recorded trade with the amount 0.
constexpr const char* AMOUNT_ZERO = "amount_zero";

/// The report in a row of the answer. It is the row's `content`, as a JSON document or as JSON
/// text; a row without `content` is the report itself. Text that is no JSON object gives an empty
/// report.
Json report_of(const Json& row) {
    const auto content = row.find("content");
    if (content == row.end()) return row;
    if (!content->is_string()) return *content;
    const auto& text = content->get_ref<const std::string&>();
    const auto checked = common::parse_json(text);
    const auto* document = std::get_if<nlohmann::json>(&checked);
    return document != nullptr && document->is_object() ? Json::parse(text) : Json::object();
}

/// What the reports of one model add up to.
struct Sum {
    std::int64_t records = 0;
    std::int64_t matched = 0;  ///< records without a difference
    std::int64_t differences = 0;
    std::map<std::string, std::int64_t> kinds;  ///< entries by kind, also AMOUNT_ZERO
    std::string first_date;                     ///< the earliest date with a difference
    Json first;                                 ///< the first difference of first_date; else null
};

/// Adds the report of one date. The dates may come in any order.
void add_day(Sum& sum, const std::string& date, const Json& report) {
    sum.records += report.value("records", std::int64_t{0});
    sum.matched += report.value("matched", std::int64_t{0});
    const auto differences = report.value("differences", Json::array());
    bool first_of_day = true;
    for (const auto& difference : differences) {
        const auto kind = difference.value("kind", "other");
        ++sum.kinds[kind];
        if (kind == AMOUNT_ZERO) continue;
        ++sum.differences;
        if (!first_of_day || (!sum.first.is_null() && sum.first_date <= date)) continue;
        first_of_day = false;
        sum.first_date = date;
        sum.first = difference;
        sum.first["date"] = date;
    }
}

}  // namespace

Json summarise_differences(const Json& answer) {
    const auto& rows =
        answer.is_object() && answer.contains("differences") ? answer["differences"] : answer;
    std::map<std::string, Sum> sums;
    if (rows.is_array())
        for (const auto& row : rows)
            add_day(sums[row.value("model", "")], row.value("date", ""), report_of(row));
    auto summary = Json::array();
    for (const auto& [model, sum] : sums)
        summary.push_back({{"model", model},
                           {"records", sum.records},
                           {"matched", sum.matched},
                           {"count", sum.differences},
                           {"kinds", sum.kinds},
                           {"first", sum.first}});
    return summary;
}

std::string differences_text(const Json& summary) {
    using Align = Table::Align;
    Table table{{{"model", Align::left},
                 {"records", Align::right},
                 {"matched", Align::right},
                 {"price", Align::right},
                 {"refused", Align::right},
                 {"state", Align::right},
                 {"amount 0", Align::right},
                 {"first difference", Align::left}}};
    for (const auto& model : summary) {
        const auto& kinds = model["kinds"];
        const auto count = [&](const char* kind) {
            return grouped(kinds.value(kind, std::int64_t{0}));
        };
        const auto& first = model["first"];
        std::string text = "-";
        if (first.is_object()) {
            text = first.value("date", "") + " ";
            text += first.value("kind", "");
            if (first.contains("symbol")) text += " " + first.value("symbol", "");
            text += ": " + first.value("detail", "");
        }
        table.add({model["model"].get<std::string>(), grouped(model["records"].get<std::int64_t>()),
                   grouped(model["matched"].get<std::int64_t>()), count("price"), count("refused"),
                   count("state"), count(AMOUNT_ZERO), text});
    }
    return table.text();
}

}  // namespace tradepit::cli
