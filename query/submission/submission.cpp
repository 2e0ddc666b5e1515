#include "query/submission/submission.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/text/json.h"
#include "common/text/shown.h"
#include "query/requests/faults.h"
#include "query/requests/parameters.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::json;
using Loc = Faults::Json;

constexpr std::array FIELDS{"config_path", "config",      "date_range", "start_date",
                            "end_date",    "models",      "label",      "market",
                            "order",       "priority",    "replay",     "replace_existing",
                            "dual_write",  "initial_cash"};

Loc at(const char* field) { return Loc::array({"body", field}); }

/// The input as it is shown: whole where it is short.
Loc shown_input(const Json& value) {
    if (value.is_structured() && value.size() > 16) return "…";
    return Loc::parse(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// A text as messages show it, without its quotes.
std::string clipped(const Json& text) {
    const auto shown = common::shown(text.get<std::string>());
    return shown.substr(1, shown.size() - 2);
}

/// Takes the fields of one body and collects what is wrong.
class Reading {
public:
    explicit Reading(const Json& body) : body_{body} {}

    std::variant<Submission, Reply> all() {
        for (const auto& item : body_.items()) {
            if (std::find(FIELDS.begin(), FIELDS.end(), item.key()) == FIELDS.end()) {
                faults_.add("extra_forbidden", Loc::array({"body", item.key()}),
                            "Extra inputs are not permitted", shown_input(item.value()));
            }
        }
        text("config_path", submission_.config_path);
        name("label", submission_.label);
        name("market", submission_.market);
        config();
        dates();
        range();
        models();
        scheduling();
        cash();
        replay();
        if (!faults_.empty()) return faults_.reply();
        if (!bad_date_.empty()) return refused(400, bad_date_);
        return std::move(submission_);
    }

private:
    /// Null where the field is not there, or is null.
    const Json& field(const char* name) const {
        static const Json NOTHING;
        const auto found = body_.find(name);
        return found == body_.end() ? NOTHING : *found;
    }
    void refuse(std::string_view type, const char* name, std::string_view message) {
        faults_.add(type, at(name), message, shown_input(field(name)));
    }

    void text(const char* name, std::string& into) {
        const auto& value = field(name);
        if (value.is_null()) return;
        if (!value.is_string())
            return refuse("string_type", name, "Input should be a valid string");
        into = value.get<std::string>();
    }
    std::optional<bool> truth(const char* name) {
        const auto& value = field(name);
        if (value.is_null()) return std::nullopt;
        if (value.is_boolean()) return value.get<bool>();
        refuse("bool_type", name, "Input should be a valid boolean");
        return std::nullopt;
    }
    void name(const char* name, std::string& into) {
        text(name, into);
        if (into.empty()) return;
        if (const auto fault = name_fault(name, into)) {
            refuse("value_error", name, "Value error, " + *fault);
        }
    }

    void config() {
        const auto& value = field("config");
        if (value.is_null()) return;
        if (!value.is_object()) {
            return refuse("dict_type", "config", "Input should be a valid dictionary");
        }
        if (!field("config_path").is_null()) {
            return refuse("value_error", "config", "Value error, give config or config_path");
        }
        submission_.config = value.dump();
    }

    /// A 400, where the body has no other fault: the first one counts.
    void refuse_date(std::string text) {
        if (bad_date_.empty()) bad_date_ = std::move(text);
    }
    std::optional<common::Stamp> date(const Json& value, Loc loc) {
        if (!value.is_string()) {
            faults_.add("string_type", std::move(loc), "Input should be a valid string",
                        shown_input(value));
            return std::nullopt;
        }
        auto stamp = common::Stamp::parse(value.get<std::string>());
        if (!stamp) refuse_date(std::string{INVALID_DATE} + ": " + clipped(value));
        return stamp;
    }

    void dates() {
        const auto& value = field("date_range");
        if (value.is_null()) return;
        if (!value.is_array()) {
            return refuse("list_type", "date_range", "Input should be a valid list");
        }
        if (value.empty()) {
            return refuse("too_short", "date_range",
                          "List should have at least 1 item after validation, not 0");
        }
        submission_.dates.emplace();
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (const auto stamp = date(value[i], Loc::array({"body", "date_range", i}))) {
                submission_.dates->push_back(*stamp);
            }
        }
    }

    void range() {
        const bool has_start = body_.contains("start_date");
        if (!has_start && !body_.contains("end_date")) return;
        if (!field("date_range").is_null()) {
            return refuse("value_error", "date_range",
                          "Value error, give date_range, or start_date and end_date");
        }
        if (!has_start) return faults_.missing(at("start_date"));
        const bool resume = field("start_date").is_null();
        if (field("end_date").is_null()) return faults_.missing(at("end_date"));
        const auto end = date(field("end_date"), at("end_date"));
        if (resume) {
            submission_.resume_upto = end;
            if (field("replace_existing") == true)
                refuse("value_error", "replace_existing",
                       "Value error, a resume (start_date null) runs nothing again");
            return;
        }
        if (!end) return;
        const auto start = date(field("start_date"), at("start_date"));
        if (!start) return;
        if (start->date() > end->date() ||
            (start->has_time() && end->has_time() && *start > *end)) {
            return refuse_date("start_date " + start->text() + " is after end_date " + end->text());
        }
        submission_.range = DateRange{*start, *end};
    }

    void models() {
        const auto& value = field("models");
        if (value.is_null()) return;
        if (!value.is_array()) {
            return refuse("list_type", "models", "Input should be a valid list");
        }
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (value[i].is_string()) {
                submission_.models.push_back(value[i].get<std::string>());
            } else {
                faults_.add("string_type", Loc::array({"body", "models", i}),
                            "Input should be a valid string", shown_input(value[i]));
            }
        }
        std::sort(submission_.models.begin(), submission_.models.end());
        const auto end = std::unique(submission_.models.begin(), submission_.models.end());
        submission_.models.erase(end, submission_.models.end());
    }

    void scheduling() {
        if (const auto& order = field("order"); !order.is_null()) {
            if (order != "model" && order != "date") {
                refuse("literal_error", "order", "Input should be 'model' or 'date'");
            }
            submission_.order = order == "date" ? common::Order::date : common::Order::model;
        }
        submission_.replace_existing = truth("replace_existing").value_or(false);
        submission_.dual_write = truth("dual_write");
        const auto& priority = field("priority");
        if (priority.is_null()) return;
        if (!priority.is_number_integer()) {
            return refuse("int_type", "priority", "Input should be a valid integer");
        }
        if (priority > PRIORITY_MAX) {
            return refuse("less_than_equal", "priority",
                          "Input should be less than or equal to " + std::to_string(PRIORITY_MAX));
        }
        if (priority < -PRIORITY_MAX) {
            return refuse(
                "greater_than_equal", "priority",
                "Input should be greater than or equal to " + std::to_string(-PRIORITY_MAX));
        }
        submission_.priority = priority.get<std::int32_t>();
    }

    void cash() {
        const auto& value = field("initial_cash");
        if (value.is_null()) return;
        submission_.initial_cash = read_cash(value);
        if (!submission_.initial_cash) {
            refuse("value_error", "initial_cash",
                   "Value error, initial_cash must be a number above 0 and at most " +
                       common::MONEY_MAX.text());
        }
    }

    void replay() {
        const auto& value = field("replay");
        if (value.is_null()) return;
        if (!value.is_object()) {
            return refuse("dict_type", "replay", "Input should be a valid dictionary");
        }
        if (value.empty()) {
            return refuse("too_short", "replay",
                          "Dictionary should have at least 1 item after validation, not 0");
        }
        for (const auto* other : {"config", "config_path", "date_range", "start_date", "end_date",
                                  "models", "initial_cash"}) {
            if (!field(other).is_null()) {
                refuse("value_error", other, "Value error, a replay takes it from its records");
            }
        }
        for (const auto& item : value.items()) {
            const auto loc = Loc::array({"body", "replay", item.key()});
            if (const auto fault = name_fault("model", item.key())) {
                faults_.add("value_error", loc, "Value error, " + *fault, item.key());
            } else if (!item.value().is_string()) {
                faults_.add("string_type", loc, "Input should be a valid string",
                            shown_input(item.value()));
            } else {
                submission_.replay.push_back({item.key(), item.value().get<std::string>()});
            }
        }
    }

    const Json& body_;
    Submission submission_;
    Faults faults_;
    std::string bad_date_;
};

}  // namespace

namespace {

/// A body as an object, or the 422 that it is none.
std::variant<Json, Reply> read_object(std::string_view body) {
    Faults faults;
    auto parsed = common::parse_json(body);
    if (const auto* fault = std::get_if<common::JsonFault>(&parsed)) {
        faults.add("json_invalid", Loc::array({"body"}), "JSON decode error: " + fault->text,
                   Loc::object());
        return faults.reply();
    }
    auto& document = std::get<Json>(parsed);
    if (!document.is_object()) {
        faults.add("model_attributes_type", Loc::array({"body"}),
                   "Input should be a valid dictionary or object to extract fields from",
                   shown_input(document));
        return faults.reply();
    }
    return std::move(document);
}

}  // namespace

std::variant<Submission, Reply> read_submission(std::string_view body) {
    if (body.empty()) {
        Faults faults;
        faults.missing(Loc::array({"body"}));
        return faults.reply();
    }
    auto document = read_object(body);
    if (auto* reply = std::get_if<Reply>(&document)) return std::move(*reply);
    return Reading{std::get<Json>(document)}.all();
}

std::optional<Reply> body_fault(std::string_view body) {
    if (body.empty()) return std::nullopt;
    const auto document = read_object(body);
    if (const auto* reply = std::get_if<Reply>(&document)) return *reply;
    Faults faults;
    for (const auto& item : std::get<Json>(document).items())
        faults.add("extra_forbidden", Loc::array({"body", item.key()}),
                   "Extra inputs are not permitted", shown_input(item.value()));
    return faults.empty() ? std::nullopt : std::optional{faults.reply()};
}

}  // namespace tradepit::query
