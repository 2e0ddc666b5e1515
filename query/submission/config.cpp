#include "query/submission/config.h"

#include <algorithm>
#include <set>
#include <span>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/text/shown.h"
#include "common/text/shown_value.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::json;
using Fault = std::optional<std::string>;

/// The member, or null where there is none.
const Json& member(const Json& object, const char* name) {
    static const Json NOTHING;
    const auto found = object.find(name);
    return found == object.end() ? NOTHING : *found;
}

Fault read_text(const Json& document, const char* name, std::string& into) {
    const auto& value = member(document, name);
    if (value.is_null()) return std::nullopt;
    if (!value.is_string()) return std::string{name} + " must be a text";
    into = value.get<std::string>();
    return into.empty() ? std::nullopt : name_fault(name, into);
}

/// The keys of `object` are among `known`, the original's.
Fault unknown_key(const Json& object, const std::string& name,
                  std::span<const std::string_view> known) {
    for (const auto& item : object.items()) {
        if (std::ranges::find(known, item.key()) != known.end()) continue;
        std::string list;
        for (const auto each : known) list += (list.empty() ? "" : ", ") + std::string{each};
        return name + " has the unknown key " + common::shown(item.key()) + "; known: " + list;
    }
    return std::nullopt;
}

Fault read_range(const Json& document, Config& config) {
    const auto& range = member(document, "date_range");
    if (range.is_null()) return std::nullopt;
    if (!range.is_object()) return "date_range must be an object with init_date and end_date";
    std::optional<common::Stamp> ends[2];
    constexpr std::string_view NAMES[] = {"init_date", "end_date"};
    if (auto fault = unknown_key(range, "date_range", NAMES)) return fault;
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& value = member(range, NAMES[i].data());
        const auto name = "date_range." + std::string{NAMES[i]};
        if (value.is_null()) return name + " is required";
        if (value.is_string()) ends[i] = common::Stamp::parse(value.get<std::string>());
        if (!ends[i])
            return name + " is " + common::shown_value(value) + "; it must be a date (YYYY-MM-DD)";
    }
    if (ends[0]->date() > ends[1]->date() ||
        (ends[0]->has_time() && ends[1]->has_time() && *ends[0] > *ends[1])) {
        return "date_range.init_date " + ends[0]->text() + " is after date_range.end_date " +
               ends[1]->text();
    }
    config.range = DateRange{*ends[0], *ends[1]};
    return std::nullopt;
}

/// AI-Trader's models name a provider's model: they are LLM agents. Ours are named for their kind.
std::string default_kind(const Json& entry, const std::string& signature) {
    return entry.contains("basemodel") ? "llm" : signature;
}

std::variant<ConfigModel, std::string> read_model(const Json& entry) {
    if (!entry.is_object()) return ": it must be an object";
    const auto& signature = member(entry, "signature");
    if (signature.is_null()) return ": signature is required";
    if (!signature.is_string()) return ": signature must be a text";
    ConfigModel model;
    model.signature = signature.get<std::string>();
    if (const auto fault = name_fault("signature", model.signature)) return ": " + *fault;
    const auto named = " " + common::shown(model.signature) + ": ";
    if (const auto& enabled = member(entry, "enabled"); !enabled.is_null()) {
        if (!enabled.is_boolean()) return named + "enabled must be true or false";
        model.enabled = enabled.get<bool>();
    }
    auto agent = common::read_agent(member(entry, "agent"), default_kind(entry, model.signature));
    if (const auto* fault = std::get_if<std::string>(&agent)) return named + *fault;
    model.agent = std::move(std::get<common::AgentSettings>(agent));
    return model;
}

Fault read_models(const Json& document, Config& config) {
    const auto& models = member(document, "models");
    if (models.is_null()) return "models is required";
    if (!models.is_array()) return "models must be a list";
    std::set<std::string> signatures;
    for (std::size_t i = 0; i < models.size(); ++i) {
        auto model = read_model(models[i]);
        if (const auto* fault = std::get_if<std::string>(&model)) {
            return "models[" + std::to_string(i) + "]" + *fault;
        }
        config.models.push_back(std::move(std::get<ConfigModel>(model)));
        if (!signatures.insert(config.models.back().signature).second) {
            return "models[" + std::to_string(i) + "]: the signature " +
                   common::shown(config.models.back().signature) + " is there twice";
        }
    }
    return std::nullopt;
}

/// AI-Trader's settings of its agent loop: numbers that make no sense below their least value.
Fault read_agent_config(const Json& document, Config& config) {
    const auto& settings = member(document, "agent_config");
    if (settings.is_null()) return std::nullopt;
    if (!settings.is_object()) return "agent_config must be an object";
    constexpr std::string_view NAMES[] = {"max_steps", "max_retries", "base_delay", "initial_cash"};
    if (auto fault = unknown_key(settings, "agent_config", NAMES)) return fault;
    for (const auto* name : {"max_steps", "max_retries", "base_delay"}) {
        const auto& value = member(settings, name);
        if (value.is_null()) continue;
        if (!value.is_number() || value.get<double>() <= 0) {
            return "agent_config." + std::string{name} + " is " + common::shown_value(value) +
                   "; it must be a number above 0";
        }
    }
    const auto& cash = member(settings, "initial_cash");
    if (cash.is_null()) return std::nullopt;
    const auto money = read_cash(cash);
    if (!money) {
        return "agent_config.initial_cash is " + common::shown_value(cash) +
               "; it must be a number above 0 and at most " + common::MONEY_MAX.text();
    }
    config.initial_cash = *money;
    return std::nullopt;
}

Fault read_scheduling(const Json& document, Config& config) {
    if (const auto& order = member(document, "order"); !order.is_null()) {
        if (order != "model" && order != "date") {
            return "order is " + common::shown_value(order) + "; it must be \"model\" or \"date\"";
        }
        config.order = order == "date" ? common::Order::date : common::Order::model;
    }
    const auto& priority = member(document, "priority");
    if (priority.is_null()) return std::nullopt;
    if (!priority.is_number_integer() || priority > PRIORITY_MAX || priority < -PRIORITY_MAX) {
        return "priority is " + common::shown_value(priority) +
               "; it must be a whole number from " + std::to_string(-PRIORITY_MAX) + " to " +
               std::to_string(PRIORITY_MAX);
    }
    config.priority = priority.get<std::int32_t>();
    return std::nullopt;
}

Fault read_dual_write(const Json& document, Config& config) {
    const auto& dual_write = member(document, "dual_write");
    if (dual_write.is_null()) return std::nullopt;
    if (!dual_write.is_boolean())
        return "dual_write is " + common::shown_value(dual_write) + "; it must be true or false";
    config.dual_write = dual_write.get<bool>();
    return std::nullopt;
}

}  // namespace

std::variant<Config, std::string> read_config(const Json& document) {
    if (!document.is_object()) return "a config must be an object";
    Config config;
    if (auto fault = read_text(document, "market", config.market)) return *fault;
    if (auto fault = read_text(document, "label", config.label)) return *fault;
    if (auto fault = read_range(document, config)) return *fault;
    if (auto fault = read_models(document, config)) return *fault;
    if (auto fault = read_agent_config(document, config)) return *fault;
    if (auto fault = read_scheduling(document, config)) return *fault;
    if (auto fault = read_dual_write(document, config)) return *fault;
    return config;
}

std::optional<std::string> name_fault(const std::string& field, const std::string& name) {
    if (name.empty()) return field + " must not be empty";
    if (name.size() > common::NAME_BYTES_MAX) {
        return field + " " + common::shown(name) + " is longer than " +
               std::to_string(common::NAME_BYTES_MAX) + " bytes";
    }
    const bool printable = std::none_of(name.begin(), name.end(), [](char each) {
        return static_cast<unsigned char>(each) < 0x20 || each == 0x7f;
    });
    if (!printable) return field + " " + common::shown(name) + " has control characters";
    for (std::size_t at = 0; at < name.size();) {
        const auto length = common::utf8_length(std::string_view{name}.substr(at));
        if (length == 0) return field + " " + common::shown(name) + " is not UTF-8";
        at += length;
    }
    return std::nullopt;
}

std::optional<common::Money> read_cash(const Json& value) {
    std::optional<common::Money> money;
    if (value.is_number_float()) {
        money = common::Money::from_double(value.get<double>());
    } else if (value.is_number()) {
        money = common::Money::parse(value.dump());
    } else if (value.is_string()) {
        money = common::Money::parse(value.get<std::string>());
    }
    if (!money || *money <= common::Money{} || *money > common::MONEY_MAX) return std::nullopt;
    return money;
}

}  // namespace tradepit::query
