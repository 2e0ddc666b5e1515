#include "tests/broker/random_world.h"

namespace tradepit::broker::testing {

RandomWorld::RandomWorld(std::uint64_t seed) : random_(seed) {
    jobs_max_ = pick(0, 2);
    make_jobs();
    for (int i = 0; i < pick(1, 4); ++i)
        workers_.push_back({.name = common::WorkerName{"w" + std::to_string(i)},
                            .nonce = ++nonces_,
                            .slots = pick(1, 3)});
    start_broker();
}

common::Needs RandomWorld::some_needs() {
    if (chance(0.5)) return need(CPU);
    auto needs = need(WAIT);
    if (chance(0.3)) needs.emplace_back("label");
    return needs;
}

/// A worker offers the label only once, so that chains which need it wait for one another.
common::Offer RandomWorld::offered(int slots) {
    return {{ResourceName{CPU}, slots},
            {ResourceName{WAIT}, slots},
            {ResourceName{"label"}, std::min(slots, 1)}};
}

void RandomWorld::make_jobs() {
    std::int64_t number = 0;
    for (std::int64_t job = 1; job <= pick(1, 4); ++job) {
        const auto order = chance(0.4) ? Order::date : Order::model;
        const int models = pick(1, 4);
        const int priority = pick(0, 1);
        for (int model = 0; model < models; ++model) {
            ChainSpec spec{.chain = ++number,
                           .job = job,
                           .days = pick(1, 6),
                           .job_chains = models,
                           .priority = priority,
                           .order = order,
                           .needs = some_needs(),
                           .lease_days_max = pick(1, 4),
                           .first_day = pick(0, 2)};
            chains_[number].facts = make_chain(spec);
        }
    }
}

// ---- the network and time

void RandomWorld::send(Delivery delivery) {
    const int copies = !faults_ ? 1 : (chance(0.1) ? 0 : 1) + (chance(0.1) ? 1 : 0);
    for (int i = 0; i < copies; ++i) net_.push_back(delivery);
}

void RandomWorld::deliver_some() {
    for (int i = pick(0, static_cast<int>(net_.size()) + 2); i > 0 && !net_.empty(); --i) {
        const auto which = static_cast<std::size_t>(pick(0, static_cast<int>(net_.size()) - 1));
        std::swap(net_[which], net_.back());
        const auto delivery = std::move(net_.back());
        net_.pop_back();
        delivery();
        queue_->check_invariants();
    }
}

void RandomWorld::step() {
    now_ += std::chrono::milliseconds{pick(1, 400)};
    if (faults_) bring_faults();
    for (auto& worker : workers_) {
        if (worker.paused > 0) {
            --worker.paused;
            continue;
        }
        work(worker);
        if (chance(0.3)) say_hello(worker);
    }
    deliver_some();
    if (!faults_ || chance(0.9)) broker_turn();
}

void RandomWorld::bring_faults() {
    if (chance(0.01)) start_broker();
    if (chance(0.01)) now_ += std::chrono::seconds{pick(1, 30)};
    if (chance(0.003)) {
        auto& chain = chains_.at(pick(1, static_cast<int>(chains_.size())));
        const auto job = chain.facts.job_number;
        for (auto& [number, other] : chains_) {
            if (other.facts.job_number != job || !open(other)) continue;
            other.cancelled = true;
            supersede(other);
            announce(number);
        }
    }
    for (auto& worker : workers_) {
        if (chance(0.01)) reboot(worker);
        if (chance(0.01)) worker.paused = pick(1, 60);
        if (chance(0.005)) worker.draining = true;
    }
}

bool RandomWorld::all_ended() const {
    for (const auto& [number, chain] : chains_)
        if (open(chain)) return false;
    return true;
}

// ---- the broker

/// A new broker learns every unfinished job, as from pages, before it is live.
void RandomWorld::start_broker() {
    queue_ = std::make_unique<JobQueue>(JobQueue::Settings{
        .lease = 5s, .time_limit = 1min, .jobs_max = static_cast<std::size_t>(jobs_max_)});
    queue_->begin(++epoch_, 99);
    told_.clear();
    for (auto& [number, chain] : chains_) {
        if (!job_open(chain)) continue;
        auto facts = chain.facts;
        facts.state = state_of(number);
        tell(facts.state);
        queue_->learn(std::move(facts), now_);
        queue_->check_invariants();
    }
    queue_->go_live(now_);
}

void RandomWorld::to_broker(Delivery delivery) {
    send([this, delivery = std::move(delivery), broker = epoch_] {
        if (broker == epoch_) delivery();
    });
}

void RandomWorld::broker_turn() {
    for (const auto& decision : queue_->decide(now_)) {
        if (const auto* claim = std::get_if<common::Claim>(&decision)) {
            send([this, claim = *claim] { on_claim(claim); });
            continue;
        }
        if (const auto* stop = std::get_if<Stop>(&decision)) {
            for (auto& worker : workers_)
                if (worker.name == stop->worker)
                    send([this, &worker, drop = stop->drop] { on_reply(worker, drop); });
            continue;
        }
        const auto assignment = std::get<Assignment>(decision);
        if (faults_ && chance(0.05)) {
            queue_->undelivered(assignment, now_);
            continue;
        }
        for (auto& worker : workers_)
            if (worker.name == assignment.worker)
                send([this, &worker, assign = assignment.assign] { on_assign(worker, assign); });
    }
    queue_->check_invariants();
    if (queue_->next_deadline() && *queue_->next_deadline() <= now_)
        violations_.push_back("a deadline is left over after decide()");
}

// ---- the writer

common::ChainState RandomWorld::state_of(std::int64_t number) const {
    const auto& chain = chains_.at(number);
    common::ChainState state{
        .chain = number, .ended_days = chain.ended, .cancelled = chain.cancelled};
    if (chain.cancelled) state.ended_days = static_cast<std::int32_t>(chain.facts.dates.size());
    for (const auto& [day, attempt] : chain.attempts)
        if (day >= state.ended_days) state.attempts.push_back(attempt);
    return state;
}

void RandomWorld::announce(std::int64_t number) {
    to_broker([this, state = state_of(number)] {
        if (queue_->merge(state, now_)) tell(state);
    });
}

void RandomWorld::supersede(WriterChain& chain) {
    for (auto& [day, attempt] : chain.attempts)
        if (attempt.state == AttemptState::open) attempt.state = AttemptState::superseded;
}

void RandomWorld::check_order(const WriterChain& chain) {
    if (chain.facts.order != Order::date) return;
    const auto& date = chain.facts.dates[static_cast<std::size_t>(chain.ended)];
    for (const auto& [number, other] : chains_)
        if (other.facts.job_number == chain.facts.job_number && open(other) &&
            other.facts.dates[static_cast<std::size_t>(other.ended)] < date)
            violations_.push_back("a date was claimed before every model ended the one before");
}

void RandomWorld::on_claim(const common::Claim& claim) {
    if (claim.epoch < epoch_) return;
    auto& chain = chains_.at(claim.chain);
    const auto ended = [&] {
        to_broker([this, answer = common::ClaimRefused{claim.request, state_of(claim.chain)}] {
            queue_->claim_refused(answer, now_);
        });
    };
    auto& keys = requests_[claim.request];
    if (keys.empty()) {
        if (!open(chain)) return ended();
        const auto& next_date = chain.facts.dates[static_cast<std::size_t>(chain.ended)];
        if (claim.dates.at(0) > next_date) violations_.push_back("a claim behind an open day");
        if (claim.dates.at(0) != next_date) return ended();
        check_order(chain);
        supersede(chain);
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(claim.dates.size()); ++i) {
            auto& newest = chain.attempts[chain.ended + i];
            newest = {.date = claim.dates[static_cast<std::size_t>(i)],
                      .attempt = newest.attempt + 1,
                      .worker = claim.worker,
                      .nonce = claim.nonce,
                      .state = AttemptState::open,
                      .attempts_spent = newest.attempts_spent};
            keys.push_back({claim.chain, newest.date, newest.attempt});
        }
    }
    common::Claimed answer{.request = claim.request, .chain = claim.chain};
    bool any_open = false;
    for (const auto& key : keys) {
        answer.days.push_back({.date = key.date, .attempt = key.attempt});
        for (const auto& [day, attempt] : chain.attempts)
            any_open = any_open || (attempt.date == key.date && attempt.attempt == key.attempt &&
                                    attempt.state == AttemptState::open && day >= chain.ended);
    }
    if (!any_open || chain.cancelled) return ended();
    to_broker([this, answer] { queue_->claimed(answer, now_); });
}

void RandomWorld::end_day(const common::AttemptKey& key, AttemptState outcome) {
    auto& chain = chains_.at(key.chain);
    const auto attempt = chain.attempts.find(chain.ended);
    if (!open(chain) || attempt == chain.attempts.end() || attempt->second.date != key.date ||
        attempt->second.attempt != key.attempt || attempt->second.state != AttemptState::open)
        return;
    attempt->second.state = outcome;
    if (outcome != AttemptState::released) ++attempt->second.attempts_spent;
    if (outcome == AttemptState::completed) ++chain.ended;
    announce(key.chain);
}

// ---- workers

void RandomWorld::cut(Worker& worker, std::int64_t chain) {
    std::erase_if(worker.leases, [&](const Lease& lease) { return lease.chain == chain; });
    std::erase_if(worker.finished, [&](const auto& key) { return key.chain == chain; });
}

void RandomWorld::on_assign(Worker& worker, const common::Assign& assign) {
    if (assign.nonce != worker.nonce || worker.draining) return;
    if (static_cast<std::int32_t>(worker.leases.size()) >= worker.slots * 2) return;
    for (const auto& lease : worker.leases)
        if (lease.chain == assign.chain &&
            lease.todo.front() >=
                common::AttemptKey{assign.chain, assign.days[0].date, assign.days[0].attempt})
            return;
    cut(worker, assign.chain);
    Lease lease{.chain = assign.chain};
    for (const auto& day : assign.days) lease.todo.push_back({assign.chain, day.date, day.attempt});
    worker.leases.push_back(std::move(lease));
}

void RandomWorld::reboot(Worker& worker) {
    worker.nonce = ++nonces_;
    worker.epoch = 0;
    worker.draining = false;
    worker.leases.clear();
    worker.finished.clear();
}

void RandomWorld::work(Worker& worker) {
    if (worker.draining && worker.leases.empty() && worker.finished.empty()) return reboot(worker);
    for (auto& lease : worker.leases) {
        if (lease.todo.empty() || !chance(0.5)) continue;
        const auto key = lease.todo.front();
        const auto outcome = worker.draining          ? AttemptState::released
                             : faults_ && chance(0.1) ? AttemptState::failed
                                                      : AttemptState::completed;
        lease.todo.erase(lease.todo.begin());
        if (outcome != AttemptState::completed) lease.todo.clear();
        worker.finished.push_back(key);
        send([this, key, outcome] { end_day(key, outcome); });
        if (lease.todo.empty())
            to_broker([this, freed = common::SlotFreed{worker.name, worker.nonce, key}] {
                queue_->slot_freed(freed);
            });
    }
    std::erase_if(worker.leases, [](const Lease& lease) { return lease.todo.empty(); });
    if (chance(0.2)) worker.finished.clear();
}

void RandomWorld::say_hello(Worker& worker) {
    common::Hello hello{.worker = worker.name,
                        .nonce = worker.nonce,
                        .epoch = worker.epoch,
                        .slots = offered(worker.draining ? 0 : worker.slots),
                        .draining = worker.draining};
    for (const auto& lease : worker.leases)
        for (const auto& key : lease.todo)
            hello.held.push_back({key, false, chance(0.01) ? 70'000 : 0});
    for (const auto& key : worker.finished) hello.held.push_back({key, true, 0});
    to_broker([this, &worker, hello] {
        for (const auto& reply : queue_->hello(hello, now_, Workers::Incumbent::gone)) {
            if (const auto* drop = std::get_if<common::Drop>(&reply)) check_drop(*drop);
            send([this, &worker, reply] { on_reply(worker, reply); });
        }
    });
}

/// A drop must not name an attempt that has won. Jobs that were cancelled, or have ended and are
/// forgotten, are not checked: the broker cannot know who won there, and nothing of such a job is
/// left that a drop could remove.
void RandomWorld::check_drop(const common::Drop& drop) {
    const auto& chain = chains_.at(drop.key.chain);
    const auto told = told_.find(drop.key.chain);
    if (told == told_.end() || told->second.cancelled || !job_open(chain)) return;
    for (const auto& [day, attempt] : chain.attempts)
        if (day < told->second.ended_days && attempt.date == drop.key.date &&
            attempt.attempt == drop.key.attempt && attempt.state == AttemptState::completed)
            violations_.push_back("a drop names a winner: " + drop.reason);
}

bool RandomWorld::job_open(const WriterChain& chain) const {
    return std::any_of(chains_.begin(), chains_.end(), [&](const auto& entry) {
        return entry.second.facts.job_number == chain.facts.job_number && open(entry.second);
    });
}

/// Notes the newest state of a chain that the present broker was told.
void RandomWorld::tell(const common::ChainState& state) {
    auto& told = told_[state.chain];
    told.ended_days = std::max(told.ended_days, state.ended_days);
    told.cancelled = told.cancelled || state.cancelled;
}

void RandomWorld::on_reply(Worker& worker, const HelloReply& reply) {
    if (const auto* answer = std::get_if<common::HelloAnswer>(&reply)) {
        worker.epoch = std::max(worker.epoch, answer->epoch);
    } else if (const auto* drop = std::get_if<common::Drop>(&reply)) {
        for (const auto& lease : worker.leases)
            if (lease.chain == drop->key.chain && !lease.todo.empty() &&
                lease.todo.front().attempt == drop->key.attempt)
                return cut(worker, drop->key.chain);
    } else if (const auto* retired = std::get_if<common::Retired>(&reply)) {
        if (retired->nonce == worker.nonce) reboot(worker);
    }
}

}  // namespace tradepit::broker::testing
