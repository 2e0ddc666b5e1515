#pragma once

namespace tradepit::common {

/// How the endpoints of a program are protected from whoever can reach them.
struct Security {
    /// Endpoints beyond loopback may be bound, although their peers are not authenticated
    /// (--insecure).
    bool insecure = false;
};

}  // namespace tradepit::common
