#pragma once

/// The exit codes of the programs, besides 0 (done) and 1 (failed). The numbers from 64 on are
/// those of sysexits.h.
namespace tradepit::common {

/// `tradepit`: the job ended `partial`.
inline constexpr int EXIT_PARTIAL = 2;
/// Broker: the writer gave an epoch to a newer broker. The supervisor (`tradepit up`) starts the
/// broker again, which then asks for a new epoch.
inline constexpr int EXIT_STALE_EPOCH = 3;
/// EX_USAGE: the command line, the environment, the settings file, or a file or folder that one of
/// them names is wrong.
inline constexpr int EXIT_USAGE = 64;
/// EX_DATAERR: the database is damaged, and a backup has to be restored.
inline constexpr int EXIT_CORRUPT = 65;
/// EX_NOINPUT, of the writer: the database was moved, replaced, deleted or written over while the
/// writer had it open.
inline constexpr int EXIT_DATABASE_MOVED = 66;
/// EX_UNAVAILABLE: no pipeline answered.
inline constexpr int EXIT_UNREACHABLE = 69;
/// EX_CANTCREAT, of a worker: another process that is alive has the worker's name.
inline constexpr int EXIT_NAME_TAKEN = 73;
/// EX_CONFIG, of the writer: another writer has opened the database since this one did, although
/// the lock file beside the database should prevent that.
inline constexpr int EXIT_SECOND_WRITER = 78;

/// Whether starting the program again cannot help: `tradepit up` then ends the whole pipeline with
/// the same code. EXIT_USAGE is not among these codes, because somebody may be mending the file
/// that a setting names. It ends the pipeline only at the first start of a program.
[[nodiscard]] constexpr bool restart_cannot_help(int exit_code) {
    return exit_code == EXIT_CORRUPT || exit_code == EXIT_DATABASE_MOVED ||
           exit_code == EXIT_SECOND_WRITER;
}

}  // namespace tradepit::common
