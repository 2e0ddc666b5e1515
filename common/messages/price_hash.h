#pragma once

#include <string>

#include "common/digest.h"
#include "common/messages/messages.h"

namespace tradepit::common {

/// Computes what identifies a price set: the SHA-256 (hexadecimal) of one line for each bar,
/// "symbol\tdate\topen\thigh\tlow\tclose\tvolume\n", ordered by symbol (by bytes) and date. A price
/// is in millionths, with a decimal point where it has more than six decimals, the volume the 16
/// hexadecimal digits of its IEEE 754 bits, and a missing value is empty.
class PriceHash {
public:
    /// Adds the next bar. The caller adds the bars in the order that the class states.
    void add(const WireBar& bar);
    /// The hash. No bar may be added afterwards.
    std::string finish();

private:
    Sha256 sha_;
    std::string line_;  ///< a member so that its memory is used again for every bar
};

}  // namespace tradepit::common
