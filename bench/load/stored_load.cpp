#include "bench/load/stored_load.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <spdlog/fmt/fmt.h>

#include "bench/load/feed.h"

namespace tradepit::bench {

std::vector<std::string> faults_of(const std::filesystem::path& file, const StoredLoad& expected) {
    SQLite::Database database{file.string(), SQLite::OPEN_READONLY};
    const auto number = [&](const std::string& query) {
        return static_cast<std::size_t>(database.execAndGet(query).getInt64());
    };
    const std::string name = file.filename().string();
    std::vector<std::string> faults;
    const auto check_count = [&](const char* what, std::size_t count, std::size_t least,
                                 std::size_t most) {
        if (count < least)
            faults.push_back(
                fmt::format("{}: {} {} are lost of {}", name, least - count, what, least));
        if (count > most)
            faults.push_back(
                fmt::format("{}: {} {} are too many of {}", name, count - most, what, count));
    };
    const auto feed = number(
        fmt::format("SELECT COUNT(*) FROM positions WHERE model GLOB '{}-*'", Feed::MODEL_PREFIX));
    const auto all = number("SELECT COUNT(*) FROM positions");
    check_count("acknowledged positions", feed, expected.feed_least, expected.feed_most);
    check_count("positions of jobs that stay", all - feed, expected.before, expected.before);
    // Every position has five holdings, in the feed's jobs as in the others.
    check_count("holdings", number("SELECT COUNT(*) FROM holdings"), 5 * all, 5 * all);
    const auto finding = database.execAndGet("PRAGMA integrity_check(1)").getString();
    if (finding != "ok") faults.push_back(fmt::format("{}: integrity_check: {}", name, finding));
    SQLite::Statement orphans(database, "PRAGMA foreign_key_check");
    if (orphans.executeStep())
        faults.push_back(fmt::format("{}: foreign_key_check: a row of {} has no parent", name,
                                     orphans.getColumn(0).getString()));
    return faults;
}

}  // namespace tradepit::bench
