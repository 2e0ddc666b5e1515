#include "writer/server.h"

#include <algorithm>
#include <span>
#include <utility>

#include <spdlog/spdlog.h>
#include <sqlite3.h>

#include "common/limits.h"
#include "common/process/clock.h"
#include "common/text/name_rules.h"
#include "writer/intake/job_check.h"

namespace tradepit::writer {

using namespace common;
using std::chrono::milliseconds;

namespace {

/// How often a commit is tried while the file is locked or the disk is full, before it is
/// discarded.
constexpr std::size_t COMMIT_TRIES = 5;
/// The loop checkpoints the write-ahead log after waiting this long without input.
constexpr milliseconds IDLE{100};

/// Why a command cannot be recorded under its key; empty when it can.
std::string command_fault(const Command& command, const CommandPart& part) {
    if (key_of(command) != part.key) return "the command's key is not the parts' key";
    if (hash_of(command) != part.request_hash) return "the command's hash is not the parts' hash";
    if (auto fault = name_fault("key", part.key)) return *std::move(fault);
    const auto* refused = std::get_if<RecordRefusal>(&command);
    if (refused != nullptr && refused->detail.size() > PART_BYTES_MAX)
        return "a refusal's detail has more than " + std::to_string(PART_BYTES_MAX) + " bytes";
    return {};
}

}  // namespace

Server::Server(zmq::socket_t& events, Store& store, Settings settings)
    : events_{events},
      store_{store},
      settings_{settings},
      intake_{settings.limits, store.load()},
      uploads_{store},
      cancelled_days_{store.database(), store.fence()},
      maintenance_{store, settings.maintenance, utc_now(), complaints_} {}

void Server::run(int stop_descriptor) {
    while (true) {
        const milliseconds hold_left =
            std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(held_until_ - steady_now()));
        zmq::pollitem_t items[] = {{nullptr, stop_descriptor, ZMQ_POLLIN, 0},
                                   {events_.handle(), 0, ZMQ_POLLIN, 0}};
        // During a hold the events socket is not polled, and what arrives stays in it.
        poll(std::span{items, std::size_t{hold_left.count() > 0 ? 1U : 2U}},
             hold_left.count() > 0 ? hold_left : poll_timeout());
        const bool stopping = (items[0].revents & ZMQ_POLLIN) != 0;
        if (stopping) break;
        if (hold_left.count() == 0) step(milliseconds{0});
    }
    const Instant until = steady_now() + settings_.stop_within;
    while (step(milliseconds{0}) && steady_now() < until) {
    }
    store_.checkpoint_and_truncate();
}

bool Server::step(milliseconds wait) {
    if (wait.count() > 0) {
        zmq::pollitem_t items[] = {{events_.handle(), 0, ZMQ_POLLIN, 0}};
        poll(items, wait);
    }
    events_kept_.keep(steady_now());
    complaints_.flush(steady_now());
    now_ = utc_now();
    if (!look_at_the_database()) return false;
    if (needs_reload_) reload();
    if (failing_ && !uncommitted_ && !needs_reload_) try_to_recover();
    // While writes fail nothing is received; only a commit that failed is tried again.
    if (held_until_ > steady_now() || (failing_ && !uncommitted_)) return false;
    bool done = false;
    try {
        if (!needs_reload_ && !uncommitted_ && take_waiting() > 0) uncommitted_ = intake_.finish();
        if (uncommitted_) {
            commit_and_answer();
            done = true;
        }
    } catch (const SQLite::Exception& error) {
        if (!may_pass(error)) throw;
        on_failed_commit(error);
    }
    committed_since_slice_ = committed_since_slice_ || done;
    mark_cancelled_days();
    const Instant began = steady_now();
    const bool maintained = maintain();
    checkpoint_if_due(!done && is_at_rest());
    if (maintained) pause_maintenance(began);
    return done;
}

bool Server::look_at_the_database() {
    const Instant now = steady_now();
    if (held_until_ > now) return false;
    try {
        store_.check_place(now);
        if (!store_.was_written_by_others()) return true;
        if (const auto since_line = foreign_log_limit_.count(now))
            spdlog::error(
                "another program has written to the database, which only the writer may do; its "
                "state is read again ({} such since the last line)",
                *since_line);
        // What was decided on the state before must not be committed. Its senders repeat it.
        uncommitted_.reset();
        failed_tries_ = 0;
        needs_reload_ = true;
        return true;
    } catch (const SQLite::Exception& error) {
        if (!may_pass(error)) throw;
        enter_failure("the database cannot be looked at", error);
        return false;
    }
}

bool Server::is_at_rest() const { return cancelled_days_.done() && !maintenance_.is_due(); }

milliseconds Server::poll_timeout() const {
    if (is_at_rest()) return IDLE;
    if (!cancelled_days_.done()) return milliseconds{0};
    return std::max(milliseconds{0},
                    std::chrono::ceil<milliseconds>(maintain_from_ - steady_now()));
}

void Server::pause_maintenance(Instant began) {
    const Instant ended = steady_now();
    if (std::exchange(committed_since_slice_, false))
        maintain_from_ = ended + settings_.maintenance_pause_factor * (ended - began);
}

bool Server::maintain() {
    if (needs_reload_ || uncommitted_ || steady_now() < maintain_from_) return false;
    if (!maintenance_.is_due()) return false;
    try {
        for (const Reply& reply : maintenance_.run_once(now_)) send(reply);
    } catch (const SQLite::Exception& error) {
        if (!may_pass(error)) throw;
        enter_failure("maintenance is not done", error);
    }
    return true;
}

void Server::mark_cancelled_days() {
    if (cancelled_days_.done() || needs_reload_ || uncommitted_) return;
    try {
        cancelled_days_.run_once();
    } catch (const SQLite::Exception& error) {
        if (!may_pass(error)) throw;
        enter_failure("days of a cancelled job are not marked", error);
    }
}

void Server::on_failed_commit(const SQLite::Exception& error) {
    ++counts_.failed_commits;
    enter_failure("not committed", error);
    // A commit that SQLite refused as a whole can be retried. After any other failure only the file
    // tells what was written, so intake is loaded from it again. Nothing was answered, so the
    // senders repeat everything.
    if (uncommitted_ && changed_nothing(error) && ++failed_tries_ < COMMIT_TRIES) return;
    uncommitted_.reset();
    failed_tries_ = 0;
    needs_reload_ = true;
}

void Server::enter_failure(const std::string& what, const SQLite::Exception& error) {
    const Instant now = steady_now();
    held_until_ = now + settings_.pause_after_failure;
    if (error.getErrorCode() == SQLITE_FULL) maintenance_.make_room();
    if (!failing_) failing_ = Failing{.since = now};
    ++failing_->failures;
    if (const auto failures_since_line = failure_log_limit_.count(now))
        spdlog::error("{}, trying again: {} ({} such since the last line)", what, error.what(),
                      *failures_since_line);
    if (!intake_.broker().empty()) broker_ = intake_.broker();
    if (!broker_.empty()) send({broker_, WriterState{0, what + ": " + error.what()}});
}

void Server::leave_failure() {
    const auto ended = std::exchange(failing_, std::nullopt);
    if (!ended) return;
    spdlog::info("commits again, after {} failures in {} ms", ended->failures,
                 (steady_now() - ended->since).count() / 1'000);
    if (!broker_.empty()) send({broker_, WriterState{}});
}

/// While commits fail nothing is received: the sockets are bounded, and the senders keep the rest.
/// Tries a commit that changes nothing, because only a successful commit ends this state.
void Server::try_to_recover() {
    try {
        // After a checkpoint SQLite overwrites the log from its start, which may be all the room
        // that is needed.
        if (store_.log_pages() > 0) store_.checkpoint();
        store_.probe_commit();
        leave_failure();
    } catch (const SQLite::Exception& error) {
        if (!may_pass(error)) throw;
        ++counts_.failed_commits;
        enter_failure("not committed", error);
    }
}

std::size_t Server::take_waiting() {
    std::size_t frames = 0;
    std::size_t bytes = 0;
    while (frames < settings_.commit_frames_max && bytes < settings_.commit_bytes_max) {
        auto received = receive_from(events_);
        if (!received) break;
        ++frames;
        bytes += received->frame.size();
        take(*std::move(received));
    }
    return frames;
}

void Server::take(Received received) {
    auto decoded = decode(received.frame);
    if (const auto* malformed = std::get_if<Malformed>(&decoded)) {
        ++counts_.malformed;
        return complaints_.add("a malformed frame", "malformed frame: " + malformed->text(),
                               steady_now());
    }
    auto& message = std::get<Message>(decoded);
    const auto handle = [&]<class M>(M& taken) {
        if constexpr (takes<M>(PeerRole::writer, Socket::events)) {
            on(received.peer, taken);
        } else {
            ++counts_.unexpected;
            complaints_.add("an unexpected message",
                            "a writer takes no " + std::string{name_of(message)}, steady_now());
        }
    };
    std::visit(handle, message);
}

void Server::on(const Peer& peer, EpochRequest& request) { intake_.take(peer, request); }

void Server::on(const Peer& peer, PageRequest& request) { intake_.take(peer, request); }

void Server::on(const Peer& peer, ChangesRequest& request) {
    std::vector<StoredChange> changes;
    if (request.cursor < intake_.cursor()) changes = store_.stored_changes(request.cursor);
    for (StoredChange& change : changes)
        if (!intake_.knows(change.chain)) change.ended_chain = store_.stored_chain(change.chain);
    intake_.take(peer, request, changes);
}

void Server::on(const Peer& peer, Claim& claim) {
    intake_.take(peer, claim,
                 intake_.knows(claim.chain) ? std::nullopt : store_.stored_chain(claim.chain),
                 now_);
}

void Server::on(const Peer& peer, Batch& batch) {
    const auto past =
        intake_.needs_stored_attempt(batch.key) ? store_.stored_attempt(batch.key) : std::nullopt;
    intake_.take(peer, std::move(batch), past, now_);
}

void Server::on(const Peer& peer, CommandPart& part) {
    // Query sends maintenance commands itself and without an epoch, so they need no broker.
    if (part.command != CommandKind::maintain && intake_.is_stale(peer, part.epoch)) return;
    // The octets go to the assembly. The rest of the last part describes the whole command.
    auto taken = command_parts_.add(take_part(peer, part), steady_now());
    if (auto* refused = std::get_if<Assembly::Refused>(&taken))
        replies_.push_back(
            {peer, CommandAnswer{part.key, part.request_hash,
                                 CommandRefused{refused->status, std::move(refused->detail)}}});
    else if (const auto* whole = std::get_if<std::string>(&taken))
        on_command(peer, part, *whole);
}

void Server::on_command(const Peer& peer, const CommandPart& part, const std::string& octets) {
    auto decoded = decode_command(part.command, octets);
    std::string fault;
    if (const auto* malformed = std::get_if<Malformed>(&decoded))
        fault = malformed->text();
    else
        fault = command_fault(std::get<Command>(decoded), part);
    if (fault.empty())
        return std::visit([&](auto& command) { execute(peer, command); },
                          std::get<Command>(decoded));
    ++counts_.malformed;
    complaints_.add("a malformed command", "a command is not taken: " + fault, steady_now());
    replies_.push_back(
        {peer, CommandAnswer{part.key, part.request_hash, CommandRefused{400, fault}}});
}

void Server::execute(const Peer& peer, Job& job) {
    const auto past = store_.stored_answer(job.key);
    const bool id_taken = store_.is_taken(job.job);
    // Intake refuses a job with a fault, so its models, which may exceed every limit, are not
    // looked up.
    const bool needs_predecessors = !past && !fault_of(job);
    const auto predecessors =
        needs_predecessors ? store_.series().predecessors_of(job) : Predecessors{};
    intake_.take(peer, std::make_shared<const Job>(std::move(job)), past, id_taken, predecessors);
}

void Server::execute(const Peer& peer, const CancelJob& request) {
    intake_.take(peer, request, store_.stored_answer(request.key), store_.job_status(request.job),
                 now_);
}

void Server::execute(const Peer& peer, const RecordRefusal& request) {
    intake_.take(peer, request, store_.stored_answer(request.key));
}

void Server::execute(const Peer& peer, const RunMaintenance& request) {
    maintenance_requests_.emplace_back(peer, request);
}

void Server::on(const Peer& peer, Upload& part) {
    upload_parts_.emplace_back(peer, std::move(part));
}

void Server::on(const Peer& peer, WriterStateRequest& request) {
    replies_.push_back({peer, WriterState{request.id, {}}});
}

void Server::commit_and_answer() {
    if (!uncommitted_->operations.empty()) {
        store_.commit(uncommitted_->operations, now_);
        leave_failure();
    } else {
        // An answer without a commit must not come from a file that is not the database any more.
        store_.check_place(steady_now());
    }
    Commit commit = *std::exchange(uncommitted_, std::nullopt);
    failed_tries_ = 0;
    intake_.committed();
    ++counts_.commits;
    for (const Operation& operation : commit.operations)
        if (const auto* job = std::get_if<SaveJob>(&operation);
            job != nullptr && job->status == JobStatus::cancelled)
            cancelled_days_.add(job->job);
    for (const std::string& alarm : commit.alarms)
        complaints_.add("an alarm", alarm, steady_now(), Complaints::Level::error);
    counts_.refused += commit.alarms.size();
    fill_orders(commit.replies);
    for (const Reply& reply : commit.replies) {
        counts_.superseded += std::holds_alternative<Superseded>(reply.message);
        send(reply);
    }
    for (const Reply& reply : std::exchange(replies_, {})) send(reply);
    answer_uploads();
    answer_maintenance();
}

void Server::fill_orders(std::vector<Reply>& replies) {
    for (Reply& reply : replies) {
        auto* claimed = std::get_if<Claimed>(&reply.message);
        if (claimed == nullptr || !intake_.may_have_orders(claimed->chain)) continue;
        for (ClaimedDay& day : claimed->days) day.orders = store_.orders(claimed->chain, day.date);
    }
}

void Server::send(const Reply& reply) {
    const std::string frame =
        std::visit([](const auto& message) { return encode(message); }, reply.message);
    // The loop never waits for a peer: one that is gone or does not read asks again.
    if (send_to(events_, reply.peer, frame) != Sent::queued)
        spdlog::debug("{} not sent", name_of(reply.message));
}

void Server::answer_uploads() {
    for (auto& [peer, part] : std::exchange(upload_parts_, {})) {
        UploadAnswer failed;
        failed.key = part.key;
        failed.part = part.part;
        failed.status = UploadAnswer::SEND_AGAIN;
        try {
            send({peer, uploads_.take(peer, std::move(part), intake_, utc_now(), steady_now())});
        } catch (const SQLite::Exception& error) {
            if (!may_pass(error)) throw;
            enter_failure("an import was not stored", error);
            failed.detail = std::string{"the import was not stored: "} + error.what();
            send({peer, std::move(failed)});
        }
    }
}

void Server::answer_maintenance() {
    for (const auto& [peer, request] : std::exchange(maintenance_requests_, {})) {
        try {
            if (const auto reply = maintenance_.take(peer, request, now_)) send(*reply);
        } catch (const SQLite::Exception& error) {
            if (!may_pass(error)) throw;
            enter_failure("a maintenance task was not begun", error);
            send({peer, CommandAnswer{request.key, request.request_hash,
                                      CommandRefused{503, error.what()}}});
        }
    }
}

/// Either everything is loaded again, or nothing is changed and the next step tries again.
void Server::reload() {
    try {
        Intake loaded{settings_.limits, store_.load()};
        cancelled_days_.reload();
        intake_ = std::move(loaded);
        replies_.clear();
        upload_parts_.clear();
        maintenance_requests_.clear();
        needs_reload_ = false;
    } catch (const SQLite::Exception& error) {
        if (!may_pass(error)) throw;
        enter_failure("not read", error);
    }
}

void Server::checkpoint_if_due(bool idle) {
    const int pages_max = maintenance_.is_at_work() ? settings_.checkpoint_pages_at_maintenance
                                                    : settings_.checkpoint_pages;
    if (store_.log_pages() >= pages_max)
        store_.checkpoint();
    else if (idle && store_.log_pages() > 0)
        store_.checkpoint_when_idle();
}

}  // namespace tradepit::writer
