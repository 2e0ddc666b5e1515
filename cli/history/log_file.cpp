#include "cli/history/log_file.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "common/stamp.h"
#include "common/text/json.h"
#include "common/text/quoted.h"
#include "common/text/text_lines.h"

namespace tradepit::cli {

using common::FileFault;
using common::LoggedStep;
using common::Role;
using nlohmann::json;

namespace {

constexpr std::int64_t SECONDS_PER_DAY = 86'400;
constexpr std::size_t FRACTION_DIGITS = 6;

/// The text of the member `name`; empty where the member is missing or null, nothing where it is
/// not a text.
std::optional<std::string> text_of(const json& object, const char* name) {
    const auto at = object.find(name);
    if (at == object.end() || at->is_null()) return std::string{};
    if (!at->is_string()) return std::nullopt;
    return at->get<std::string>();
}

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Removes a fraction such as ".383" from the front of `text`. @return it as six digits: "383000".
std::string take_fraction(std::string_view& text) {
    if (!text.starts_with('.')) return "000000";
    const auto end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    std::string digits{text.substr(1, std::min(end - 1, FRACTION_DIGITS))};
    digits.resize(FRACTION_DIGITS, '0');
    text.remove_prefix(end);
    return digits;
}

/// The seconds east of UTC for "Z", "+08:00", "-0530" or an empty text (UTC); nothing for other
/// text.
std::optional<std::int64_t> zone_of(std::string_view text) {
    if (text.empty() || text == "Z" || text == "z") return 0;
    const std::string digits = text.size() == 6 && text[3] == ':'
                                   ? std::string{text.substr(1, 2)} + std::string{text.substr(4)}
                                   : std::string{text.substr(1)};
    if ((text[0] != '+' && text[0] != '-') || digits.size() != 4 || !all_digits(digits))
        return std::nullopt;
    const std::int64_t minutes =
        std::stoll(digits.substr(0, 2)) * 60 + std::stoll(digits.substr(2));
    return (text[0] == '-' ? -60 : 60) * minutes;
}

/// Makes a LogFile from the lines of a log.jsonl.
class LogLines {
public:
    /// Adds the content of a line. @return nothing for a good line, else what is wrong with it; of
    /// a bad line nothing is added.
    std::optional<std::string> take(std::string_view text, std::int64_t line) {
        other_roles_.clear();
        if (text.size() > common::LINE_BYTES_MAX) return common::line_too_long_text();
        auto parsed = common::parse_json(text);
        if (auto* fault = std::get_if<common::JsonFault>(&parsed)) return std::move(fault->text);
        const auto& object = std::get<json>(parsed);
        if (!object.is_object()) return "must be an object";
        if (object.contains("tool_usage")) return take_usage(object.at("tool_usage"));
        const auto signature = text_of(object, "signature");
        if (!signature) return "\"signature\" must be text";
        const auto timestamp = text_of(object, "timestamp");
        if (!timestamp) return "\"timestamp\" must be text";
        const auto time = timestamp->empty() ? std::string{} : as_utc(*timestamp);
        if (!time)
            return "\"timestamp\" " + common::quoted_text(*timestamp) + " is no ISO 8601 time";
        if (!object.contains("new_messages")) return "\"new_messages\" is missing";
        auto steps = steps_of(object.at("new_messages"), line, *time);
        if (auto* fault = std::get_if<std::string>(&steps)) return std::move(*fault);
        for (auto& step : std::get<std::vector<LoggedStep>>(steps)) add(std::move(step));
        if (!signature->empty()) file_.signatures.insert(*signature);
        return std::nullopt;
    }
    /// The whole file. Tools are counted from the messages where the file has no tool_usage line.
    LogFile finish() {
        if (usage_) {
            for (auto& [name, usage] : *usage_) file_.tools.push_back(std::move(usage));
        } else {
            std::map<std::string, std::int32_t> calls;
            for (const auto& step : file_.steps)
                if (step.role == Role::tool && !step.tool.empty()) ++calls[step.tool];
            for (const auto& [name, count] : calls) file_.tools.push_back({name, count, 0});
        }
        return std::move(file_);
    }
    std::vector<FileFault>& bad() { return file_.bad; }

private:
    /// Takes the object of a tool_usage line, which replaces that of an earlier line. @return as
    /// take().
    std::optional<std::string> take_usage(const json& tools) {
        if (!tools.is_object()) return "\"tool_usage\" must be an object";
        std::map<std::string, common::ToolUsage> usage;
        for (const auto& [name, each] : tools.items()) {
            const bool valid = each.is_object() && each.contains("calls") &&
                               each["calls"].is_number_unsigned() &&
                               each["calls"].get<std::uint64_t>() <= INT32_MAX &&
                               (!each.contains("seconds") || each["seconds"].is_number());
            if (!valid)
                return "the usage of tool " + common::quoted_text(name) +
                       " must be an object with calls, and optionally seconds";
            usage[name] = {name, each["calls"].get<std::int32_t>(), each.value("seconds", 0.0)};
        }
        usage_ = std::move(usage);
        return std::nullopt;
    }

    /// The steps of the messages of a line, or what is wrong with one of them.
    std::variant<std::vector<LoggedStep>, std::string> steps_of(const json& messages,
                                                                std::int64_t line,
                                                                const std::string& time) {
        std::vector<LoggedStep> steps;
        const auto list = messages.is_array() ? messages : json::array({messages});
        for (const auto& message : list) {
            if (!message.is_object()) return "a message must be an object";
            const auto role = text_of(message, "role");
            if (!role || role->empty()) return "\"role\" of a message must be text";
            LoggedStep step{.line = line, .role = role_of(*role), .content = {}, .timestamp = time};
            if (const auto content = message.find("content"); content != message.end())
                step.content = content->is_string() ? content->get<std::string>()
                               : content->is_null() ? std::string{}
                                                    : content->dump();
            const auto tool =
                text_of(message, message.contains("tool_name") ? "tool_name" : "name");
            if (!tool) return "\"tool_name\" of a message must be text";
            // With another role, `name` is the name of the speaker and not of a tool.
            if (step.role == Role::tool || message.contains("tool_name")) step.tool = *tool;
            steps.push_back(std::move(step));
            if (!is_known(*role)) other_roles_.push_back(*role);
        }
        return steps;
    }

    void add(LoggedStep step) {
        if (step.role == Role::user) {
            if (!first_user_content_) first_user_content_ = step.content;
            file_.sessions += step.content == *first_user_content_;
        }
        file_.steps.push_back(std::move(step));
        for (auto& role : std::exchange(other_roles_, {})) ++file_.other_roles[role];
    }

    static bool is_known(const std::string& role) {
        return role == "user" || role == "assistant" || role == "tool";
    }
    static Role role_of(const std::string& role) {
        if (role == "assistant") return Role::assistant;
        return role == "tool" || role == "function" ? Role::tool : Role::user;
    }

    LogFile file_;
    std::optional<std::map<std::string, common::ToolUsage>> usage_;  ///< from a tool_usage line
    std::optional<std::string> first_user_content_;  ///< of the first message of role user
    /// Unknown roles of the line that is being read. They are counted once the line is known to be
    /// good.
    std::vector<std::string> other_roles_;
};

}  // namespace

std::variant<LogFile, FileFault> parse_log_file(std::string_view text, common::BadLines bad_lines) {
    LogLines log;
    common::TextLines lines{text};
    bool any_good = false;
    while (const auto line = lines.next()) {
        auto fault = log.take(*line, lines.number());
        any_good = any_good || !fault;
        if (!fault) continue;
        log.bad().push_back({lines.number(), *std::move(fault)});
        if (bad_lines == common::BadLines::refuse) return std::move(log.bad().front());
    }
    if (any_good) return log.finish();
    if (!log.bad().empty()) return std::move(log.bad().front());
    return FileFault{0, "the file is empty"};
}

std::optional<std::string> as_utc(std::string_view text) {
    constexpr std::size_t SECONDS_END = 19;
    if (text.size() < SECONDS_END || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
    const auto stamp = common::Stamp::parse(std::string{text.substr(0, 10)} + " " +
                                            std::string{text.substr(11, 8)});
    if (!stamp) return std::nullopt;
    text.remove_prefix(SECONDS_END);
    const auto fraction = take_fraction(text);
    const auto zone = zone_of(text);
    if (!zone) return std::nullopt;
    std::int64_t second = stamp->second_of_day() - *zone;
    std::int64_t days = stamp->days();
    for (; second < 0; second += SECONDS_PER_DAY) --days;
    for (; second >= SECONDS_PER_DAY; second -= SECONDS_PER_DAY) ++days;
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       second / 3'600, second / 60 % 60, second % 60, fraction);
}

}  // namespace tradepit::cli
