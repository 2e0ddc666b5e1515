#include "common/text/text_cut.h"

#include <algorithm>

namespace tradepit::common {

std::string_view clipped_utf8(std::string_view text, std::size_t bytes_max) {
    text = text.substr(0, bytes_max);
    for (std::size_t back = 1; back <= std::min<std::size_t>(4, text.size()); ++back) {
        const auto octet = static_cast<unsigned char>(text[text.size() - back]);
        if ((octet & 0xC0) == 0x80) continue;
        const std::size_t size = octet < 0x80 ? 1 : octet < 0xE0 ? 2 : octet < 0xF0 ? 3 : 4;
        if (size > back) text.remove_suffix(back);
        break;
    }
    return text;
}

}  // namespace tradepit::common
