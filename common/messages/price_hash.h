#pragma once

#include <string>

#include "common/digest.h"
#include "common/messages/messages.h"

namespace tradepit::common {

/// What identifies a price set: the SHA-256 (hexadecimal) of one line a bar,
/// "symbol\tdate\topen\thigh\tlow\tclose\tvolume\n", by symbol in byte order and date; money in
/// millionths, the volume as the 16 hexadecimal digits of its IEEE 754 bits, what is missing empty.
class PriceHash {
public:
    /// Bars in that order; the caller's to keep.
    void add(const WireBar& bar);
    std::string finish();

private:
    Sha256 sha_;
    std::string line_;
};

}  // namespace tradepit::common
