#pragma once

#include <exception>
#include <stdexcept>
#include <string>

namespace tradepit::cli {

/// The command line, a file that it names, or a value that query refuses (status 400 or 422) is
/// wrong: exit code 64.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The pipeline did not answer in time, or answered that it cannot now (status 503): exit code 69.
struct Unreachable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The pipeline answered a request with this HTTP status, which is that of an error: exit code 1.
struct Refused : std::runtime_error {
    Refused(int status_given, const std::string& detail)
        : std::runtime_error(detail), status(status_given) {}
    int status;
};

/// A program of the pipeline ended with an error that a restart cannot fix
/// (common::restart_cannot_help()). The command ends with that program's exit code.
struct ProgramEndedForGood : std::runtime_error {
    ProgramEndedForGood(int code_given, const std::string& detail)
        : std::runtime_error(detail), code(code_given) {}
    int code;
};

/// SIGTERM or SIGINT came while the command waited: exit code 1, unless the command catches it.
struct Stopped : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "stopped by a signal"; }
};

}  // namespace tradepit::cli
