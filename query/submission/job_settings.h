#pragma once

#include <nlohmann/json_fwd.hpp>

#include "common/messages/job.h"

/// The settings of a job as JSON: in a request, in a config and in a status. The shape JobSettings
/// has their names, types and limits.
namespace tradepit::query {

/// The members of `object` that are such settings and not null.
[[nodiscard]] nlohmann::json given_settings(const nlohmann::json& object);

/// Sets what given_settings() finds in `object`; the other settings stay as they are. The object
/// must have been checked against its shape: it is a body, a config, or given_settings() of one.
void set_given_settings(common::JobSettings& settings, const nlohmann::json& object);

/// All settings, for the status of a job.
[[nodiscard]] nlohmann::ordered_json json_of(const common::JobSettings& settings);

}  // namespace tradepit::query
