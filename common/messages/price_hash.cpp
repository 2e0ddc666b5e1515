#include "common/messages/price_hash.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>

namespace tradepit::common {

namespace {

/// Appends the price in millionths: "71750000", or "1.49" for 0.00000149.
void append_price(std::string& line, const std::optional<Price>& price) {
    line += '\t';
    if (price) line += scaled_text(price->units(), price->decimals() - Price::DECIMALS_MIN);
}

}  // namespace

void PriceHash::add(const WireBar& bar) {
    line_.assign(bar.symbol.value()).append(1, '\t').append(bar.date.text());
    append_price(line_, bar.open);
    append_price(line_, bar.high);
    append_price(line_, bar.low);
    append_price(line_, bar.close);
    line_ += '\t';
    if (bar.volume) {
        std::array<char, 17> digits{};  // 16 and the NUL
        std::snprintf(digits.data(), digits.size(), "%016llx",
                      static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(*bar.volume)));
        line_ += digits.data();
    }
    line_ += '\n';
    sha_.add(line_);
}

std::string PriceHash::finish() { return hex(sha_.finish()); }

}  // namespace tradepit::common
