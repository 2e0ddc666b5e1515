#include "worker/slots/attempt.h"

#include <string>
#include <type_traits>
#include <utility>

#include "common/check.h"
#include "common/digest.h"
#include "common/limits.h"
#include "common/process/clock.h"
#include "common/text/utf8.h"
#include "common/wire_fields.h"
#include "worker/agents/model_day.h"

namespace tradepit::worker {

namespace {

/// A generous estimate of the numbers, headers and short fields of one event.
constexpr std::size_t EVENT_OVERHEAD_BYTES = 96;
/// The same estimate for an item of a list, such as a holding.
constexpr std::size_t ITEM_OVERHEAD_BYTES = 16;

/// The bytes of the texts in a value, with ITEM_OVERHEAD_BYTES for each item of a list.
template <class T>
std::size_t estimated_bytes(const T& value) {
    if constexpr (common::Fielded<const T>) {
        return value.visit_fields(
            [](const auto&... field) { return (std::size_t{0} + ... + estimated_bytes(field)); });
    } else if constexpr (requires { value.value().size(); }) {
        return value.value().size();
    } else if constexpr (std::is_same_v<T, std::string>) {
        return value.size();
    } else if constexpr (requires { value.begin(); }) {
        std::size_t bytes = 0;
        for (const auto& item : value) bytes += ITEM_OVERHEAD_BYTES + estimated_bytes(item);
        return bytes;
    } else {
        return 0;
    }
}

std::size_t estimated_bytes(const common::Event& event) {
    return EVENT_OVERHEAD_BYTES +
           std::visit([](const auto& fields) { return estimated_bytes(fields); }, event);
}

}  // namespace

TooManyEvents::TooManyEvents()
    : std::runtime_error("more than " + std::to_string(common::ATTEMPT_EVENTS_MAX) +
                         " events in one model-day, which is the limit") {}

Attempt::Attempt(SlotLease& lease, std::size_t day, SlotReports& reports, Window& window)
    : lease_{lease},
      reports_{reports},
      window_{window},
      day_{day},
      last_batch_at_{common::steady_now()} {}

void Attempt::take(std::vector<common::Event> events) {
    if (lease_.stop.raised()) throw Stopped{};
    for (auto& event : events) {
        const std::size_t bytes = estimated_bytes(event);
        if (collected_.size() == common::BATCH_EVENTS_MAX ||
            (!collected_.empty() && collected_bytes_ + bytes > BATCH_BYTES_AIM))
            send_batch();
        if (events_ + static_cast<std::int64_t>(collected_.size()) ==
            static_cast<std::int64_t>(common::ATTEMPT_EVENTS_MAX))
            throw TooManyEvents{};
        collected_.push_back(std::move(event));
        collected_bytes_ += bytes;
    }
    if (!collected_.empty() && common::steady_now() - last_batch_at_ >= BATCH_AGE) send_batch();
}

void Attempt::flush() {
    if (lease_.stop.raised()) throw Stopped{};
    if (number_ == 0 || !collected_.empty()) send_batch();
}

void Attempt::end(common::End end, LeaseOver over) {
    // The last batch also has both portfolios of `end`, and has to stay within a frame.
    const std::size_t portfolio_bytes =
        estimated_bytes(end.opening.holdings) + estimated_bytes(end.close.holdings);
    if (!collected_.empty() && collected_bytes_ + portfolio_bytes > BATCH_BYTES_AIM) send_batch();
    end.error.resize(common::clipped_utf8(end.error, common::ERROR_BYTES_MAX).size());
    Encoded batch = encoded(std::move(end));
    take_room(batch.frame.size());
    hand_over(std::move(batch), true, over);
}

void Attempt::give_back(const common::Close& opening) {
    collected_.clear();
    Encoded batch = encoded(end_without_completion(common::Ending::released, opening, {}));
    window_.take_anyway(batch.frame.size());
    hand_over(std::move(batch), true, LeaseOver::yes);
}

void Attempt::send_batch() {
    Encoded batch = encoded(std::nullopt);
    take_room(batch.frame.size());
    hand_over(std::move(batch), false, LeaseOver::no);
}

Attempt::Encoded Attempt::encoded(std::optional<common::End> end) const {
    const auto& claimed = lease_.assign.days.at(day_);
    common::Batch batch{.worker = lease_.worker,
                        .nonce = lease_.assign.nonce,
                        .key = {lease_.assign.chain, claimed.date, claimed.attempt},
                        .number = number_ + 1,
                        .events = {common::encode_events(collected_)},
                        .end = std::move(end)};
    Encoded result;
    result.events = events_ + static_cast<std::int64_t>(collected_.size());
    result.digest = common::next_digest(digest_, batch.events.octets);
    if (batch.end) {
        batch.end->event_count = result.events;
        batch.end->digest = common::hex(result.digest);  // as text: a raw digest is not UTF-8
    }
    result.frame = common::encode(batch);
    return result;
}

void Attempt::take_room(std::size_t bytes) {
    if (window_.take_at_once(bytes)) return;
    const bool agent_waits = lease_.agent_clock.running();
    if (agent_waits) lease_.agent_clock.pause(common::steady_now());
    const bool taken = window_.take(bytes, lease_.stop);
    if (agent_waits) lease_.agent_clock.start(common::steady_now());
    if (!taken) throw Stopped{};
}

void Attempt::hand_over(Encoded batch, bool day_over, LeaseOver over) {
    ++number_;
    events_ = batch.events;
    digest_ = std::move(batch.digest);
    collected_.clear();
    collected_bytes_ = 0;
    last_batch_at_ = common::steady_now();
    put_report(reports_, {.lease = lease_.number,
                          .day = day_,
                          .batch = std::move(batch.frame),
                          .number = number_,
                          .day_over = day_over,
                          .lease_over = over == LeaseOver::yes});
}

void put_report(SlotReports& reports, SlotReport report) {
    CHECK(reports.put(std::move(report)) == SlotReports::Put::taken);
}

}  // namespace tradepit::worker
