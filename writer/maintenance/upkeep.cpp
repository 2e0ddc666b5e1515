// The upkeep that runs without a request: it deletes what cleanups left behind, and old keys with
// their answers.
#include <cstdint>
#include <string>

#include <SQLiteCpp/Statement.h>

#include "common/process/clock.h"
#include "common/schema/sql.h"
#include "writer/maintenance/purges.h"
#include "writer/maintenance/tasks.h"

namespace tradepit::writer {

namespace {

/// How often expired keys are looked for.
constexpr common::Duration KEYS_EVERY = std::chrono::hours{1};

/// Runs Purges.
class PurgeUpkeep final : public Upkeep {
public:
    explicit PurgeUpkeep(Store& store) : purges_{store.database(), store.fence()} {}
    bool is_due() const override { return !purges_.done(); }
    void take_slice(common::UtcTime, common::Duration length) override { purges_.run_once(length); }
    void task_ended() override { purges_.added(); }

private:
    Purges purges_;
};

/// Deletes recorded answers that are older than `key_days`.
class ExpiredKeys final : public Upkeep {
public:
    explicit ExpiredKeys(const TaskContext& context)
        : store_{context.store},
          days_{context.settings.key_days},
          due_at_{common::steady_now()},
          find_{store_.database(),
                "SELECT 1 FROM idempotency INDEXED BY idx_idempotency_created_at "
                "WHERE created_at < ? LIMIT 1"},
          // Few at a time, since a recorded refusal may have PART_BYTES_MAX bytes.
          delete_{store_.database(),
                  "DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency "
                  "INDEXED BY idx_idempotency_created_at WHERE created_at < ? LIMIT 32)"} {}

    bool is_due() const override { return days_ > 0 && due_at_ <= common::steady_now(); }
    void take_slice(common::UtcTime now, common::Duration length) override {
        const auto cutoff = common::utc_text(now - std::chrono::days{days_});
        // Usually no key is old enough; then no transaction is begun.
        if (common::ask(find_, cutoff).next())
            delete_some(cutoff, length);
        else
            due_at_ = common::steady_now() + KEYS_EVERY;
    }

private:
    /// Deletes expired keys in a transaction of its own. Executes delete_ at least once, and again
    /// until no key is left or `length` has passed.
    void delete_some(const std::string& cutoff, common::Duration length) {
        const auto until = common::steady_now() + length;
        FencedTransaction transaction{store_.database(), store_.fence()};
        bool more = true;
        do more = common::run(delete_, cutoff) > 0;
        while (more && common::steady_now() < until);
        transaction.commit();
    }

    Store& store_;
    const std::int64_t days_;
    common::Instant due_at_;
    SQLite::Statement find_;
    SQLite::Statement delete_;
};

}  // namespace

std::unique_ptr<Upkeep> deleted_jobs_upkeep(const TaskContext& context) {
    return std::make_unique<PurgeUpkeep>(context.store);
}

std::unique_ptr<Upkeep> expired_keys_upkeep(const TaskContext& context) {
    return std::make_unique<ExpiredKeys>(context);
}

}  // namespace tradepit::writer
