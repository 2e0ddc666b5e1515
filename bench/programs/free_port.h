#pragma once

namespace tradepit::bench {

/// A port on 127.0.0.1 that was free a moment ago. @throws std::runtime_error when there is none.
int free_port();

}  // namespace tradepit::bench
