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

/// A recorded model of a replay: its name, and the text of its position.jsonl.
struct RecordedModel {
    std::string model;
    std::string text;
};

/// The body of POST /simulate/trigger. Its values are checked, but config, market, models and dates
/// are not looked up yet: resolve() does that.
struct Submission {
    std::string config_path;  ///< empty: not stated
    std::string config;       ///< the JSON of a config in the body; empty: none
    std::optional<std::vector<common::Stamp>> dates;  ///< date_range: dates one by one, unsorted
    std::optional<DateRange> range;                   ///< start_date and end_date
    std::optional<common::Stamp> resume_upto;         ///< end_date, where start_date is null
    bool replace_existing = false;                    ///< with a range: completed dates run again
    std::vector<std::string> models;                  ///< empty: those that the config enables
    std::string settings;                             ///< a JSON object, made by given_settings()
    std::string market;                               ///< empty: not stated
    std::optional<common::Money> initial_cash;        ///< nothing: not stated
    std::vector<RecordedModel> replay;                ///< by name; not empty: the job is a replay
};

/// Reads a body. A Reply is a 422 that lists what is wrong; where only dates are wrong (an invalid
/// one, or a range that ends before it begins) it is a 400.
[[nodiscard]] std::variant<Submission, Reply> read_submission(std::string_view body);

/// The refusal of the body of a request that takes no fields; nothing where the body is empty or an
/// empty object.
[[nodiscard]] std::optional<Reply> fieldless_body_fault(std::string_view body);

}  // namespace tradepit::query
