#pragma once

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "broker/job_queue.h"
#include "tests/broker/queue_world.h"

/// A queue with a minimal writer and minimal workers, over a network that loses, repeats and
/// reorders messages. Everything is determined by the seed.
namespace tradepit::broker::testing {

class RandomWorld {
public:
    explicit RandomWorld(std::uint64_t seed);

    /// Moves time by one step, with faults or without.
    void step();
    void end_faults() { faults_ = false; }
    [[nodiscard]] bool all_ended() const;
    /// Descriptions of what happened and must never happen.
    [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }

private:
    struct WriterChain {
        common::Chain facts;
        std::int32_t ended = 0;
        bool cancelled = false;
        /// The newest attempt, by the index of the day.
        std::map<std::int32_t, common::DayAttempt> attempts;
    };
    struct Lease {
        std::int64_t chain = 0;
        std::vector<common::AttemptKey> todo;
    };
    struct Worker {
        common::WorkerName name;
        std::uint64_t nonce = 0;
        std::int64_t epoch = 0;  ///< the newest that it has heard
        std::int32_t slots = 1;
        bool draining = false;
        int paused = 0;
        std::vector<Lease> leases;
        std::vector<common::AttemptKey> finished;  ///< kept until the writer has taken it
    };
    using Delivery = std::function<void()>;

    bool chance(double probability) {
        return std::uniform_real_distribution<>{0, 1}(random_) < probability;
    }
    common::Needs some_needs();
    static common::Offer offered(int slots);
    int pick(int from, int to) { return std::uniform_int_distribution<>{from, to}(random_); }
    void send(Delivery delivery);
    void deliver_some();

    void start_broker();
    void broker_turn();
    void to_broker(Delivery delivery);
    void tell(const common::ChainState& state);

    void make_jobs();
    common::ChainState state_of(std::int64_t number) const;
    bool open(const WriterChain& chain) const {
        return !chain.cancelled &&
               chain.ended < static_cast<std::int32_t>(chain.facts.dates.size());
    }
    bool job_open(const WriterChain& chain) const;
    void announce(std::int64_t number);
    void on_claim(const common::Claim& claim);
    void supersede(WriterChain& chain);
    void check_order(const WriterChain& chain);
    void end_day(const common::AttemptKey& key, AttemptState outcome);

    void on_assign(Worker& worker, const common::Assign& assign);
    void on_reply(Worker& worker, const HelloReply& reply);
    void cut(Worker& worker, std::int64_t chain);
    void work(Worker& worker);
    void reboot(Worker& worker);
    void say_hello(Worker& worker);
    void check_drop(const common::Drop& drop);
    void bring_faults();

    std::mt19937_64 random_;
    bool faults_ = true;
    Instant now_{1h};
    std::vector<Delivery> net_;
    std::vector<std::string> violations_;
    std::map<std::int64_t, WriterChain> chains_;
    std::map<std::string, std::vector<common::AttemptKey>> requests_;
    std::int64_t epoch_ = 0;
    std::uint64_t nonces_ = 0;
    int jobs_max_ = 0;
    std::unique_ptr<JobQueue> queue_;
    std::map<std::int64_t, common::ChainState> told_;  ///< what the queue was told, by chain
    std::vector<Worker> workers_;
};

}  // namespace tradepit::broker::testing
