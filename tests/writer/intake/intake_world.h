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

    IntakeWorld() : intake_{Intake::Limits{.max_attempts = 2}, IntakeState{}} {}

    // ---- inputs, each with a commit of its own

    void broker(std::uint64_t nonce = BROKER) {
        intake_.take("broker", common::EpochRequest{nonce});
        turn();
        epoch_ = last<common::EpochGranted>().epoch;
    }
    void submit(const common::Job& submitted) {
        intake_.take("broker", std::make_shared<const common::Job>(submitted),
                     answer_of(submitted.key), false);
        turn();
    }
    common::Claim claim_of(const std::string& request, std::int64_t chain,
                           std::vector<common::Stamp> dates, std::uint64_t nonce = NONCE) const {
        return {epoch_, request, chain, std::move(dates), common::WorkerName{"w1"}, nonce};
    }
    void claim(const std::string& request, std::int64_t chain, std::vector<common::Stamp> dates,
               std::uint64_t nonce = NONCE) {
        intake_.take("broker", claim_of(request, chain, std::move(dates), nonce), std::nullopt,
                     now_);
        turn();
    }
    void send(const common::Batch& batch) {
        const auto at = past_.find(batch.key);
        const auto past = intake_.needs_stored_attempt(batch.key) && at != past_.end()
                              ? std::optional{at->second}
                              : std::nullopt;
        intake_.take("worker", batch, past, now_);
        turn();
    }
    WorkerScript attempt(std::int64_t chain, common::Stamp date, std::int32_t number,
                         common::Close opening = cash_only("10000"),
                         std::uint64_t nonce = NONCE) const {
        return {{chain, date, number}, nonce, std::move(opening)};
    }

    void turn() {
        Commit turn = intake_.finish();
        for (const Operation& operation : turn.operations)
            std::visit([&](auto& o) { apply(o); }, operation);
        intake_.committed();
        replies_ = std::move(turn.replies);
        alarms_ = std::move(turn.alarms);
        operations_ = std::move(turn.operations);
    }

    // ---- outputs of the last commit

    template <class M>
    const M& last() {
        const M* found = nullptr;
        for (const Reply& reply : replies_)
            if (const auto* message = std::get_if<M>(&reply.message)) found = message;
        if (found == nullptr) throw std::runtime_error("no such reply");
        return *found;
    }
    template <class M>
    [[nodiscard]] bool answered() const {
        for (const Reply& reply : replies_)
            if (std::holds_alternative<M>(reply.message)) return true;
        return false;
    }
    template <class O>
    [[nodiscard]] std::size_t count() const {
        std::size_t found = 0;
        for (const Operation& operation : operations_)
            found += std::holds_alternative<O>(operation);
        return found;
    }

    // ---- what is stored

    using DayOf = std::tuple<std::string, std::string, common::Stamp>;
    [[nodiscard]] std::size_t rows(const char* job_id, const char* name, common::Stamp date) const {
        const auto at = rows_.find({job_id, name, date});
        return at == rows_.end() ? 0 : at->second.size();
    }
    [[nodiscard]] common::AttemptState attempt_state(std::int64_t chain, common::Stamp date,
                                                     std::int32_t number) const {
        return past_.at({chain, date, number}).state;
    }

    void apply(const RecordEpoch&) {}
    void apply(const RecordJob&) {}
    void apply(const RecordAnswer& o) { answers_[o.key] = {o.request_hash, o.outcome}; }
    void apply(const RecordClaim& o) {
        for (const auto& [date, number] : o.days)
            past_[{o.chain, date, number}] = {o.nonce, 0, common::AttemptState::open};
    }
    void apply(const SaveAttempt& o) {
        StoredAttempt& past = past_.at(o.key);
        past.last_batch = o.last_batch;
        past.state = o.state;
    }
    void apply(const CountLate& o) {
        StoredAttempt& past = past_.at(o.key);
        if (past.last_batch < o.batch) late_[o.key] += o.event_count;
        past.last_batch = std::max(past.last_batch, o.batch);
    }
    void apply(const StoreEvents& o) {
        auto& rows = rows_[{o.names->job, o.names->model, o.date}];
        rows.insert(rows.end(), o.events.begin(), o.events.end());
    }
    void apply(const UpdateFigures&) {}
    void apply(const DeleteRows& o) { rows_.erase({o.names->job, o.names->model, o.date}); }
    void apply(const SaveDay& o) { days_[o.detail] = o; }
    void apply(const SaveClosing& o) { closings_.push_back(o); }
    void apply(const SaveSeriesStats& o) { series_stats_[o.chain] = o.stats; }
    void apply(const SaveJob& o) { jobs_[o.job.value()] = o; }
    void apply(const SaveChange& o) { changes_[o.chain] = o.number; }
    /// All other operations belong to imports, which intake does not plan.
    template <class Import>
    void apply(const Import&) {
        ADD_FAILURE() << "intake decides no import";
    }
    std::optional<StoredAnswer> answer_of(const std::string& key) const {
        const auto at = answers_.find(key);
        return at == answers_.end() ? std::nullopt : std::optional{at->second};
    }

    Intake intake_;
    std::int64_t epoch_ = 0;
    common::UtcTime now_ = NOON;
    std::vector<Reply> replies_;
    std::vector<std::string> alarms_;
    std::vector<Operation> operations_;
    std::map<DayOf, std::vector<common::Event>> rows_;
    std::map<common::AttemptKey, StoredAttempt> past_;
    std::map<common::AttemptKey, std::int64_t> late_;
    std::map<std::int64_t, SaveDay> days_;
    std::vector<SaveClosing> closings_;
    std::map<std::int64_t, common::RunningStats> series_stats_;
    std::map<std::string, SaveJob> jobs_;
    std::map<std::int64_t, std::int64_t> changes_;
    std::map<std::string, StoredAnswer> answers_;
};

}  // namespace tradepit::writer::tests
