#pragma once

/// Exit codes that say that starting the program again does not help: `tradepit up` ends the whole
/// pipeline then, with the same code. (Beside settings.h's EXIT_USAGE; the numbers are
/// sysexits.h's.)
namespace tradepit::common {

/// EX_DATAERR: the database is damaged, and a backup has to be restored.
inline constexpr int EXIT_CORRUPT = 65;
/// EX_CONFIG: another writer has the database, which the lock beside it did not keep away.
inline constexpr int EXIT_REPLACED = 78;

[[nodiscard]] constexpr bool is_final(int exit_code) {
    return exit_code == EXIT_CORRUPT || exit_code == EXIT_REPLACED;
}

}  // namespace tradepit::common
