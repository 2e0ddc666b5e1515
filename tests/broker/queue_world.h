#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "broker/job_queue.h"
#include "common/messages/messages.h"

/// A queue with a clock that only the test moves, and functions that name what happens to the
/// queue. Every step checks the queue's invariants.
namespace tradepit::broker::testing {

using common::AttemptState;
using common::CPU;
using common::Instant;
using common::need;
using common::Order;
using common::ResourceName;
using common::WAIT;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""us;

inline common::Stamp day_stamp(int day) {
    const auto text = "2025-" + std::string{day < 28 ? "01-" : "02-"} +
                      (day % 28 + 1 < 10 ? "0" : "") + std::to_string(day % 28 + 1);
    return common::Stamp::parse(text).value();
}

inline std::vector<common::Stamp> days(const std::vector<int>& which) {
    std::vector<common::Stamp> stamps;
    for (const auto day : which) stamps.push_back(day_stamp(day));
    return stamps;
}

struct ChainSpec {
    std::int64_t chain = 1;
    std::int64_t job = 1;
    int days = 3;
    std::int32_t job_chains = 1;
    std::int32_t priority = 0;
    Order order = Order::model;
    common::Needs needs = need(CPU);
    std::int32_t lease_days_max = 1;
    std::vector<std::int32_t> skipped = {};
    int first_day = 0;
    common::ChainState state = {};
};

inline common::Chain make_chain(const ChainSpec& spec) {
    common::Chain chain;
    chain.terms.job = common::JobId{"job-" + std::to_string(spec.job)};
    chain.terms.model = common::ModelName{"model-" + std::to_string(spec.chain)};
    chain.job_number = spec.job;
    chain.job_chains = spec.job_chains;
    chain.priority = spec.priority;
    chain.order = spec.order;
    chain.needs = spec.needs;
    chain.lease_days_max = spec.lease_days_max;
    for (int day = 0; day < spec.days; ++day)
        chain.dates.push_back(day_stamp(spec.first_day + day));
    chain.skipped = spec.skipped;
    chain.state = spec.state;
    chain.state.chain = spec.chain;
    return chain;
}

inline common::DayAttempt attempt_at(int day, int attempt, AttemptState state,
                                     const std::string& worker = "w", std::uint64_t nonce = 1,
                                     int started = 1) {
    return {.date = day_stamp(day),
            .attempt = attempt,
            .worker = common::WorkerName{worker},
            .nonce = nonce,
            .state = state,
            .attempts_spent = started};
}

inline common::Held held(std::int64_t chain, int day, int attempt, bool finished = false,
                         std::int64_t agent_ms = 0) {
    return {.key = {chain, day_stamp(day), attempt}, .finished = finished, .agent_ms = agent_ms};
}

class QueueWorld : public ::testing::Test {
protected:
    Instant now{1h};
    JobQueue queue{{.lease = 10s, .time_limit = 10min, .resend = 250ms}};
    std::vector<common::Claim> claims;    ///< of the last decide()
    std::vector<Assignment> assignments;  ///< of the last decide()
    std::vector<Stop> stops;              ///< of the last decide()
    std::vector<HelloReply> replies;      ///< to the last hello()
    std::int64_t heard_epoch = 0;         ///< as the workers say in hello()
    /// Whether the boot that has the worker's name is connected during hello().
    Workers::Incumbent incumbent = Workers::Incumbent::gone;

    void live() {
        queue.begin(7, 99);
        queue.go_live(now);
    }
    void learn(const ChainSpec& spec) { queue.learn(make_chain(spec), now); }

    /// A heartbeat that offers slots; the nonce tells boots apart.
    void hello(const std::string& worker, std::int32_t computing, std::int32_t waiting = 0,
               std::vector<common::Held> shown = {}, std::uint64_t nonce = 1,
               bool draining = false) {
        replies =
            queue.hello({.worker = common::WorkerName{worker},
                         .nonce = nonce,
                         .epoch = heard_epoch,
                         .slots = {{ResourceName{CPU}, computing}, {ResourceName{WAIT}, waiting}},
                         .draining = draining,
                         .held = std::move(shown)},
                        now, incumbent);
        queue.check_invariants();
    }

    /// Lets the queue decide, and stores the claims, assignments and stops that result.
    void decide() {
        claims.clear();
        assignments.clear();
        stops.clear();
        for (auto& decision : queue.decide(now)) {
            if (auto* claim = std::get_if<common::Claim>(&decision))
                claims.push_back(std::move(*claim));
            else if (auto* stop = std::get_if<Stop>(&decision))
                stops.push_back(std::move(*stop));
            else
                assignments.push_back(std::get<Assignment>(std::move(decision)));
        }
        queue.check_invariants();
    }

    /// Lets time pass, with a decide() at each deadline of the queue. `claims` then holds the
    /// claims of all steps.
    void pass(Instant time) {
        const auto end = now + time;
        std::vector<common::Claim> all;
        while (now < end) {
            const auto due = queue.next_deadline().value_or(end);
            now = std::clamp(due, now + 1us, end);
            decide();
            all.insert(all.end(), claims.begin(), claims.end());
        }
        claims = all;
    }

    /// Answers a claim as the writer does, with attempt number `attempt` for each of its days, and
    /// decides.
    void grant(const common::Claim& claim, int attempt = 1) {
        common::Claimed answer{.request = claim.request, .chain = claim.chain};
        for (const auto& date : claim.dates)
            answer.days.push_back({.date = date, .attempt = attempt});
        queue.claimed(answer, now);
        decide();
    }

    void merge(std::int64_t chain, std::int32_t ended,
               std::vector<common::DayAttempt> attempts = {}, bool cancelled = false) {
        queue.merge({.chain = chain,
                     .ended_days = ended,
                     .cancelled = cancelled,
                     .attempts = std::move(attempts)},
                    now);
        queue.check_invariants();
    }

    void freed(std::int64_t chain, int day, int attempt, const std::string& worker = "w",
               std::uint64_t nonce = 1) {
        queue.slot_freed({.worker = common::WorkerName{worker},
                          .nonce = nonce,
                          .last = {chain, day_stamp(day), attempt}});
        queue.check_invariants();
    }

    /// Decides. @return the chains that were claimed, in order.
    std::vector<std::int64_t> claimed_chains() {
        decide();
        std::vector<std::int64_t> chains;
        for (const auto& claim : claims) chains.push_back(claim.chain);
        return chains;
    }

    template <class Reply>
    std::vector<Reply> replies_of() const {
        std::vector<Reply> found;
        for (const auto& reply : replies)
            if (const auto* one = std::get_if<Reply>(&reply)) found.push_back(*one);
        return found;
    }
};

}  // namespace tradepit::broker::testing
