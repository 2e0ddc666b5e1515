#include "common/messages/price_hash.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>

namespace tradepit::common {

namespace {

void append_money(std::string& line, const std::optional<Money>& money) {
    line += '\t';
    if (money) line += std::to_string(money->millionths());
}

}  // namespace

void PriceHash::add(const WireBar& bar) {
    line_.assign(bar.symbol.value()).append(1, '\t').append(bar.date.text());
    append_money(line_, bar.open);
    append_money(line_, bar.high);
    append_money(line_, bar.low);
    append_money(line_, bar.close);
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
