#pragma once

#include <string>

#include "common/digest.h"
#include "common/messages/messages.h"

namespace tradepit::common {

/// Computes what identifies a price set: the SHA-256 (hexadecimal) of one line for each bar,
/// "symbol\tdate\topen\thigh\tlow\tclose\tvolume\n", ordered by symbol (by bytes) and date. Money
/// is in millionths, the volume the 16 hexadecimal digits of its IEEE 754 bits, and a missing value
/// is empty.
class PriceHash {
public:
    /// Adds the next bar. The caller keeps to that order.
    void add(const WireBar& bar);
    std::string finish();

private:
    Sha256 sha_;
    std::string line_;
};

}  // namespace tradepit::common
