#include "query/submission/submission.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/shapes/shape.h"
#include "common/shapes/shape_check.h"
#include "common/text/name_rules.h"
#include "query/requests/body.h"
#include "query/submission/job_settings.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::json;

// The functions check_…_fields() add the faults of rules between several fields.

void check_config_fields(Body& body) {
    if (!body["config"].is_null() && !body["config_path"].is_null())
        body.refuse("value_error", "config", "Value error, give config or config_path");
}

/// The stamp that the value states; nothing for null, or where the value is a fault.
std::optional<common::Stamp> given_stamp(const Json& value) {
    return value.is_string() ? common::Stamp::parse(value.get<std::string>()) : std::nullopt;
}

/// Whether a date is given: null and an empty text stand for none.
bool is_given(const Json& date) {
    const auto* text = date.get_ptr<const std::string*>();
    return !date.is_null() && (text == nullptr || !text->empty());
}

/// A range is start_date and end_date. Without an end_date it is one day, and without a start_date
/// a resume up to end_date.
void check_range_fields(Body& body) {
    if (!body.has("start_date") && !body.has("end_date")) return;
    if (!body["date_range"].is_null())
        return body.refuse("value_error", "date_range",
                           "Value error, give date_range, or start_date and end_date");
    const bool has_start = is_given(body["start_date"]);
    if (!has_start && !is_given(body["end_date"])) return body.missing("end_date");
    if (!has_start) {
        if (body["replace_existing"] == true)
            body.refuse("value_error", "replace_existing",
                        "Value error, a resume (start_date null) runs nothing again");
        return;
    }
    const auto start = given_stamp(body["start_date"]);
    const auto end = given_stamp(body["end_date"]);
    if (start && end && common::is_empty_range(*start, *end))
        body.refuse_date("start_date " + start->text() + " is after end_date " + end->text());
}

/// A replay takes dates, models and cash from its records: the body must not state them. Also
/// checks the names of its models.
void check_replay_fields(Body& body) {
    const auto& replay = body["replay"];
    if (!replay.is_object() || replay.empty()) return;
    for (const auto* other : {"config", "config_path", "date_range", "start_date", "end_date",
                              "models", "initial_cash"})
        if (!body[other].is_null())
            body.refuse("value_error", other, "Value error, a replay takes it from its records");
    for (const auto& item : replay.items())
        if (const auto fault = common::name_fault("model", item.key()))
            body.refuse_item("replay", item.key(), "Value error, " + *fault);
}

/// The names in order, each once.
std::vector<std::string> sorted_names(const Json& list) {
    std::vector<std::string> names;
    for (const auto& each : list) names.push_back(each.get<std::string>());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

/// The body must be without faults.
void read_body_dates(const Body& body, Submission& submission) {
    if (const auto& listed = body["date_range"]; !listed.is_null()) {
        submission.dates.emplace();
        for (const auto& each : listed) submission.dates->push_back(given_stamp(each).value());
    }
    const auto start = given_stamp(body["start_date"]);
    const auto end = given_stamp(body["end_date"]);
    if (start)
        submission.range = DateRange{*start, end.value_or(*start)};
    else
        submission.resume_upto = end;
}

/// The body must be without faults.
Submission submission_of(const Body& body) {
    Submission submission;
    submission.config_path = body.text("config_path");
    if (!body["config"].is_null()) submission.config = body["config"].dump();
    read_body_dates(body, submission);
    submission.replace_existing = body["replace_existing"] == true;
    if (!body["models"].is_null()) submission.models = sorted_names(body["models"]);
    submission.settings = given_settings(body.object()).dump();
    submission.market = body.text("market");
    if (!body["initial_cash"].is_null())
        submission.initial_cash = common::amount_of(body["initial_cash"]);
    for (const auto& item : body["replay"].items())
        submission.replay.push_back({item.key(), item.value().get<std::string>()});
    return submission;
}

}  // namespace

std::variant<Submission, Reply> read_submission(std::string_view text) {
    auto read = Body::read(text, common::shape_named("Trigger"), EmptyBody::refused);
    if (auto* reply = std::get_if<Reply>(&read)) return std::move(*reply);
    auto& body = std::get<Body>(read);
    check_config_fields(body);
    check_range_fields(body);
    check_replay_fields(body);
    if (auto fault = body.fault()) return std::move(*fault);
    return submission_of(body);
}

std::optional<Reply> fieldless_body_fault(std::string_view text) {
    constexpr common::Shape NO_FIELDS{.name = "Nothing"};
    const auto read = Body::read(text, NO_FIELDS, EmptyBody::means_object);
    if (const auto* reply = std::get_if<Reply>(&read)) return *reply;
    return std::get<Body>(read).fault();
}

}  // namespace tradepit::query
