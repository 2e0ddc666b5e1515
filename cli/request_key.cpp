#include "cli/request_key.h"

#include <array>
#include <random>

#include "common/digest.h"

namespace tradepit::cli {

std::string make_request_key() {
    std::random_device random;
    std::string octets(16, '\0');
    for (auto& octet : octets) octet = static_cast<char>(random() & 0xFF);
    // RFC 4122, section 4.4: version and variant.
    octets[6] = static_cast<char>((octets[6] & 0x0F) | 0x40);
    octets[8] = static_cast<char>((octets[8] & 0x3F) | 0x80);
    auto text = common::hex(octets);
    for (const std::size_t at : std::array<std::size_t, 4>{20, 16, 12, 8}) text.insert(at, "-");
    return text;
}

}  // namespace tradepit::cli
