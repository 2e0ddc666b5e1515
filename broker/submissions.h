#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// Jobs on their way to the writer: who asked under which key, and the parts that cannot be sent
/// yet, because the writer is away or the epoch is not known. Pure; the caller sends.
class Submissions {
public:
    /// Octets that wait for the writer; a part that would exceed it is refused.
    static constexpr std::size_t WAITING_BYTES_MAX = std::size_t{64} << 20;
    /// Askers remembered at once; beyond it the one heard longest ago is forgotten, who asks again.
    static constexpr std::size_t ASKERS_MAX = 10'000;
    /// Octets sent that the writer may not have taken yet: what waits beyond our sight, in sockets.
    static constexpr std::size_t SENT_BYTES_MAX = std::size_t{8} << 20;
    /// A question whether the writer has taken what was sent is put anew after this.
    static constexpr common::Instant ASK_AGAIN = std::chrono::milliseconds{500};
    /// A part that waited so long is dropped: its asker has told the client to come back.
    static constexpr common::Instant WAIT_MAX = std::chrono::seconds{2};

    enum class Taken { waiting, too_much };
    /// Takes a part from `peer`, which gets the answer to its key from now on.
    [[nodiscard]] Taken take(std::string peer, common::JobPart part, common::Instant now);
    /// The part to send next, if any and if the writer has taken enough of those before; sent()
    /// takes it away.
    [[nodiscard]] const common::JobPart* next(common::Instant now);
    void sent();
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

    /// A WriterStateRequest to send behind what was sent, if its answer is wanted.
    [[nodiscard]] std::optional<common::WriterStateRequest> question(common::Instant now);
    /// The writer has answered: it has taken what was sent before, or it was lost with its
    /// connection.
    void answered(std::int64_t question);

    /// Whom an answer is for. The asker stays known: the writer's word may be lost between here and
    /// there, and asked for again.
    [[nodiscard]] std::optional<std::string> asker(const std::string& key) const;

private:
    struct Waiting {
        common::JobPart part;
        common::Instant until{};
    };
    struct Sent {
        std::int64_t before = 0;  ///< the first question that it was sent before
        std::size_t bytes = 0;
    };
    struct Asker {
        std::string peer;
        std::list<std::string>::iterator heard;
    };
    void drop_front();

    std::deque<Waiting> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::deque<Sent> sent_;
    std::size_t sent_bytes_ = 0;
    std::int64_t questions_ = 0;  ///< put so far; the last one's id
    std::optional<common::Instant> asked_at_;
    std::unordered_map<std::string, Asker> askers_;
    std::list<std::string> heard_;  ///< keys, the one heard longest ago first
};

}  // namespace tradepit::broker
