#include "tests/simulation/broker_process.h"

#include <stdexcept>
#include <utility>

#include "common/protocol_rule.h"

namespace tradepit::simulation {

using namespace common;

namespace {

/// The probability that the socket does not take an assignment.
constexpr double UNDELIVERED = 0.02;

}  // namespace

BrokerProcess::BrokerProcess(World& world)
    : world_{world},
      nonce_{world.draw_nonce()},
      feed_{{.nonce = nonce_}},
      queue_{{.lease = LEASE, .time_limit = TIME_LIMIT}},
      commands_{{.waiting_parts = world.random.choose<std::size_t>({3, 10'000}),
                 .sent_bytes = world.random.choose<std::size_t>({1, std::size_t{8} << 20})}} {}

void BrokerProcess::send(const Address& to, Message message) {
    world_.network.send({Address::Role::broker, nonce_}, to, std::move(message));
}

void BrokerProcess::receive(const Address& from, Message message) {
    const auto take = [&]<class M>(M& taken) {
        if constexpr (requires { on(from, taken); })
            on(from, taken);
        else
            throw std::runtime_error("a broker takes no " + std::string{name_of(message)});
    };
    std::visit(take, message);
    queue_.check_invariants();
}

void BrokerProcess::turn() {
    ask_writer();
    forward_commands();
    carry_out();
    queue_.check_invariants();
    if (const auto due = queue_.next_deadline(); due && *due <= world_.now)
        world_.history.wrong.emplace_back("the queue left something over that was due");
}

std::optional<Instant> BrokerProcess::next_deadline() const {
    auto next = queue_.next_deadline();
    if (const auto due = feed_.next_deadline()) next = std::min(next.value_or(*due), *due);
    return next;
}

// ---- workers

broker::Workers::Incumbent BrokerProcess::incumbent_of(const Hello& hello) const {
    const auto known = peers_.find(hello.worker);
    return known != peers_.end() && queue_.has_other_boot(hello.worker, hello.nonce) &&
                   world_.is_connected(known->second.address, known->second.nonce)
               ? broker::Workers::Incumbent::connected
               : broker::Workers::Incumbent::gone;
}

void BrokerProcess::on(const Address& from, Hello& hello) {
    const auto replies = queue_.hello(hello, world_.now, incumbent_of(hello));
    if (queue_.is_current(hello.worker, hello.nonce)) peers_[hello.worker] = {from, hello.nonce};
    for (const auto& reply : replies) {
        if (std::holds_alternative<Retired>(reply)) ++world_.history.fault_counts["nonce retired"];
        if (std::holds_alternative<Drop>(reply)) ++world_.history.fault_counts["attempt dropped"];
        std::visit([&](const auto& one) { send(from, one); }, reply);
    }
}

void BrokerProcess::on(const Address&, SlotFreed& freed) { queue_.slot_freed(freed); }

// ---- clients

/// A part that has no room is not answered, because another copy of it may still be carried out.
void BrokerProcess::on(const Address& from, CommandPart& part) {
    const CommandAnswer refused{part.key, part.request_hash, CommandRefused{507, "no room"}};
    if (commands_.take(from.peer(), std::move(part), world_.now) ==
        broker::CommandRelay::Taken::waiting)
        return;
    ++world_.history.fault_counts["command part without room"];
    if (!keeps(ProtocolRule::only_the_writer_answers)) send(from, refused);
}

void BrokerProcess::forward_commands() {
    while (const auto* part = feed_.epoch() == 0 ? nullptr : commands_.next(world_.now)) {
        auto stamped = *part;
        stamped.epoch = feed_.epoch();
        send(WRITER, std::move(stamped));
        commands_.sent();
    }
    if (commands_.waiting() > 0) ++world_.history.fault_counts["command part held back"];
    if (const auto request = commands_.confirmation_request(world_.now)) send(WRITER, *request);
}

// ---- the writer

void BrokerProcess::on(const Address&, StaleEpoch& stale) {
    if (feed_.epoch() == 0 || stale.epoch == feed_.epoch()) return;
    ++world_.history.fault_counts["broker stale"];
    stale_ = true;
}

void BrokerProcess::on(const Address&, EpochGranted& granted) {
    if (feed_.granted(granted, world_.now)) queue_.begin(granted.epoch, nonce_);
}

void BrokerProcess::on(const Address&, Page& page) {
    if (!feed_.page(page, world_.now)) return;
    for (auto& chain : page.chains) queue_.learn(std::move(chain), world_.now);
    if (feed_.phase() == broker::ChangeFeed::Phase::live) queue_.go_live(world_.now);
}

void BrokerProcess::on(const Address&, Changes& changes) {
    if (!feed_.changes(changes, world_.now)) return;
    for (const auto& state : changes.chains)
        if (!queue_.merge(state, world_.now))
            feed_.look_for_chain(state.chain, changes.upto, world_.now);
}

void BrokerProcess::on(const Address&, Claimed& claimed) { queue_.claimed(claimed, world_.now); }

void BrokerProcess::on(const Address&, ClaimRefused& refused) {
    ++world_.history.fault_counts["claim refused"];
    queue_.claim_refused(refused, world_.now);
}

void BrokerProcess::on(const Address&, CommandAnswer& answer) {
    if (const auto requester = commands_.requester(answer.key))
        send(Address::of_peer(*requester), std::move(answer));
}

void BrokerProcess::on(const Address&, WriterState& state) { commands_.answered(state.id); }

void BrokerProcess::ask_writer() {
    for (const auto& request : feed_.due(world_.now))
        std::visit([&](const auto& one) { send(WRITER, one); }, request);
}

// ---- decisions

void BrokerProcess::carry_out() {
    bool again = true;
    while (std::exchange(again, false)) {
        for (auto& decision : queue_.decide(world_.now)) {
            if (auto* claim = std::get_if<Claim>(&decision)) {
                send(WRITER, std::move(*claim));
                continue;
            }
            if (const auto* stop = std::get_if<broker::Stop>(&decision)) {
                const auto peer = peers_.find(stop->worker);
                if (peer != peers_.end()) send(peer->second.address, stop->drop);
                continue;
            }
            const auto& assignment = std::get<broker::Assignment>(decision);
            const auto peer = peers_.find(assignment.worker);
            if (peer != peers_.end() && !world_.strikes(world_.plan.calm ? 0 : UNDELIVERED)) {
                send(peer->second.address, assignment.assign);
                continue;
            }
            ++world_.history.fault_counts["assignment undelivered"];
            queue_.undelivered(assignment, world_.now);
            again = true;
        }
    }
}

}  // namespace tradepit::simulation
