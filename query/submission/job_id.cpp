#include "query/submission/job_id.h"

#include <random>

#include "common/digest.h"

namespace tradepit::query {

std::string new_uuid() {
    std::random_device device;
    std::string octets;
    for (int i = 0; i < 4; ++i) {
        const auto word = device();
        for (int shift = 0; shift < 32; shift += 8) octets += static_cast<char>(word >> shift);
    }
    octets[6] = static_cast<char>((octets[6] & 0x0f) | 0x40);
    octets[8] = static_cast<char>((octets[8] & 0x3f) | 0x80);
    auto text = common::hex(octets);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
    return text;
}

}  // namespace tradepit::query
