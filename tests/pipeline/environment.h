#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace tradepit {

/// Sets environment variables for all programs that are started as long as this object lives. The
/// destructor unsets them.
class Environment {
public:
    using Variables = std::vector<std::pair<std::string, std::string>>;

    explicit Environment(Variables variables) : variables_{std::move(variables)} {
        for (const auto& [name, value] : variables_) ::setenv(name.c_str(), value.c_str(), 1);
    }
    ~Environment() {
        for (const auto& [name, value] : variables_) ::unsetenv(name.c_str());
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    Variables variables_;
};

/// Leases of two seconds, so that a test need not wait long for an expiry, and heartbeats that are
/// frequent enough for such leases.
inline const Environment::Variables SHORT_LEASES{{"TRADEPIT_LEASE_MS", "2000"},
                                                 {"TRADEPIT_HEARTBEAT_MS", "200"}};

}  // namespace tradepit
