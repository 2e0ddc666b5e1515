#pragma once

#include <exception>
#include <stdexcept>
#include <string>

namespace tradepit::cli {

/// The command line, or a file that it names, is not what it should be: exit code 64.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Nobody answered within the patience: exit code 69.
struct Unreachable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The pipeline answered no, with the status as HTTP has it: exit code 1.
struct Refused : std::runtime_error {
    Refused(int status_given, const std::string& detail)
        : std::runtime_error(detail), status(status_given) {}
    int status;
};

/// A program of the pipeline ended so that starting it again does not help: its own exit code.
struct GoneForGood : std::runtime_error {
    GoneForGood(int code_given, const std::string& detail)
        : std::runtime_error(detail), code(code_given) {}
    int code;
};

/// SIGTERM or SIGINT came while the command waited.
struct Stopped : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "stopped by a signal"; }
};

}  // namespace tradepit::cli
