#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/messages/messages.h"
#include "common/statuses.h"
#include "common/time.h"
#include "query/requests/request.h"

namespace tradepit::query {

/// A chain's next open day as the broker reported it, and what is stored about that day.
struct NextDay {
    common::Wait wait;
    std::string model;
    /// The day's stored status. The day may have ended since the broker's reply.
    common::DayStatus status = common::DayStatus::pending;
    std::string started_at;  ///< of the day, as stored; empty where it has not started
    std::string error;       ///< of the attempt `wait.attempt`; may be empty
};

/// What each open day of a job waits for, from the broker's reply and from the database, which was
/// read after that reply. Pure.
class Waiting {
public:
    using Json = nlohmann::ordered_json;

    Waiting(const BrokerReply& broker, std::vector<NextDay> next_days, common::UtcTime now);

    /// `waiting_for` of a pending or running day: {reason, since, until, detail}, where `since` and
    /// `until` are left out if they are unknown.
    [[nodiscard]] Json of(const std::string& date, const std::string& model,
                          common::DayStatus status) const;
    /// How many of the job's open days wait for what, by reason. @param open_days how many open
    /// days the job has; the counts add up to it
    [[nodiscard]] Json counts(std::int64_t open_days) const;
    /// The next open days that the broker reported: [{model, date, waiting_for}], without those
    /// that have ended since.
    [[nodiscard]] Json next_days() const;

private:
    /// A reason, before it becomes JSON.
    struct Reason {
        std::string_view name = {};                            ///< one of common::WAIT_REASONS
        std::string detail = {};                               ///< for people
        std::optional<std::chrono::milliseconds> waited = {};  ///< shown as `since`: now_ less this
        std::optional<std::chrono::milliseconds> left = {};    ///< shown as `until`: now_ plus this
    };
    /// The reason that every open day has until the broker has replied that it is live: the broker
    /// does not answer, or it still reads the unfinished jobs, for which it needs the writer.
    /// Nothing once it is live, also where the writer is silent.
    [[nodiscard]] std::optional<Reason> reason_for_all_days() const;
    /// Whether the broker has not heard the writer for SILENCE_MAX.
    [[nodiscard]] bool writer_is_silent() const;
    [[nodiscard]] Reason silence_of_writer() const;
    /// The name of the reason to show where the broker's reply says that `awaited` is awaited.
    [[nodiscard]] std::string_view name_of(common::Awaited awaited) const;
    [[nodiscard]] Json of_next_day(const NextDay& next_day) const;
    [[nodiscard]] std::string detail_of(const NextDay& next_day) const;
    [[nodiscard]] std::string free_worker_detail(const common::Needs& needs) const;
    [[nodiscard]] std::string retry_detail(const NextDay& next_day) const;
    [[nodiscard]] Json json_of(const Reason& reason) const;

    common::Waits waits_;  ///< the broker's reply; all defaults where it gave none
    /// How long the broker has been silent; nothing where it replied.
    std::optional<std::chrono::milliseconds> broker_silent_;
    std::vector<NextDay> next_days_;
    std::map<std::string, std::size_t> by_model_;  ///< index into next_days_
    common::UtcTime now_;                          ///< the time of the read
};

}  // namespace tradepit::query
