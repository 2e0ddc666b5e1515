#pragma once

namespace CLI {
class Validator;
}

namespace tradepit::cli {

// Each function makes a validator for the values of one kind of flag. It refuses any other value
// with a sentence about it.

/// Accepts a whole number above 0.
CLI::Validator count_validator();
/// Accepts any finite number.
CLI::Validator number_validator();
/// Accepts a name, "=" and any finite number: "beta=1".
CLI::Validator bound_validator();
/// Accepts a date, with or without a time of day.
CLI::Validator date_validator();

}  // namespace tradepit::cli
