#pragma once

#include <string>

namespace tradepit::writer {

/// Looks at where a database lies, before SQLite opens or makes it there. It must be a plain file
/// of one name, in a folder of this machine in which this process may write, since SQLite keeps the
/// write-ahead log and the shared memory beside it under its name. Nothing is made or changed.
/// Warns in the log about a file system that only a trial could tell.
/// @param given the path that the setting --db names.
/// @return the same path, absolute and without links: two pipelines that reach one file by
/// different links then have one lock, and the log lies where SQLite keeps it.
/// @throws common::SetUpFault, whose text names the path, what is wrong, and the way out.
[[nodiscard]] std::string usable_database(const std::string& given);

}  // namespace tradepit::writer
