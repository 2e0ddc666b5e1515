#include "common/records/record_lines.h"

#include <charconv>
#include <system_error>

#include "common/decimal.h"
#include "common/text/json_text.h"

namespace tradepit::common {

using Json = nlohmann::ordered_json;

namespace {

/// The first fields of a line, as RecordLines::line writes them.
constexpr std::string_view LINE_BEGINS = R"({"date":")";
constexpr std::string_view ID_BEGINS = R"(","id":)";

Money money(const Json& number) {
    return Money::from_double(number.get<double>()).value_or(Money{});
}

}  // namespace

std::string RecordLines::day(const std::vector<Json>& rows) {
    std::string text;
    for (const auto& each : rows) text += row(each, rows.back().at("portfolio_value"));
    return text;
}

std::string RecordLines::row(const Json& row, const Json& closing_value) {
    auto record = line(row);
    if (records_ == 0) {
        // The first record also states the values that the model's cumulative profit and the profit
        // of this day are counted from, where they are not its own value; an import has no other
        // source for them. A profit is the day's closing value less such a value.
        const auto own = money(row.at("portfolio_value"));
        const auto initial = money(closing_value) - money(row.at("cumulative_profit"));
        const auto previous = money(closing_value) - money(row.at("daily_profit"));
        if (initial != own) record["initial_value"] = initial.to_double();
        if (previous != own) record["previous_value"] = previous.to_double();
    }
    ++records_;
    return json_text(record) + "\n";
}

Json RecordLines::line(const Json& row) const {
    Json record{{"date", row.at("date")}, {"id", records_}};
    const auto action = row.at("action_type").get<std::string>();
    if (action != "no_trade") {
        Json trade{{"action", action == "buy" ? buy_ : sell_},
                   {"symbol", row.at("symbol")},
                   {"amount", row.at("amount")}};
        if (!row.at("price").is_null()) trade["price"] = row.at("price");
        record["this_action"] = std::move(trade);
    } else if (records_ > 0) {  // the first record of a file, its opening, has no action
        record["this_action"] = {{"action", "no_trade"}, {"symbol", ""}, {"amount", 0}};
    }
    auto positions = Json::object();
    for (const auto& holding : row.at("holdings"))
        positions[holding.at("symbol").get<std::string>()] = holding.at("quantity");
    positions["CASH"] = row.at("cash");
    record["positions"] = std::move(positions);
    record["portfolio_value"] = row.at("portfolio_value");
    return record;
}

std::optional<LineHead> head_of_line(std::string_view line) {
    if (!line.starts_with(LINE_BEGINS)) return std::nullopt;
    line.remove_prefix(LINE_BEGINS.size());
    LineHead head{line.substr(0, line.find('"')), 0};
    line.remove_prefix(head.date.size());
    if (!line.starts_with(ID_BEGINS)) return std::nullopt;
    line.remove_prefix(ID_BEGINS.size());
    const auto read = std::from_chars(line.data(), line.data() + line.size(), head.id);
    return read.ec == std::errc{} ? std::optional{head} : std::nullopt;
}

std::string step_line(const Json& step) {
    Json message{{"role", step.at("role")}, {"content", step.at("content")}};
    if (!step.at("tool_name").is_null()) message["tool_name"] = step.at("tool_name");
    return json_text(Json{{"timestamp", step.at("timestamp")},
                          {"signature", step.at("model")},
                          {"new_messages", Json::array({std::move(message)})}}) +
           "\n";
}

std::string tools_line(const std::string& model, const std::vector<Json>& tools) {
    auto usage = Json::object();
    for (const auto& tool : tools) {
        Json each{{"calls", tool.at("call_count")}};
        if (!tool.at("total_duration_seconds").is_null())
            each["seconds"] = tool.at("total_duration_seconds");
        usage[tool.at("tool_name").get<std::string>()] = std::move(each);
    }
    return json_text(Json{{"signature", model},
                          {"new_messages", Json::array()},
                          {"tool_usage", std::move(usage)}}) +
           "\n";
}

}  // namespace tradepit::common
