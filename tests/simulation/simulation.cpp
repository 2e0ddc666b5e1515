#include "tests/simulation/simulation.h"

#include <algorithm>
#include <utility>

#include "tests/simulation/trace.h"

namespace tradepit::simulation {

using namespace common;
using std::chrono::milliseconds;

namespace {

/// The limit of steps without faults. A run that is in order ends long before.
constexpr int CALM_STEPS_MAX = 6'000;

}  // namespace

Simulation::Simulation(std::uint64_t seed, Database& database)
    : world_{seed},
      checker_{(database.clear(), world_.plan), world_.market, world_.history, database.reader()},
      writer_{world_, database, checker_},
      broker_{std::make_unique<BrokerSeat>(world_)},
      clients_{world_, database.reader()} {
    const auto workers = static_cast<std::uint64_t>(world_.plan.workers);
    for (std::uint64_t i = 0; i < workers; ++i)
        workers_.push_back(std::make_unique<WorkerSeat>(world_, i, i));
    if (world_.plan.twin)
        workers_.push_back(std::make_unique<WorkerSeat>(world_, workers, std::uint64_t{0}));
    world_.is_connected = [this](const Address& worker, std::uint64_t nonce) {
        return is_connected(worker, nonce);
    };
}

std::vector<std::string> Simulation::run() {
    auto& wrong = world_.history.wrong;
    for (int i = 0; i < world_.plan.faulty_steps && wrong.empty(); ++i) step();
    world_.faults = false;
    world_.network.end_faults();
    int left = CALM_STEPS_MAX;
    while (wrong.empty() && --left > 0 && !over()) step();
    if (wrong.empty()) checker_.finish();
    if (left == 0)
        wrong.emplace_back(ghosts_.empty() ? "not finished"
                                           : "not finished: a broker that was replaced goes on");
    std::sort(wrong.begin(), wrong.end());
    wrong.erase(std::unique(wrong.begin(), wrong.end()), wrong.end());
    return wrong;
}

void Simulation::note(const std::string& fault) {
    ++world_.history.fault_counts[fault];
    if (follow_) follow_(world_.now, fault);
}

bool Simulation::over() {
    const auto idle = [](const auto& seat) { return seat->program.idle(); };
    return !writer_.in_turn() && ghosts_.empty() && world_.network.empty() && clients_.over() &&
           writer_inbox_.empty() && std::all_of(workers_.begin(), workers_.end(), idle) &&
           !checker_.any_open_job();
}

void Simulation::step() {
    advance();
    if (world_.faults) bring_faults();
    if (!writer_down())
        for (Letter& letter : std::exchange(writer_inbox_, {}))
            world_.network.put_back(std::move(letter));
    world_.network.step(world_.now);
    run_brokers();
    run_workers();
    clients_.turn();
    deliver_some();
    if (!writer_.in_turn() || writer_down() || !world_.random.chance(0.4)) return;
    if (!world_.strikes(world_.plan.rates.commit_refused)) return writer_.commit();
    note("commit refused");
    // The turn is committed again later as it is, or given up.
    if (world_.random.chance(0.3)) writer_.give_up();
}

/// Moves the time by one step or, when nothing is under way, to the next deadline.
void Simulation::advance() {
    world_.now += milliseconds{world_.random.pick(1, STEP_MS_MAX)};
    if (world_.faults || writer_.in_turn() || world_.network.waiting_count() > 0) return;
    auto next = world_.now + LEASE;
    for (const auto& seat : workers_) {
        if (seat->program.active()) return;
        next = std::min(next, std::max(seat->program.next_deadline(), seat->away_until));
    }
    if (const auto due = broker_->program.next_deadline()) next = std::min(next, *due);
    if (const auto due = clients_.next_deadline()) next = std::min(next, *due);
    world_.now = std::max(world_.now, next);
}

// ---- the adversary

void Simulation::pause(Instant& away_until) {
    away_until = world_.now + milliseconds{world_.random.pick(1'000, AWAY_MS_MAX)};
}

void Simulation::bring_faults() {
    bring_writer_faults();
    bring_broker_faults();
    bring_worker_faults();
}

void Simulation::bring_writer_faults() {
    if (!world_.strikes(world_.plan.rates.writer_killed)) return;
    note(writer_.in_turn() ? "writer killed in a turn" : "writer killed");
    writer_.restart();
    if (world_.random.chance(0.5)) pause(writer_away_until_);
    for (auto& seat : workers_)
        if (world_.random.chance(0.7)) seat->program.connected_anew();
}

void Simulation::bring_broker_faults() {
    const Rates& rates = world_.plan.rates;
    if (world_.strikes(rates.broker_killed)) {
        note("broker killed");
        broker_ = std::make_unique<BrokerSeat>(world_);
    }
    if (world_.strikes(rates.broker_paused)) {
        note("broker paused");
        pause(broker_->away_until);
    }
    if (ghosts_.empty() && world_.strikes(rates.broker_replaced)) {
        note("broker replaced");
        pause(broker_->away_until);
        ghosts_.push_back(std::exchange(broker_, std::make_unique<BrokerSeat>(world_)));
    }
}

void Simulation::bring_worker_faults() {
    const Rates& rates = world_.plan.rates;
    for (auto& seat : workers_) {
        if (world_.strikes(rates.worker_killed)) {
            note("worker killed");
            seat->program.boot();
            seat->away_until = world_.now + milliseconds{world_.random.pick(0, 5'000)};
        }
        if (world_.strikes(rates.worker_paused)) {
            note("worker paused");
            pause(seat->away_until);
        }
        if (world_.strikes(rates.worker_drains)) seat->program.drain();
    }
}

// ---- the programs

void Simulation::run_brokers() {
    const auto run = [&](BrokerSeat& seat) {
        if (world_.now < seat.away_until || !world_.random.chance(0.5)) return;
        // JobQueue::decide() wants everything to be read that has arrived.
        for (Letter& letter : std::exchange(seat.inbox, {}))
            seat.program.receive(letter.from, Network::opened(letter));
        if (!seat.program.stale()) seat.program.turn();
    };
    run(*broker_);
    for (auto& ghost : ghosts_) run(*ghost);
    std::erase_if(ghosts_, [](const auto& ghost) { return ghost->program.stale(); });
    // A stale broker exits, and is started again.
    if (broker_->program.stale()) broker_ = std::make_unique<BrokerSeat>(world_);
}

/// A process that is paused is connected until heartbeats of its connection are missed.
bool Simulation::is_connected(const Address& worker, std::uint64_t nonce) {
    const WorkerSeat& seat = *workers_.at(worker.number);
    if (!seat.program.has_nonce(nonce) || seat.program.name_is_taken()) return false;
    return world_.now >= seat.away_until || world_.random.chance(0.5);
}

void Simulation::run_workers() {
    for (auto& seat : workers_) {
        if (world_.now < seat->away_until) continue;
        for (Letter& letter : std::exchange(seat->inbox, {}))
            seat->program.receive(Network::opened(letter));
        if (seat->program.name_is_taken()) {
            seat->program.boot();
            seat->away_until = world_.now + NAME_TAKEN_BACKOFF;
            continue;
        }
        if (world_.random.chance(0.8)) seat->program.turn();
    }
}

void Simulation::deliver_some() {
    const int most = 2 + static_cast<int>(world_.network.waiting_count());
    for (int i = world_.random.pick(0, most); i > 0; --i) {
        auto letter = world_.network.take();
        if (!letter) return;
        deliver(std::move(*letter));
    }
}

/// The broker that gets a letter; nullptr when that boot is gone. Workers and clients do not know
/// which broker they reach, so a ghost may get their letters.
Simulation::BrokerSeat* Simulation::broker_for(const Address& address) {
    if (address.role == Address::Role::tasks) {
        const bool ghost = !ghosts_.empty() && world_.strikes(0.3);
        return ghost ? ghosts_.front().get() : broker_.get();
    }
    if (broker_->program.nonce() == address.number) return broker_.get();
    for (auto& ghost : ghosts_)
        if (ghost->program.nonce() == address.number) return ghost.get();
    return nullptr;
}

void Simulation::deliver(Letter letter) {
    if (follow_) follow_(world_.now, described(letter));
    const Address to = letter.to;
    if (to.role == Address::Role::writer) {
        if (!writer_down())
            writer_.receive(letter.from, Network::opened(letter));
        else if (world_.random.chance(0.5))
            writer_inbox_.push_back(std::move(letter));
    } else if (to.role == Address::Role::worker) {
        WorkerSeat& seat = *workers_[to.number];
        if (world_.now < seat.away_until)
            seat.inbox.push_back(std::move(letter));
        else
            seat.program.receive(Network::opened(letter));
    } else if (to.role == Address::Role::client) {
        clients_.receive(to.number, Network::opened(letter));
    } else if (BrokerSeat* seat = broker_for(to)) {
        if (world_.now < seat->away_until)
            seat->inbox.push_back(std::move(letter));
        else
            seat->program.receive(letter.from, Network::opened(letter));
    }
}

}  // namespace tradepit::simulation
