#pragma once

#include <cstdlib>
#include <string>

namespace tradepit {

/// A variable that programs started while this lives get.
class ScopedVariable {
public:
    ScopedVariable(std::string name, const std::string& value) : name_{std::move(name)} {
        ::setenv(name_.c_str(), value.c_str(), 1);
    }
    ~ScopedVariable() { ::unsetenv(name_.c_str()); }
    ScopedVariable(const ScopedVariable&) = delete;
    ScopedVariable& operator=(const ScopedVariable&) = delete;

private:
    std::string name_;
};

/// Leases of two seconds, so that a test need not wait for long until one has run out; heartbeats
/// often enough for them.
struct ShortLeases {
    ScopedVariable lease{"TRADEPIT_LEASE_MS", "2000"};
    ScopedVariable heartbeat{"TRADEPIT_HEARTBEAT_MS", "200"};
};

}  // namespace tradepit
