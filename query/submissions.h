#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/limits.h"
#include "common/messages/messages.h"
#include "common/time.h"
#include "query/requester.h"

namespace tradepit::query {

/// Requests on their way to the writer, by key: jobs, cancels, and refusals to be kept.
///
///   submit ──▶ sending ──sent()──▶ waiting ──answered()──▶ concluded
///                 ▲                   │  resend, or 503 "parts are missing"
///                 └───────────────────┘
///   either ──deadline, expired()──▶ concluded without an answer (the writer may still commit it:
///   the client repeats the request under its key, and gets the answer of the first one)
///
/// Pure: takes the time, and says which part is to be sent next.
class Submissions {
public:
    struct Limits {
        std::size_t pending_max = 1'000;
        std::size_t bytes_max = 2 * common::REQUEST_BYTES_MAX;  ///< encoded, all together
        std::size_t requesters_max = 64;                        ///< of one key
        /// Without an answer for so long, counted anew once when all parts are sent: 503.
        common::Instant patience = std::chrono::seconds{2};
        /// A request without an answer is sent again after this, and a little for each of its
        /// parts.
        common::Instant resend = std::chrono::milliseconds{500};
        common::Instant resend_part = std::chrono::milliseconds{20};
        /// Before the next try where the broker could not be reached or asks for it again.
        common::Instant pause = std::chrono::milliseconds{50};
    };

    enum class Admission {
        taken,      ///< or joined to the same request, already under way
        full,       ///< a limit on all together: come back later
        too_large,  ///< this one alone, above REQUEST_BYTES_MAX
        conflict,   ///< another request is under way with this key
    };

    /// What became of a request; a job's recorded orders are left out. Without an answer the
    /// deadline passed.
    struct Outcome {
        common::JobRequest request;
        std::optional<common::JobAnswer> answer;
        std::vector<Requester> requesters;
    };

    Submissions() = default;
    explicit Submissions(Limits limits) : limits_(limits) {}

    [[nodiscard]] Admission submit(common::JobRequest request, Requester requester,
                                   common::Instant now);

    /// The part that is due first; sent() or unsent() must follow before the next call.
    [[nodiscard]] std::optional<common::JobPart> next(common::Instant now) const;
    void sent(const std::string& key, common::Instant now);
    /// The broker could not be reached.
    void unsent(const std::string& key, common::Instant now);

    /// Nothing for a request that is not under way, such as an earlier one under the same key; nor
    /// when the answer asks for the parts again.
    [[nodiscard]] std::optional<Outcome> answered(const common::JobAnswer& answer,
                                                  common::Instant now);
    /// Those whose time is over.
    [[nodiscard]] std::vector<Outcome> expired(common::Instant now);

    /// When next() or expired() may have something; nothing while none is under way.
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;
    [[nodiscard]] std::size_t size() const { return pending_.size(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct Pending {
        common::JobRequest request;
        std::vector<common::JobPart> parts;
        std::size_t bytes = 0;  ///< of all parts
        std::size_t next_part = 0;
        bool sent_once = false;
        common::Instant due;       ///< when next_part is to be sent
        common::Instant deadline;  ///< when it is given up
        std::vector<Requester> requesters;
    };
    using Entry = std::map<std::string, Pending>::iterator;

    [[nodiscard]] Admission join(Pending& pending, const common::JobRequest& request,
                                 Requester requester) const;
    void set_due(Entry entry, common::Instant due);
    void set_deadline(Entry entry, common::Instant deadline);
    Outcome conclude(Entry entry, std::optional<common::JobAnswer> answer);

    Limits limits_;
    std::map<std::string, Pending> pending_;
    std::set<std::pair<common::Instant, std::string>> due_;
    std::set<std::pair<common::Instant, std::string>> deadlines_;
    std::size_t bytes_ = 0;
};

}  // namespace tradepit::query
