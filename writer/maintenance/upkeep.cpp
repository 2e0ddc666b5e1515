// The upkeep that runs without a request: it deletes what cleanups left behind, and old keys.
#include "common/process/clock.h"
#include "writer/maintenance/forgotten_keys.h"
#include "writer/maintenance/purges.h"
#include "writer/maintenance/task.h"

namespace tradepit::writer {

namespace {

constexpr common::Instant KEYS_EVERY = std::chrono::hours{1};

class PurgeUpkeep final : public Upkeep {
public:
    explicit PurgeUpkeep(Store& store) : purges_{store.database(), store.epoch()} {}
    bool is_due() const override { return !purges_.done(); }
    void take_slice(common::UtcTime, common::Instant length) override { purges_.run_once(length); }
    void task_ended() override { purges_.added(); }

private:
    Purges purges_;
};

class KeyUpkeep final : public Upkeep {
public:
    explicit KeyUpkeep(const TaskContext& context)
        : keys_{context.store.database(), context.store.epoch()},
          days_{context.settings.key_days},
          due_{common::steady_now()} {}
    bool is_due() const override { return days_ > 0 && due_ <= common::steady_now(); }
    void take_slice(common::UtcTime now, common::Instant length) override {
        if (keys_.run_once(common::utc_text(now - std::chrono::days{days_}), length) == 0)
            due_ = common::steady_now() + KEYS_EVERY;
    }

private:
    ForgottenKeys keys_;
    const std::int64_t days_;
    common::Instant due_;
};

}  // namespace

std::unique_ptr<Upkeep> purge_upkeep(const TaskContext& context) {
    return std::make_unique<PurgeUpkeep>(context.store);
}

std::unique_ptr<Upkeep> key_upkeep(const TaskContext& context) {
    return std::make_unique<KeyUpkeep>(context);
}

}  // namespace tradepit::writer
