#include "broker/server.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include "common/process/clock.h"
#include "common/process/exit_codes.h"
#include "common/text/name_rules.h"

namespace tradepit::broker {

using common::Instant;
using common::Message;
using std::chrono::milliseconds;

namespace {

/// Frames read from one socket in one iteration, so that a flood on one does not starve the others.
constexpr int FRAMES_AN_ITERATION_MAX = 10'000;
/// The longest wait of an iteration. Deadlines of the queue and the feed shorten it.
constexpr milliseconds ITERATION_MAX{500};
/// The wait before a command part that could not be sent is tried again. The loop polls
/// its sockets for input only, so nothing wakes it when the connection to the writer is made.
constexpr milliseconds COMMAND_RETRY{20};

}  // namespace

Server::Server(zmq::context_t& context, const common::Endpoints& endpoints, Settings settings)
    : nonce_(settings.nonce),
      tasks_(common::make_router(context, endpoints.tasks, endpoints.security)),
      control_(common::make_router(context, endpoints.control, endpoints.security,
                                   {.receive = common::PART_FRAMES_MAX})),
      events_(common::make_dealer(context, endpoints.events)),
      feed_({.nonce = settings.nonce, .resend = settings.queue.resend}),
      queue_(settings.queue),
      writer_heard_at_(common::steady_now()) {}

int Server::run(common::StopSignals& stop) {
    while (true) {
        switch (iterate(ITERATION_MAX, stop.descriptor())) {
            case IterationResult::go_on:
                break;
            case IterationResult::stopped:
                return 0;
            case IterationResult::stale:
                return common::EXIT_STALE_EPOCH;
        }
    }
}

milliseconds Server::poll_timeout(milliseconds longest, Instant now) const {
    auto wait = std::chrono::duration_cast<Instant>(longest);
    if (commands_.waiting() > 0) wait = std::min<Instant>(wait, COMMAND_RETRY);
    if (const auto due = queue_.next_deadline()) wait = std::min(wait, *due - now);
    // The feed's first deadline is Instant::min(), from which `now` cannot be subtracted.
    if (const auto due = feed_.next_deadline())
        wait = std::min(wait, *due <= now ? common::Duration{0} : *due - now);
    return std::chrono::ceil<milliseconds>(std::max(wait, common::Duration{0}));
}

Server::IterationResult Server::iterate(milliseconds longest, int stop_descriptor) {
    // The last item is not polled when there is no stop descriptor.
    std::array<zmq::pollitem_t, 4> items{{{tasks_.handle(), 0, ZMQ_POLLIN, 0},
                                          {control_.handle(), 0, ZMQ_POLLIN, 0},
                                          {events_.handle(), 0, ZMQ_POLLIN, 0},
                                          {nullptr, stop_descriptor, ZMQ_POLLIN, 0}}};
    const auto polled = stop_descriptor < 0 ? items.size() - 1 : items.size();
    common::poll(std::span{items}.first(polled), poll_timeout(longest, common::steady_now()));
    if (items[3].revents != 0) return IterationResult::stopped;

    const auto now = common::steady_now();
    tasks_kept_.keep(now);
    control_kept_.keep(now);
    read_workers(now);
    read_control(now);
    if (read_writer(now) == IterationResult::stale) return IterationResult::stale;
    ask_writer(now);
    forward_commands(now);
    send_decisions(now);
    complaints_.flush(now);
    return IterationResult::go_on;
}

// ---- workers

void Server::read_workers(Instant now) {
    for (int frames = 0; frames < FRAMES_AN_ITERATION_MAX; ++frames) {
        const auto received = common::receive_from(tasks_);
        if (!received) return;
        if (const auto message = decode_or_log(received->frame, common::Socket::tasks, now))
            on_worker_message(received->peer, *message, now);
    }
}

std::optional<Message> Server::decode_or_log(const std::string& frame, common::Socket socket,
                                             Instant now) {
    auto decoded = common::decode(frame);
    if (const auto* malformed = std::get_if<common::Malformed>(&decoded)) {
        complaints_.add("a malformed frame",
                        fmt::format("a frame on {} is malformed: {}", common::text_of(socket),
                                    malformed->text()),
                        now);
        return std::nullopt;
    }
    auto& message = std::get<Message>(decoded);
    if (common::takes(message, common::PeerRole::broker, socket)) return std::move(message);
    complaints_.add("an unexpected message",
                    fmt::format("a broker does not take {} on {}", common::name_of(message),
                                common::text_of(socket)),
                    now);
    return std::nullopt;
}

void Server::on_worker_message(const std::string& peer, const Message& message, Instant now) {
    if (const auto* said = std::get_if<common::Hello>(&message))
        on_hello(peer, *said, now);
    else if (const auto* freed = std::get_if<common::SlotFreed>(&message))
        queue_.slot_freed(*freed);
}

void Server::on_hello(const std::string& peer, const common::Hello& hello, Instant now) {
    if (const auto fault = common::name_fault("worker", hello.worker.value())) {
        complaints_.add("a worker without a name", "a heartbeat is ignored: " + *fault, now);
        return;
    }
    if (const auto fault = common::fault_of(hello.slots))
        complaints_.add("invalid slots",
                        "worker " + hello.worker.value() +
                            " offers invalid slots, which are ignored: " + *fault,
                        now);
    const auto replies = queue_.hello(hello, now, incumbent_of(peer, hello));
    if (queue_.is_current(hello.worker, hello.nonce)) set_peer(hello.worker, peer);
    for (const auto& reply : replies) {
        if (std::holds_alternative<common::NameTaken>(reply))
            complaints_.add("a second worker of a name",
                            "a second worker of the name " + hello.worker.value() +
                                " is told that the name is taken",
                            now);
        if (const auto* drop = std::get_if<common::Drop>(&reply))
            complaints_.add(DROP,
                            fmt::format("worker {} is to drop chain {} {} attempt {}: {}",
                                        hello.worker.value(), drop->key.chain,
                                        drop->key.date.text(), drop->key.attempt, drop->reason),
                            now, common::Complaints::Level::info);
        const auto frame = std::visit([](const auto& one) { return common::encode(one); }, reply);
        // A worker to which a reply cannot be sent now gets it after its next heartbeat.
        if (common::send_to(tasks_, peer, frame) != common::Sent::queued) return;
    }
}

Workers::Incumbent Server::incumbent_of(const std::string& peer, const common::Hello& hello) {
    const auto known = peers_.find(hello.worker);
    if (known == peers_.end() || known->second == peer ||
        !queue_.has_other_boot(hello.worker, hello.nonce))
        return Workers::Incumbent::gone;
    // Only a send tells that a peer is gone. The worker learns nothing new from this answer.
    const auto frame = common::encode(common::HelloAnswer{.epoch = feed_.epoch()});
    return common::send_to(tasks_, known->second, frame) == common::Sent::unreachable
               ? Workers::Incumbent::gone
               : Workers::Incumbent::connected;
}

void Server::set_peer(const common::WorkerName& worker, const std::string& peer) {
    peers_[worker] = peer;
    // With more than WORKERS_MAX peers, some are of workers that the queue has forgotten: it knows
    // no more than that many.
    if (peers_.size() > WORKERS_MAX)
        std::erase_if(peers_, [&](const auto& one) { return !queue_.is_known(one.first); });
}

// ---- query

void Server::read_control(Instant now) {
    for (int frames = 0; frames < FRAMES_AN_ITERATION_MAX; ++frames) {
        const auto received = common::receive_from(control_);
        if (!received) return;
        if (auto message = decode_or_log(received->frame, common::Socket::control, now))
            on_query_message(received->peer, *message, now);
    }
}

void Server::on_query_message(const std::string& peer, Message& message, Instant now) {
    if (auto* part = std::get_if<common::CommandPart>(&message)) {
        const auto key = part->key;
        if (commands_.take(peer, std::move(*part), now) == CommandRelay::Taken::no_room)
            complaints_.add("no room for a command",
                            fmt::format("a part of the command with key {} is dropped: {} parts of "
                                        "commands wait for the writer, and no more have room",
                                        key, commands_.waiting()),
                            now);
    } else if (const auto* asked = std::get_if<common::BrokerStateRequest>(&message)) {
        // A peer that is gone needs no answer.
        static_cast<void>(common::send_to(control_, peer, common::encode(state(asked->id, now))));
    } else if (const auto* asks = std::get_if<common::WaitsRequest>(&message)) {
        static_cast<void>(common::send_to(control_, peer, common::encode(waits(*asks, now))));
    }
}

common::BrokerState Server::state(std::int64_t id, Instant now) const {
    auto state = queue_.state(now);
    state.id = id;
    state.writer_trouble = writer_trouble_;
    state.writer_silent_ms = writer_silent_ms(now);
    return state;
}

common::Waits Server::waits(const common::WaitsRequest& request, Instant now) const {
    auto waits = queue_.waits(request, now);
    waits.writer_silent_ms = writer_silent_ms(now);
    waits.max_attempts = feed_.max_attempts();
    return waits;
}

std::int64_t Server::writer_silent_ms(Instant now) const {
    return std::chrono::duration_cast<milliseconds>(
               std::max(now - writer_heard_at_, common::Duration{0}))
        .count();
}

void Server::forward_commands(Instant now) {
    while (auto* part = feed_.epoch() == 0 ? nullptr : commands_.next(now)) {
        auto stamped = *part;
        stamped.epoch = feed_.epoch();
        if (common::send(events_, common::encode(stamped)) != common::Sent::queued) break;
        commands_.sent();
    }
    // The writer's answer confirms all parts that were sent before the request. A request that
    // cannot be sent now is repeated later, as a lost one is.
    if (const auto request = commands_.confirmation_request(now))
        static_cast<void>(common::send(events_, common::encode(*request)));
}

// ---- the writer

Server::IterationResult Server::read_writer(Instant now) {
    for (int frames = 0; frames < FRAMES_AN_ITERATION_MAX; ++frames) {
        const auto frame = common::receive(events_);
        if (!frame) return IterationResult::go_on;
        auto message = decode_or_log(*frame, common::Socket::events, now);
        if (!message) continue;
        writer_heard_at_ = now;
        if (const auto* stale = std::get_if<common::StaleEpoch>(&*message)) {
            // The broker has no epoch yet, or its own epoch is the newest.
            if (feed_.epoch() == 0 || stale->epoch == feed_.epoch()) continue;
            // A lower epoch means that the writer's database is not the one that granted the
            // broker's epoch.
            spdlog::error("epoch {} is stale, the newest is {}: {}", feed_.epoch(), stale->epoch,
                          stale->epoch > feed_.epoch() ? "another broker took over"
                                                       : "the writer has an older database");
            return IterationResult::stale;
        }
        on_writer_message(*message, now);
    }
    return IterationResult::go_on;
}

void Server::on_writer_message(Message& message, Instant now) {
    // While the writer cannot commit, it sends nothing but WriterState. Any other message says that
    // it can.
    if (!std::holds_alternative<common::WriterState>(message)) writer_trouble_.clear();
    if (const auto* granted = std::get_if<common::EpochGranted>(&message)) {
        if (!feed_.granted(*granted, now)) return;
        queue_.begin(granted->epoch, nonce_);
        spdlog::info("epoch {}", granted->epoch);
    } else if (auto* page = std::get_if<common::Page>(&message)) {
        if (!feed_.page(*page, now)) return;
        for (auto& chain : page->chains) queue_.learn(std::move(chain), now);
        if (feed_.phase() == ChangeFeed::Phase::live) queue_.go_live(now);
    } else if (const auto* changes = std::get_if<common::Changes>(&message)) {
        if (!feed_.changes(*changes, now)) return;
        for (const auto& state : changes->chains)
            if (!queue_.merge(state, now)) feed_.look_for_chain(state.chain, changes->upto, now);
    } else if (const auto* claimed = std::get_if<common::Claimed>(&message)) {
        queue_.claimed(*claimed, now);
    } else if (const auto* refused = std::get_if<common::ClaimRefused>(&message)) {
        queue_.claim_refused(*refused, now);
    } else if (auto* state = std::get_if<common::WriterState>(&message)) {
        writer_trouble_ = std::move(state->trouble);
        commands_.answered(state->id);  // the answer to confirmation_request()
    } else if (const auto* answer = std::get_if<common::CommandAnswer>(&message)) {
        const auto requester = commands_.requester(answer->key);
        if (!requester) return;
        // A requester that cannot be reached loses nothing: it repeats the command under its key.
        static_cast<void>(common::send_to(control_, *requester, common::encode(*answer)));
    }
}

void Server::ask_writer(Instant now) {
    for (const auto& request : feed_.due(now)) {
        const auto frame = std::visit([](const auto& one) { return common::encode(one); }, request);
        // A request that cannot be sent now is repeated, as a lost one is.
        static_cast<void>(common::send(events_, frame));
    }
}

// ---- decisions

void Server::send_decisions(Instant now) {
    // An assignment that cannot be sent is undone, and its chain may go to another worker at once.
    bool decide_again = true;
    while (decide_again) {
        decide_again = false;
        for (const auto& decision : queue_.decide(now)) {
            // JobQueue repeats a claim that cannot be sent. In place of a stop that cannot be sent,
            // the answer to the worker's next heartbeat tells it to drop the day.
            if (const auto* claim = std::get_if<common::Claim>(&decision)) {
                static_cast<void>(common::send(events_, common::encode(*claim)));
                continue;
            }
            if (const auto* stop = std::get_if<Stop>(&decision)) {
                static_cast<void>(send_to_worker(stop->worker, common::encode(stop->drop)));
                continue;
            }
            const auto& assignment = std::get<Assignment>(decision);
            if (send_to_worker(assignment.worker, common::encode(assignment.assign))) continue;
            complaints_.add("an unreachable worker",
                            fmt::format("worker {} cannot be reached", assignment.worker.value()),
                            now);
            queue_.undelivered(assignment, now);
            decide_again = true;
        }
    }
}

bool Server::send_to_worker(const common::WorkerName& worker, const std::string& frame) {
    const auto peer = peers_.find(worker);
    return peer != peers_.end() &&
           common::send_to(tasks_, peer->second, frame) == common::Sent::queued;
}

}  // namespace tradepit::broker
