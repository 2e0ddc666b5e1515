#include "writer/maintenance/vacuum.h"

#include "common/process/clock.h"

namespace tradepit::writer {

std::int64_t Vacuum::pages() const { return database_.execAndGet("PRAGMA page_count").getInt64(); }

std::int64_t Vacuum::free_pages() const {
    return database_.execAndGet("PRAGMA freelist_count").getInt64();
}

bool Vacuum::run_once(common::Instant slice) {
    const auto until = common::steady_now() + slice;
    std::int64_t left = free_pages();
    if (left == 0) return false;
    FencedTransaction transaction{database_, epoch_};
    bool frees = true;
    do {
        database_.exec("PRAGMA incremental_vacuum(64)");
        const std::int64_t now = free_pages();
        // A file that was not made for it keeps its free pages.
        frees = now < left;
        left = now;
    } while (frees && left > 0 && common::steady_now() < until);
    transaction.commit();
    return frees && left > 0;
}

void Vacuum::whole_file() {
    { FencedTransaction transaction{database_, epoch_}; }
    database_.exec("VACUUM");
}

}  // namespace tradepit::writer
