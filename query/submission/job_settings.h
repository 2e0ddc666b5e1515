#pragma once

#include <nlohmann/json_fwd.hpp>

#include "common/messages/job.h"

/// Settings of a job as JSON: in a request, in a config and in a status. Their fields, with type
/// and limits, are the shape JobSettings.
namespace tradepit::query {

/// Those that the object has, and that are not null.
[[nodiscard]] nlohmann::json named_settings(const nlohmann::json& object);

/// Sets those that the object names, a body or a config that was checked against its shape.
void set_named(common::JobSettings& settings, const nlohmann::json& object);

/// All of them, for the status of a job.
[[nodiscard]] nlohmann::ordered_json json_of(const common::JobSettings& settings);

}  // namespace tradepit::query
