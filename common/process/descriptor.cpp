#include "common/process/descriptor.h"

#include <algorithm>
#include <cerrno>

namespace tradepit::common {

namespace {

/// How much one read asks for at least.
constexpr std::size_t READ_BYTES_MIN = std::size_t{64} << 10;

}  // namespace

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

int read_all(int descriptor, std::size_t bytes_max, std::string& text) {
    while (text.size() <= bytes_max) {
        const auto before = text.size();
        text.resize(std::min(bytes_max + 1, std::max(before * 2, before + READ_BYTES_MIN)));
        const auto size = ::read(descriptor, text.data() + before, text.size() - before);
        const int reason = errno;
        text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        if (size == 0) return 0;
        if (size < 0 && reason != EINTR) return reason;
    }
    return 0;
}

}  // namespace tradepit::common
