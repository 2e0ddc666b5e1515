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

/// A command with the parts in which it is sent to the writer.
struct EncodedCommand {
    common::Command command;  ///< a replay is without its recorded orders, which only `parts` have
    std::vector<common::CommandPart> parts;
};
/// Encodes the command. Where it submits a replay, what its models are to trade (recorded orders)
/// is then removed from `command`, to save memory.
[[nodiscard]] EncodedCommand encoded(common::Command command);

/// Commands for the writer that have no answer yet, by key.
///
///   submit ──▶ sending ──sent()──▶ waiting ──answered()──▶ concluded
///                 ▲                   │  resend, or 503 "parts are missing"
///                 └───────────────────┘
///   from both ──deadline, expired()──▶ concluded without an answer (the writer may still commit
///   it: the client repeats the request under its key, and gets the answer of the first one)
///
/// A round sends all parts of a command once. In `sending` some parts of the round are not sent
/// yet; in `waiting` all are. Pure: the caller says what time it is and sends the parts that next()
/// returns.
class PendingCommands {
public:
    struct Limits {
        std::size_t pending_max = 1'000;
        std::size_t bytes_max = 2 * common::REQUEST_BYTES_MAX;  ///< encoded size of all commands
        std::size_t requesters_max = 64;                        ///< of one command
        /// A command without an answer is given up after this (503). The time starts at submit(),
        /// and anew at the end of the first round.
        common::Duration patience = std::chrono::seconds{2};
        /// After a round the next one begins when there was no answer for `resend`, plus
        /// `resend_part` for each part.
        common::Duration resend = std::chrono::milliseconds{500};
        common::Duration resend_part = std::chrono::milliseconds{20};
        /// The wait before sending is tried again when the socket did not take a part, or when
        /// the writer asks for the parts again.
        common::Duration pause = std::chrono::milliseconds{50};
    };

    enum class Admission {
        taken,                ///< pending; or the same command was, and has one more requester
        too_many,             ///< as many as pending_max are pending
        too_many_bytes,       ///< all together would be above bytes_max
        too_many_requesters,  ///< as many as requesters_max wait for this one
        too_large,            ///< this one alone is above REQUEST_BYTES_MAX
        conflict,             ///< a command with this key and another request hash is pending
    };

    /// A concluded command. A replay is without its recorded orders. `answer` is empty where the
    /// deadline passed without an answer.
    struct Outcome {
        common::Command command;
        std::optional<common::CommandAnswer> answer;
        std::vector<Requester> requesters;
    };

    PendingCommands() = default;
    explicit PendingCommands(Limits limits) : limits_(limits) {}

    /// Adds a command, which must have a key. Where a command with the same key and request hash is
    /// pending, only adds `requester` to those that get its answer.
    [[nodiscard]] Admission submit(EncodedCommand encoded, Requester requester,
                                   common::Instant now);
    /// A text for people: the limit because of which a command was not taken. Only the results
    /// too_many, too_many_bytes and too_many_requesters have one; else it is empty.
    [[nodiscard]] std::string limit_text(Admission refused) const;

    /// The part to send now; nothing when none is due. The caller reports the result by sent() or
    /// unsent() before it calls next() again.
    [[nodiscard]] std::optional<common::CommandPart> next(common::Instant now) const;
    /// The socket took the part that next() returned. `key` is the command's.
    void sent(const std::string& key, common::Instant now);
    /// The socket did not take that part, because the receiver cannot be reached. next() returns it
    /// again after Limits::pause.
    void unsent(const std::string& key, common::Instant now);

    /// Takes an answer of the writer. @return the concluded command; nothing when no pending
    /// command has the answer's key and request hash (it may answer an earlier command with the
    /// same key), or when the answer asks for the parts again.
    [[nodiscard]] std::optional<Outcome> answered(const common::CommandAnswer& answer,
                                                  common::Instant now);
    /// Concludes the commands whose deadline has passed.
    [[nodiscard]] std::vector<Outcome> expired(common::Instant now);

    /// When next() or expired() may have something. Nothing while no command is pending.
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;
    [[nodiscard]] std::size_t size() const { return pending_.size(); }
    /// The encoded size of all pending commands together.
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct Pending {
        common::Command command;
        std::vector<common::CommandPart> parts;
        std::size_t bytes = 0;      ///< encoded size of all parts
        std::size_t next_part = 0;  ///< index in `parts`
        bool sent_once = false;     ///< the first round has ended
        common::Instant due;        ///< when next_part is to be sent
        common::Instant deadline;   ///< when the command is given up
        std::vector<Requester> requesters;
    };
    using Entry = std::map<std::string, Pending>::iterator;

    /// Adds the requester to `pending`, which has the command's key, unless `command` is another
    /// one or too many requesters wait.
    [[nodiscard]] Admission join(Pending& pending, const common::Command& command,
                                 Requester requester) const;
    void set_due(Entry entry, common::Instant due);
    void set_deadline(Entry entry, common::Instant deadline);
    Outcome conclude(Entry entry, std::optional<common::CommandAnswer> answer);

    Limits limits_;
    std::map<std::string, Pending> pending_;  ///< by key
    /// Pending::due and Pending::deadline of all commands, with their keys.
    std::set<std::pair<common::Instant, std::string>> due_;
    std::set<std::pair<common::Instant, std::string>> deadlines_;
    std::size_t bytes_ = 0;
};

}  // namespace tradepit::query
