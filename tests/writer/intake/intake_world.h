#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/time.h"
#include "tests/writer/worker_script.h"
#include "writer/intake/intake.h"

namespace tradepit::writer::tests {

/// An intake whose operations are applied to tables in memory.
class IntakeWorld : public ::testing::Test {
protected:
    static constexpr std::uint64_t BROKER = 7;
    static constexpr std::uint64_t NONCE = 42;

    IntakeWorld() : intake{Intake::Limits{.max_attempts = 2}, IntakeState{}} {}

    // ---- inputs, each with a commit of its own

    void broker(std::uint64_t nonce = BROKER) {
        intake.take("broker", common::EpochRequest{nonce});
        turn();
        epoch = last<common::EpochGranted>().epoch;
    }
    void submit(const common::Job& submitted) {
        intake.take("broker", std::make_shared<const common::Job>(submitted),
                    answer_of(submitted.key), false);
        turn();
    }
    common::Claim claim_of(const std::string& request, std::int64_t chain,
                           std::vector<common::Stamp> dates, std::uint64_t nonce = NONCE) const {
        return {epoch, request, chain, std::move(dates), common::WorkerName{"w1"}, nonce};
    }
    void claim(const std::string& request, std::int64_t chain, std::vector<common::Stamp> dates,
               std::uint64_t nonce = NONCE) {
        intake.take("broker", claim_of(request, chain, std::move(dates), nonce), std::nullopt, now);
        turn();
    }
    void send(const common::Batch& batch) {
        const auto at = stored_attempts.find(batch.key);
        const auto past = intake.needs_stored_attempt(batch.key) && at != stored_attempts.end()
                              ? std::optional{at->second}
                              : std::nullopt;
        intake.take("worker", batch, past, now);
        turn();
    }
    WorkerScript attempt(std::int64_t chain, common::Stamp date, std::int32_t number,
                         common::Close opening = cash_only("10000"),
                         std::uint64_t nonce = NONCE) const {
        return {{chain, date, number}, nonce, std::move(opening)};
    }

    void turn() {
        Commit turn = intake.finish();
        for (const Operation& operation : turn.operations)
            std::visit([&](auto& o) { apply(o); }, operation);
        intake.committed();
        replies = std::move(turn.replies);
        alarms = std::move(turn.alarms);
        operations = std::move(turn.operations);
    }

    // ---- outputs of the last commit

    template <class M>
    const M& last() {
        const M* found = nullptr;
        for (const Reply& reply : replies)
            if (const auto* message = std::get_if<M>(&reply.message)) found = message;
        if (found == nullptr) throw std::runtime_error("no such reply");
        return *found;
    }
    template <class M>
    [[nodiscard]] bool answered() const {
        for (const Reply& reply : replies)
            if (std::holds_alternative<M>(reply.message)) return true;
        return false;
    }
    template <class O>
    [[nodiscard]] std::size_t count() const {
        std::size_t found = 0;
        for (const Operation& operation : operations) found += std::holds_alternative<O>(operation);
        return found;
    }

    // ---- what is stored

    using DayOf = std::tuple<std::string, std::string, common::Stamp>;
    [[nodiscard]] std::size_t rows(const char* job_id, const char* name, common::Stamp date) const {
        const auto at = stored_rows.find({job_id, name, date});
        return at == stored_rows.end() ? 0 : at->second.size();
    }
    [[nodiscard]] common::AttemptState attempt_state(std::int64_t chain, common::Stamp date,
                                                     std::int32_t number) const {
        return stored_attempts.at({chain, date, number}).state;
    }

    void apply(const RecordEpoch&) {}
    void apply(const RecordJob&) {}
    void apply(const RecordAnswer& o) { answers[o.key] = {o.request_hash, o.outcome}; }
    void apply(const RecordClaim& o) {
        for (const auto& [date, number] : o.days)
            stored_attempts[{o.chain, date, number}] = {o.nonce, 0, common::AttemptState::open};
    }
    void apply(const SaveAttempt& o) {
        StoredAttempt& past = stored_attempts.at(o.key);
        past.last_batch = o.last_batch;
        past.state = o.state;
    }
    void apply(const CountLate& o) {
        StoredAttempt& past = stored_attempts.at(o.key);
        if (past.last_batch < o.batch) late[o.key] += o.event_count;
        past.last_batch = std::max(past.last_batch, o.batch);
    }
    void apply(const StoreEvents& o) {
        auto& rows = stored_rows[{o.names->job, o.names->model, o.date}];
        rows.insert(rows.end(), o.events.begin(), o.events.end());
    }
    void apply(const UpdateFigures&) {}
    void apply(const DeleteRows& o) { stored_rows.erase({o.names->job, o.names->model, o.date}); }
    void apply(const SaveDay& o) { days[o.detail] = o; }
    void apply(const SaveClosing& o) { closings.push_back(o); }
    void apply(const SaveSeriesStats& o) { series_stats[o.chain] = o.stats; }
    void apply(const SaveJob& o) { jobs[o.job.value()] = o; }
    void apply(const SaveChange& o) { changes[o.chain] = o.number; }
    /// All other operations belong to imports, which intake does not plan.
    template <class Import>
    void apply(const Import&) {
        ADD_FAILURE() << "intake decides no import";
    }
    std::optional<StoredAnswer> answer_of(const std::string& key) const {
        const auto at = answers.find(key);
        return at == answers.end() ? std::nullopt : std::optional{at->second};
    }

    Intake intake;
    std::int64_t epoch = 0;
    common::UtcTime now = NOON;
    std::vector<Reply> replies;
    std::vector<std::string> alarms;
    std::vector<Operation> operations;
    std::map<DayOf, std::vector<common::Event>> stored_rows;
    std::map<common::AttemptKey, StoredAttempt> stored_attempts;
    std::map<common::AttemptKey, std::int64_t> late;
    std::map<std::int64_t, SaveDay> days;
    std::vector<SaveClosing> closings;
    std::map<std::int64_t, common::RunningStats> series_stats;
    std::map<std::string, SaveJob> jobs;
    std::map<std::int64_t, std::int64_t> changes;
    std::map<std::string, StoredAnswer> answers;
};

}  // namespace tradepit::writer::tests
