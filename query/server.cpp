#include "query/server.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "common/check.h"
#include "common/limits.h"
#include "common/process/clock.h"
#include "common/process/sockets.h"

namespace tradepit::query {

namespace {

/// The most frames or calls that are taken from one source, or parts that are sent, in one
/// iteration: then the other sources have their turn.
constexpr int FRAMES_PER_TURN = 64;
/// The limits of a socket's queues. A job or an answer travels in parts, so a queue must hold all
/// parts of one. A queue is bounded because a peer may never read its answers.
constexpr common::HighWaterMarks HIGH_WATER_MARKS{.send = common::PART_FRAMES_MAX,
                                                  .receive = common::PART_FRAMES_MAX};

/// The answer to a request for prices that is refused with `status`.
common::PricesPage no_page(const common::PricesRequest& request, int status) {
    return {.market = request.market,
            .price_set = request.price_set,
            .after_symbol = request.after_symbol,
            .after_date = request.after_date,
            .status = status,
            .price_hash = {},
            .last = false,
            .bars = {}};
}

}  // namespace

Server::Server(zmq::context_t& context, const common::Endpoints& endpoints, const MakeApi& make_api,
               const std::string& database)
    : api_(make_api(nullptr)),
      prices_(database),
      state_(common::steady_now()),
      lookup_(common::make_router(context, endpoints.lookup, endpoints.security, HIGH_WATER_MARKS)),
      control_(common::make_dealer(context, endpoints.control, HIGH_WATER_MARKS)),
      writer_(common::make_dealer(context, endpoints.events, HIGH_WATER_MARKS)),
      readers_(READER_THREADS, make_api, complaints_),
      command_maker_(1, make_api, complaints_),
      lookup_endpoint_(common::bound_endpoint(lookup_)) {}

void Server::serve_until(int descriptor) {
    while (!turn(descriptor, std::nullopt)) {
    }
}

void Server::drain(int http_ended, common::Duration patience) {
    draining_ = true;
    const common::Instant until = common::steady_now() + patience;
    bool ended = http_ended < 0;
    while (common::steady_now() < until && (!ended || is_busy()))
        ended = turn(ended ? -1 : http_ended, until) || ended;
}

bool Server::turn(int descriptor, std::optional<common::Instant> until) {
    now_ = common::steady_now();
    const common::Instant wake = until ? std::min(*until, next_wake()) : next_wake();
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(
        std::max(wake - now_, common::Duration::zero()));
    std::vector<zmq::pollitem_t> items{{lookup_.handle(), 0, ZMQ_POLLIN, 0},
                                       {control_.handle(), 0, ZMQ_POLLIN, 0},
                                       {writer_.handle(), 0, ZMQ_POLLIN, 0},
                                       {nullptr, readers_.descriptor(), ZMQ_POLLIN, 0},
                                       {nullptr, command_maker_.descriptor(), ZMQ_POLLIN, 0},
                                       {nullptr, calls_.descriptor(), ZMQ_POLLIN, 0}};
    if (descriptor >= 0) items.push_back({nullptr, descriptor, ZMQ_POLLIN, 0});
    common::poll(items, wait);
    now_ = common::steady_now();
    const bool control_is_empty = take_answers<common::Socket::control>(control_);
    const bool events_is_empty = take_answers<common::Socket::events>(writer_);
    take_reads();
    take_calls();
    take_lookups();
    // Where the system suspended this process for a while, answers that came in time may still be
    // in the sockets. Nothing expires before all of them are read.
    if (control_is_empty && events_is_empty) expire();
    do_what_is_due();
    return descriptor >= 0 && (items.back().revents & ZMQ_POLLIN) != 0;
}

common::Instant Server::next_wake() const {
    return std::min({state_request_due_, commands_.next_deadline().value_or(state_request_due_),
                     questions_.next_deadline().value_or(state_request_due_)});
}

void Server::expire() {
    for (const auto& outcome : commands_.expired(now_)) conclude(outcome);
    for (const auto read : questions_.expired(now_)) reads_.resume(read, broker_silence());
}

void Server::do_what_is_due() {
    lookup_kept_.keep(now_);
    for (const auto& each : upkeep_) each(now_);
    lookup_bodies_.expire(now_);
    begin_reads();
    if (now_ >= state_request_due_) request_broker_state();
    send_parts();
    complaints_.flush(now_);
}

void Server::request_broker_state() {
    state_request_due_ = now_ + PipelineState::ASK_EVERY;
    const auto sent = common::send(
        control_, common::encode(common::BrokerStateRequest{.id = ++last_state_request_id_}));
    if (sent != common::Sent::queued) spdlog::debug("the broker cannot be reached");
}

void Server::send_parts() {
    for (int sent = 0; sent < FRAMES_PER_TURN; ++sent) {
        const auto part = commands_.next(now_);
        if (!part) return;
        // Maintenance must work without a broker.
        auto& socket = part->command == common::CommandKind::maintain ? writer_ : control_;
        if (common::send(socket, common::encode(*part)) == common::Sent::queued)
            commands_.sent(part->key, now_);
        else
            commands_.unsent(part->key, now_);
    }
}

void Server::take_calls() {
    for (int taken = 0; taken < FRAMES_PER_TURN; ++taken) {
        auto call = calls_.take();
        if (!call) return;
        const Requester requester{.peer = {}, .id = ++last_call_id_};
        unanswered_calls_.emplace(requester.id, std::move(call->respond));
        answer(requester, std::move(call->request));
    }
}

void Server::take_lookups() {
    for (int taken = 0; taken < FRAMES_PER_TURN; ++taken) {
        const auto received = common::receive_from(lookup_);
        if (!received) return;
        take_frame<common::Socket::lookup>(received->frame,
                                           [&](auto& message) { on(received->peer, message); });
    }
}

template <common::Socket Where, class Handle>
void Server::take_frame(const std::string& frame, Handle handle) {
    auto decoded = common::decode(frame);
    if (const auto* malformed = std::get_if<common::Malformed>(&decoded))
        return complaints_.add(
            "a malformed frame",
            std::string{text_of(Where)} + ": a frame is dropped: " + malformed->text(), now_);
    std::visit(
        [&]<class M>(M& message) {
            if constexpr (common::takes<M>(common::PeerRole::query, Where))
                handle(message);
            else
                complaints_.add("an unexpected message",
                                std::string{text_of(Where)} + ": a " + std::string{M::name} +
                                    " is dropped, which query does not take there",
                                now_);
        },
        std::get<common::Message>(decoded));
}

void Server::on(const std::string& peer, common::Lookup& lookup) {
    const Requester requester{peer, lookup.id};
    auto taken = lookup_bodies_.add({.sender = peer,
                                     .key = std::to_string(lookup.id),
                                     .part = lookup.part,
                                     .parts = lookup.parts,
                                     .octets = std::move(lookup.body.octets)},
                                    now_);
    if (const auto* refusal = std::get_if<common::Assembly::Refused>(&taken))
        return reply(requester, refused(refusal->status, refusal->detail));
    auto* body = std::get_if<std::string>(&taken);
    if (body == nullptr) return;
    answer(requester, api_->resolve({.method = std::move(lookup.method),
                                     .path = std::move(lookup.path),
                                     .parameters = std::move(lookup.parameters),
                                     .key = std::move(lookup.key),
                                     .body = std::move(*body)}));
}

void Server::on(const std::string& peer, const common::PricesRequest& request) {
    common::PricesPage page;
    try {
        page = prices_.page(request);
    } catch (const std::exception& error) {
        complaints_.add("unreadable prices",
                        "prices of " + request.market.value() + ": " + error.what(), now_,
                        common::Complaints::Level::error);
        page = no_page(request, 503);
    }
    if (common::send_to(lookup_, peer, common::encode(page)) != common::Sent::queued)
        spdlog::debug("prices: the worker is gone");
}

void Server::answer(const Requester& requester, ResolvedRequest request) {
    if (request.fault) return reply(requester, answer_here(request));
    const Route& route = *request.route;
    if (const auto* view = std::get_if<PipelineView>(&route.answered_by))
        return reply(requester, pipeline_view(*view));
    if (route.is<Action>()) {
        if (draining_) return reply(requester, unavailable("query is being stopped"));
        return queue(requests_for_writer_, requester, std::move(request));
    }
    if (route.is<ByRead>() || route.is<ByLongRead>())
        return queue(reads_, requester, std::move(request));
    reply(requester, answer_here(request));
}

Reply Server::answer_here(const ResolvedRequest& request) {
    try {
        return std::get<Reply>(api_->answer(request, nullptr));
    } catch (const std::exception& error) {
        complaints_.add(FAILED_REQUEST, failed_request_text(request, error), now_,
                        common::Complaints::Level::error);
        return inner_error();
    }
}

Reply Server::pipeline_view(PipelineView view) {
    switch (view) {
        case PipelineView::health:
            return api_->health(state_.processes(now_));
        case PipelineView::metrics:
            return api_->metrics(state_.gauges(now_));
        case PipelineView::workers:
            break;
    }
    return state_.workers(now_);
}

void Server::queue(RequestQueue& requests, const Requester& requester, ResolvedRequest request) {
    const auto admission = requests.add(std::move(request), requester);
    if (admission != RequestQueue::Admission::taken &&
        admission != RequestQueue::Admission::repeated)
        return reply(requester, unavailable(requests.limit_text(admission)));
    begin_reads();
}

void Server::begin_reads() {
    const auto begin = [](RequestQueue& requests, ReaderThreads& readers) {
        while (readers.has_room()) {
            auto next = requests.next();
            if (!next) return;
            readers.give(std::move(*next));
        }
    };
    begin(reads_, readers_);
    begin(requests_for_writer_, command_maker_);
}

void Server::take_reads() {
    while (auto done = readers_.take()) {
        if (auto* question = std::get_if<common::WaitsRequest>(&done->answer))
            ask_the_broker(done->number, std::move(*question));
        else
            for (const auto& requester : reads_.finish(done->number))
                reply(requester, std::get<Reply>(done->answer));
    }
    while (auto done = command_maker_.take()) {
        // Requests for the writer are never merged, so each has one requester.
        const auto requester = requests_for_writer_.finish(done->number).front();
        if (auto* command = std::get_if<EncodedCommand>(&done->answer))
            submit(std::move(*command), requester);
        else
            reply(requester, std::get<Reply>(std::move(done->answer)));
    }
    begin_reads();
}

void Server::ask_the_broker(std::int64_t read, common::WaitsRequest question) {
    // A read must not wait for a broker that counts as silent already.
    const bool silent = state_.silence(now_) >= SILENCE_MAX;
    const auto numbered = silent ? std::nullopt : questions_.ask(read, std::move(question), now_);
    if (!numbered) return reads_.resume(read, broker_silence());
    // A question that cannot be sent is given up at its deadline, like one that is lost.
    static_cast<void>(common::send(control_, common::encode(*numbered)));
}

BrokerReply Server::broker_silence() const {
    const auto silence = state_.silence(now_);
    return {.waits = {},
            .silent_ms = std::chrono::duration_cast<std::chrono::milliseconds>(silence).count()};
}

void Server::submit(EncodedCommand command, const Requester& requester) {
    using Admission = PendingCommands::Admission;
    // Made before the command is moved away. The writer records this refusal under the same key.
    common::RecordRefusal too_large{
        common::key_of(command.command), common::hash_of(command.command), 413,
        "the job is larger than " + std::to_string(common::REQUEST_BYTES_MAX) +
            " bytes (REQUEST_BYTES_MAX)"};
    const auto admission = commands_.submit(std::move(command), requester, now_);
    switch (admission) {
        case Admission::taken:
            return send_parts();
        case Admission::too_large:
            return submit(encoded(std::move(too_large)), requester);
        case Admission::conflict:
            return reply(requester, refused(409, common::key_misused_detail(too_large.key)));
        case Admission::too_many:
        case Admission::too_many_bytes:
        case Admission::too_many_requesters:
            return reply(requester, unavailable(commands_.limit_text(admission)));
    }
}

template <common::Socket Where>
bool Server::take_answers(zmq::socket_t& socket) {
    for (int taken = 0; taken < FRAMES_PER_TURN; ++taken) {
        const auto frame = common::receive(socket);
        if (!frame) return true;
        take_frame<Where>(*frame, [&](auto& message) { on(message); });
    }
    return false;
}

void Server::on(const common::CommandAnswer& answer) {
    if (const auto outcome = commands_.answered(answer, now_)) conclude(*outcome);
}

void Server::on(common::BrokerState& state) { state_.take_report(std::move(state), now_); }

void Server::on(common::Waits& waits) {
    if (const auto read = questions_.answered(waits.id))
        reads_.resume(*read, {.waits = std::move(waits)});
}

void Server::conclude(const PendingCommands::Outcome& outcome) {
    Reply result = unavailable("the writer does not answer; repeat the request, with its key");
    if (outcome.answer) {
        try {
            result = api_->reply_to_command(outcome.command, *outcome.answer);
        } catch (const std::exception& error) {
            complaints_.add("an unreadable outcome",
                            "command " + common::key_of(outcome.command) + ": " + error.what(),
                            now_, common::Complaints::Level::error);
            result = inner_error();
        }
    }
    for (const auto& requester : outcome.requesters) reply(requester, result);
}

void Server::reply(const Requester& requester, Reply reply) {
    if (reply.text().size() > common::ANSWER_BYTES_MAX)
        reply =
            refused(507, "the answer is larger than " + std::to_string(common::ANSWER_BYTES_MAX) +
                             " bytes (ANSWER_BYTES_MAX); ask for less of it");
    if (!requester.peer.empty()) return send_answer(requester, reply);
    const auto call = unanswered_calls_.extract(requester.id);
    CHECK(!call.empty());
    call.mapped()(std::move(reply));
}

void Server::send_answer(const Requester& requester, const Reply& reply) {
    const auto parts = common::split(reply.text());
    common::Answer answer{.id = requester.id,
                          .status = reply.status,
                          .part = 0,
                          .parts = static_cast<std::int32_t>(parts.size()),
                          .body = {}};
    for (const std::string_view part : parts) {
        answer.body.octets = part;
        // A failure means that the client is gone or does not read. It can repeat the request.
        if (common::send_to(lookup_, requester.peer, common::encode(answer)) !=
            common::Sent::queued)
            return spdlog::debug("lookup: the client is gone");
        ++answer.part;
    }
}

}  // namespace tradepit::query
