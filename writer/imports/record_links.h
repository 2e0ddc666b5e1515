#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/records/record.h"

namespace tradepit::writer {

/// How many records back a fork is looked for.
inline constexpr std::size_t FORK_RECORDS_MAX = 1'000;
/// How many holdings all searches of a file for forks compare together: a file that nothing
/// explains costs some tens of milliseconds; records after that follow from nothing.
inline constexpr std::size_t FORK_HOLDINGS_MAX = 2'000'000;

/// What a record goes on from.
enum class Follows {
    begin,     ///< nothing: it is the first
    previous,  ///< the record before it
    earlier,   ///< one before that: the file forked there
    gap,       ///< a line that was left out
    nothing,   ///< no earlier record explains it
};

struct RecordLink {
    Follows follows = Follows::begin;
    std::int64_t base_line = 0;  ///< of the record that it goes on from
    bool rounded = false;        ///< but for the last decimal of what the trade moved
    /// What was paid or got for one: as stated where that agrees with the change of cash, else
    /// |change of cash| ÷ amount; nothing where there is no record to compare with, and for a
    /// trade of amount 0 that states none.
    std::optional<common::Money> price;
};

/// Finds for every record the one that it goes on from: cash and holdings there, changed by its
/// action, are its own. `before`: what stands before the first, if anything does.
[[nodiscard]] std::vector<RecordLink> link_records(const std::vector<common::Record>& records,
                                                   const std::optional<common::Record>& before,
                                                   std::int32_t cash_decimals);

}  // namespace tradepit::writer
