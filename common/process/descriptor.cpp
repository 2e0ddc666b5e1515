#include "common/process/descriptor.h"

#include <cerrno>
#include <cstddef>

namespace tradepit::common {

bool write_all(int descriptor, std::string_view octets) {
    while (!octets.empty()) {
        const auto written = ::write(descriptor, octets.data(), octets.size());
        if (written >= 0)
            octets.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            return false;
    }
    return true;
}

}  // namespace tradepit::common
