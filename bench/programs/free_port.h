#pragma once

namespace tradepit::bench {

/// A TCP port on 127.0.0.1 that was free when it was looked for; another process may take it since.
/// @throws std::runtime_error when there is none.
int free_port();

}  // namespace tradepit::bench
