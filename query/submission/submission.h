#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/decimal.h"
#include "common/messages/messages.h"
#include "common/stamp.h"
#include "query/requests/reply.h"
#include "query/submission/config.h"

namespace tradepit::query {

/// Recorded models in one job: the text of each one's position.jsonl.
struct RecordedModel {
    std::string model;
    std::string text;
};

/// A body of POST /simulate/trigger, in either of its forms, each value checked by itself.
struct Submission {
    std::string config_path;
    std::string config;  ///< an object's JSON, sent in the request; empty: none
    std::optional<std::vector<common::Stamp>> dates;
    std::optional<DateRange> range;            ///< start_date and end_date
    std::optional<common::Stamp> resume_upto;  ///< end_date, where start_date is null
    bool replace_existing = false;
    std::vector<std::string> models;  ///< empty: those that the config enables
    std::string settings;             ///< those of the job's settings that it names, a JSON object
    std::string market;
    std::optional<common::Money> initial_cash;
    std::vector<RecordedModel> replay;  ///< by name; not empty: this is a replay
};

/// Reads a body. The alternative is a 422 that lists what is wrong, or where nothing else is, a 400
/// for a date that is none and a range that ends before it begins.
[[nodiscard]] std::variant<Submission, Reply> read_submission(std::string_view body);

/// What is wrong with the body of a request that says everything in its path: it may be empty, or
/// an empty object.
[[nodiscard]] std::optional<Reply> body_fault(std::string_view body);

}  // namespace tradepit::query
