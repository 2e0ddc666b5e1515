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
    std::string started_at;  ///< empty where it has not started
    std::string error;       ///< of the attempt `wait.attempt`; may be empty
};

/// What each open day of a job waits for, from the broker's reply and from the database, which was
/// read after that reply. Pure.
class Waiting {
public:
    using Json = nlohmann::ordered_json;

    Waiting(const BrokerReply& broker, std::vector<NextDay> next_days, common::UtcTime now);

    /// `waiting_for` of a pending or running day: {reason, detail}, and `since` and `until` where
    /// they are known.
    [[nodiscard]] Json of(const std::string& date, const std::string& model,
                          common::DayStatus status) const;
    /// How many of the job's `open_days` open days wait, by reason; the counts add up to
    /// `open_days`.
    [[nodiscard]] Json counts(std::int64_t open_days) const;
    /// The next open days that the broker reported: [{model, date, waiting_for}], without those
    /// that have ended since.
    [[nodiscard]] Json next_days() const;

private:
    /// A reason as it is shown. `since` is the time before `now_`, `until` the time after it.
    struct Reason {
        std::string_view name = {};
        std::string detail = {};
        std::optional<std::chrono::milliseconds> since = {};
        std::optional<std::chrono::milliseconds> until = {};
    };
    [[nodiscard]] std::optional<Reason> of_pipeline() const;
    [[nodiscard]] bool writer_is_silent() const;
    [[nodiscard]] Reason writer_silent() const;
    [[nodiscard]] std::string_view name_of(common::Awaited awaited) const;
    [[nodiscard]] Json of_next_day(const NextDay& next_day) const;
    [[nodiscard]] std::string detail_of(const NextDay& next_day) const;
    [[nodiscard]] std::string no_slot(const common::Needs& needs) const;
    [[nodiscard]] std::string failed(const NextDay& next_day) const;
    [[nodiscard]] Json shown(const Reason& reason) const;

    common::Waits waits_;
    std::optional<std::chrono::milliseconds> broker_silent_;
    std::vector<NextDay> next_days_;
    std::map<std::string, std::size_t> by_model_;  ///< index into next_days_
    common::UtcTime now_;
};

}  // namespace tradepit::query
