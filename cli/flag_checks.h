#pragma once

namespace CLI {
class Validator;
}

namespace tradepit::cli {

/// Takes a whole number above 0.
CLI::Validator count_validator();
/// Takes any finite number.
CLI::Validator number_validator();
/// Takes a name, "=" and any finite number.
CLI::Validator bound_validator();
/// Takes a date, with or without a time of day.
CLI::Validator date_validator();

}  // namespace tradepit::cli
