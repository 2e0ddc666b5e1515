#include "common/process/nonce.h"

#include <random>

namespace tradepit::common {

std::uint64_t draw_nonce() {
    std::random_device device;
    return std::uniform_int_distribution<std::uint64_t>{1}(device);
}

}  // namespace tradepit::common
