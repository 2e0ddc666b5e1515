#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/process/descriptor.h"

namespace tradepit::cli {

/// Passes log lines on to a descriptor, and never waits for it: a terminal that was stopped
/// (Ctrl-S) or a full pipe must not hold up the programs whose lines these are. What is not taken
/// is kept up to KEPT_BYTES_MAX, and beyond that dropped line by line. A later line says how many
/// were dropped. Not thread-safe.
class LogOutput {
public:
    static constexpr std::size_t KEPT_BYTES_MAX = std::size_t{64} << 10;

    /// Writes to `descriptor`, which must stay open. It is not made non-blocking itself, because
    /// other processes may share that state with this one.
    explicit LogOutput(int descriptor);
    /// Writes what is taken at once.
    ~LogOutput() { flush(); }
    LogOutput(const LogOutput&) = delete;
    LogOutput& operator=(const LogOutput&) = delete;

    /// Writes or keeps `lines`: whole lines, each with its line end. A line that has no room beside
    /// those that are kept is dropped.
    void add(std::string_view lines);
    /// Writes what was kept, as far as it is taken now.
    void flush();

private:
    void write();

    int descriptor_;
    common::Descriptor own_;  ///< the same file, opened again as non-blocking; -1: it could not be
    std::string kept_;
    std::size_t dropped_ = 0;  ///< lines, since the last line that said so
};

}  // namespace tradepit::cli
