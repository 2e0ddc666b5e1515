#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/price.h"
#include "common/records/record.h"

namespace tradepit::writer {

/// How many records back the search for a fork goes: for the earlier record that a record follows
/// from instead of the one before it.
inline constexpr std::size_t FORK_RECORDS_MAX = 1'000;
/// How many holdings the fork searches of one file may compare in total, so that even a file in
/// which nothing follows from anything costs only some tens of milliseconds. After that, records
/// that do not follow from the one before them are linked as `nothing`.
inline constexpr std::size_t FORK_HOLDINGS_MAX = 2'000'000;

/// Which record a record follows from.
enum class Follows {
    begin,     ///< none: it is the first of the file, and there is no stored row before it
    previous,  ///< the record directly before it, or the last stored row
    earlier,   ///< an earlier record: the file forked there
    gap,       ///< not known, since an unreadable line before it was left out
    nothing,   ///< no earlier record explains it
};

struct RecordLink {
    Follows follows = Follows::begin;
    /// The line of the record that it follows from; 0 where that is none or a stored row.
    std::int64_t base_line = 0;
    bool rounded = false;  ///< it follows except for the last decimal of the traded holding
    /// The price of one unit, as the market keeps it. As stated, where that agrees with the change
    /// of cash or there is no record to compare with; else |change of cash| ÷ amount. Nothing where
    /// neither is known.
    std::optional<common::Price> price;
};

/// How many decimals there are at most.
struct Decimals {
    int cash = 0;                             ///< of cash in the file
    int price = common::Price::DECIMALS_MIN;  ///< of prices in the market
};

/// Finds for every record the one that it follows from: the one whose cash and holdings, changed by
/// the record's action, are the record's own. Of the cash it is only checked that it rises, falls
/// or stays as the action demands. Pure.
/// @param before the last stored row, where the first record is of a later day.
/// @return one link for each record, in order.
[[nodiscard]] std::vector<RecordLink> link_records(const std::vector<common::Record>& records,
                                                   const std::optional<common::Record>& before,
                                                   Decimals decimals);

}  // namespace tradepit::writer
