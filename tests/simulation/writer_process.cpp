#include "tests/simulation/writer_process.h"

#include <iterator>
#include <stdexcept>
#include <utility>

#include "common/protocol_rule.h"
#include "tests/simulation/checker.h"

namespace tradepit::simulation {

using namespace common;

WriterProcess::WriterProcess(World& world, Database& database, Checker& checker)
    : world_{world},
      database_{database},
      checker_{checker},
      intake_{{.max_attempts = world.plan.max_attempts}, database.store().load()},
      cancelled_days_{std::in_place, database.store().database(), database.store().fence()} {}

common::UtcTime WriterProcess::wall() const {
    return std::chrono::sys_days{std::chrono::year{2025} / 11 / 3} + world_.now;
}

void WriterProcess::receive(const Address& from, Message message) {
    in_turn_ = true;
    const writer::Peer peer = from.peer();
    const auto take = [&]<class M>(M& taken) {
        if constexpr (requires { on(peer, taken); })
            on(peer, taken);
        else
            throw std::runtime_error("a writer takes no " + std::string{name_of(message)});
    };
    std::visit(take, message);
    if (keeps(ProtocolRule::commit_before_answer)) return;
    decide();
    answer();
}

void WriterProcess::on(const writer::Peer& peer, EpochRequest& request) {
    intake_.take(peer, request);
}

void WriterProcess::on(const writer::Peer& peer, PageRequest& request) {
    intake_.take(peer, request);
}

void WriterProcess::on(const writer::Peer& peer, ChangesRequest& request) {
    std::vector<writer::StoredChange> changes;
    if (request.cursor < intake_.cursor())
        changes = database_.store().stored_changes(request.cursor);
    for (writer::StoredChange& change : changes)
        if (!intake_.knows(change.chain))
            change.ended_chain = database_.store().stored_chain(change.chain);
    intake_.take(peer, request, changes);
}

void WriterProcess::on(const writer::Peer& peer, Claim& claim) {
    const auto past =
        intake_.knows(claim.chain) ? std::nullopt : database_.store().stored_chain(claim.chain);
    intake_.take(peer, claim, past, wall());
}

void WriterProcess::on(const writer::Peer& peer, Batch& batch) {
    const auto past = intake_.needs_stored_attempt(batch.key)
                          ? database_.store().stored_attempt(batch.key)
                          : std::nullopt;
    intake_.take(peer, std::move(batch), past, wall());
}

void WriterProcess::on(const writer::Peer& peer, WriterStateRequest& request) {
    replies_.push_back({peer, WriterState{request.id, {}}});
}

void WriterProcess::on(const writer::Peer& peer, CommandPart& part) {
    if (intake_.is_stale(peer, part.epoch)) return;
    auto taken = parts_.add(take_part(peer, part), world_.now);
    if (auto* refused = std::get_if<Assembly::Refused>(&taken))
        replies_.push_back(
            {peer, CommandAnswer{part.key, part.request_hash,
                                 CommandRefused{refused->status, std::move(refused->detail)}}});
    const auto* whole = std::get_if<std::string>(&taken);
    if (whole == nullptr) return;
    auto decoded = decode_command(part.command, *whole);
    if (const auto* malformed = std::get_if<Malformed>(&decoded))
        throw std::runtime_error("a command cannot be read: " + malformed->text());
    std::visit([&](auto& command) { carry_out(peer, command); }, std::get<Command>(decoded));
}

void WriterProcess::carry_out(const writer::Peer& peer, Job& job) {
    writer::Store& store = database_.store();
    const auto past = store.stored_answer(job.key);
    const bool id_taken = store.is_taken(job.job);
    const auto predecessors = past ? writer::Predecessors{} : store.series().predecessors_of(job);
    intake_.take(peer, std::make_shared<const Job>(std::move(job)), past, id_taken, predecessors);
}

void WriterProcess::carry_out(const writer::Peer& peer, const CancelJob& request) {
    writer::Store& store = database_.store();
    intake_.take(peer, request, store.stored_answer(request.key), store.job_status(request.job),
                 wall());
}

void WriterProcess::carry_out(const writer::Peer& peer, const RecordRefusal& request) {
    intake_.take(peer, request, database_.store().stored_answer(request.key));
}

/// Collects the operations and replies that follow from the messages taken.
void WriterProcess::decide() {
    writer::Commit commit = intake_.finish();
    for (const std::string& alarm : commit.alarms)
        world_.history.wrong.push_back("alarm: " + alarm);
    std::move(commit.operations.begin(), commit.operations.end(), std::back_inserter(operations_));
    std::move(commit.replies.begin(), commit.replies.end(), std::back_inserter(replies_));
}

void WriterProcess::commit() {
    decide();
    if (!operations_.empty()) database_.store().commit(operations_, wall());
    intake_.committed();
    in_turn_ = false;
    for (const writer::Operation& operation : operations_)
        if (const auto* job = std::get_if<writer::SaveJob>(&operation);
            job != nullptr && job->status == writer::JobStatus::cancelled)
            cancelled_days_->add(job->job);
    checker_.committed(std::exchange(operations_, {}));
    // The writer was killed between the commit and its answers. Their receivers repeat their
    // requests.
    if (world_.strikes(world_.plan.rates.writer_killed)) return restart();
    mark_cancelled_days();
    answer();
}

void WriterProcess::mark_cancelled_days() {
    while (!cancelled_days_->done()) cancelled_days_->run_once();
}

void WriterProcess::answer() {
    for (writer::Reply& reply : std::exchange(replies_, {})) {
        if (auto* claimed = std::get_if<Claimed>(&reply.message);
            claimed != nullptr && intake_.may_have_orders(claimed->chain))
            for (ClaimedDay& day : claimed->days)
                day.orders = database_.store().orders(claimed->chain, day.date);
        world_.network.send({}, Address::of_peer(reply.peer), std::move(reply.message));
    }
}

void WriterProcess::give_up() {
    in_turn_ = false;
    operations_.clear();
    replies_.clear();
    intake_ = writer::Intake{{.max_attempts = world_.plan.max_attempts}, database_.store().load()};
}

void WriterProcess::restart() {
    parts_ = Assembly{writer::COMMAND_PARTS};
    if (world_.plan.reopen) {
        cancelled_days_.reset();
        database_.reopen();
        cancelled_days_.emplace(database_.store().database(), database_.store().fence());
    } else {
        cancelled_days_->reload();
    }
    give_up();
    mark_cancelled_days();
}

}  // namespace tradepit::simulation
