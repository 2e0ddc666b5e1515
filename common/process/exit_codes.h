#pragma once

/// The exit codes of the programs, besides 0 (done) and 1 (failed). The numbers from 64 on are
/// those of sysexits.h.
namespace tradepit::common {

/// `tradepit`: the job ended `partial`.
inline constexpr int EXIT_PARTIAL = 2;
/// Broker: the writer gave an epoch to a newer broker. The supervisor starts this broker again, and
/// it asks for a new epoch.
inline constexpr int EXIT_STALE_EPOCH = 3;
/// EX_USAGE: the command line, the environment or the settings file is wrong.
inline constexpr int EXIT_USAGE = 64;
/// EX_DATAERR: the database is damaged, and a backup has to be restored.
inline constexpr int EXIT_CORRUPT = 65;
/// EX_UNAVAILABLE: no pipeline answered.
inline constexpr int EXIT_UNREACHABLE = 69;
/// EX_CONFIG: another writer has the database, although the lock beside it should prevent that.
inline constexpr int EXIT_REPLACED = 78;

/// Whether starting the program again cannot help: `tradepit up` then ends the whole pipeline with
/// the same code.
[[nodiscard]] constexpr bool is_final(int exit_code) {
    return exit_code == EXIT_CORRUPT || exit_code == EXIT_REPLACED;
}

}  // namespace tradepit::common
