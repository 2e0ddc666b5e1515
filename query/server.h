#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include <zmq.hpp>

#include "common/instant.h"
#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "common/process/settings.h"
#include "query/broker_questions.h"
#include "query/price_pages.h"
#include "query/read_queue.h"
#include "query/readers.h"
#include "query/rest/rest.h"
#include "query/server_state.h"
#include "query/submissions.h"

namespace tradepit::query {

/// Threads for reads: two for the long ones, and one that they leave to the others.
inline constexpr std::size_t READERS = 3;

/// The REST surface as the server sees it (Rest, in the program).
struct Surface {
    std::function<Answered(const Request&)> answer;  ///< what no reader answers
    Readers::MakeRead make_read;
    std::function<Reply(const common::JobRequest&, const common::JobAnswer&)> submitted;
    std::function<Reply(std::span<const ProcessHealth>)> health;
    std::function<Reply(const std::string& of_pipeline)> metrics;
};

/// `rest` must outlive it; readers have a Rest of their own each, with `settings`.
[[nodiscard]] Surface surface_of(Rest& rest, const Rest::Settings& settings);

/// Whether the server's loop alone answers it: what the broker has to do with (submissions,
/// /health, /workers, /metrics).
[[nodiscard]] bool needs_the_loop(const Request& request);

/// Whether another thread than the server's leaves it to the server: the above, and long reads.
[[nodiscard]] bool needs_the_server(const Request& request);

/// The ZeroMQ loop: answers lookups, by its readers, and pages of prices, and brings submissions to
/// the broker. One thread beside the readers. Neither a peer nor the broker nor a long read can
/// block it.
class Server {
public:
    /// Where the HTTP threads of this process find the lookup socket.
    static constexpr const char* LOOKUP_INPROC = "inproc://lookup";

    /// @throws zmq::error_t when an endpoint cannot be bound.
    Server(zmq::context_t& context, const common::Endpoints& endpoints, Surface surface,
           PricePages prices);

    /// Serves until `descriptor` is readable.
    void serve_until(int descriptor);
    /// Refuses new submissions and serves until none and no read is under way and `descriptor` is
    /// readable (-1: none to wait for), for `patience` at most.
    void drain(int descriptor, common::Instant patience);

    /// As bound, with the port that was chosen.
    [[nodiscard]] const std::string& lookup_endpoint() const { return lookup_endpoint_; }

private:
    /// One turn: what is due, then what came. Says whether `descriptor` is readable.
    bool turn(int descriptor, std::optional<common::Instant> until);
    [[nodiscard]] common::Instant next_wake() const;
    void do_what_is_due();
    void ask_the_broker();
    void ask_the_broker(std::int64_t read, common::WaitsRequest question);
    [[nodiscard]] BrokerWord broker_silence() const;
    void send_parts();

    void take_lookups();
    void take(const std::string& peer, const std::string& frame);
    void take(const std::string& peer, common::Lookup lookup);
    void take(const std::string& peer, const common::PricesRequest& request);
    void answer(const Asker& asker, const common::Lookup& lookup);
    [[nodiscard]] Answered answer_here(const Request& request);
    [[nodiscard]] Reply tell_of_the_pipeline(std::string_view path);
    void read(const Asker& asker, const common::Lookup& lookup);
    void begin_reads();
    void take_reads();
    [[nodiscard]] bool is_busy() const { return submissions_.size() + reads_.size() > 0; }
    void submit(common::JobRequest request, const Asker& asker);
    void take_control();
    void conclude(const Submissions::Outcome& outcome);
    void reply(const Asker& asker, const Reply& reply);

    Surface surface_;
    PricePages prices_;
    Submissions submissions_;
    ReadQueue reads_;
    BrokerQuestions questions_;
    common::Assembly parts_;
    PipelineState state_;
    zmq::socket_t lookup_;
    zmq::socket_t control_;
    Readers readers_;
    std::string lookup_endpoint_;
    common::Instant now_{};  ///< taken once a turn
    common::Instant ask_at_{};
    std::int64_t question_ = 0;
    bool draining_ = false;
};

}  // namespace tradepit::query
