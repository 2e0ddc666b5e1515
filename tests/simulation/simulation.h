#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/broker_process.h"
#include "tests/simulation/checker.h"
#include "tests/simulation/clients.h"
#include "tests/simulation/database.h"
#include "tests/simulation/worker_process.h"
#include "tests/simulation/world.h"
#include "tests/simulation/writer_process.h"

namespace tradepit::simulation {

/// A whole pipeline for one seed: one writer, a broker and its ghosts (brokers that were replaced
/// and go on), workers, clients, and an adversary that kills, pauses and replaces them. The faults
/// stop after Plan::faulty_steps; then everything must come to its end.
class Simulation {
public:
    /// Clears `database`, which no other seed may use until this one has run.
    Simulation(std::uint64_t seed, Database& database);

    /// Called with the time and a description for every letter that arrives and every fault.
    using Follower = std::function<void(common::Instant, const std::string&)>;
    void follow(Follower follower) { follow_ = std::move(follower); }

    /// @return what went wrong, each thing once; nothing when all checks pass.
    std::vector<std::string> run();
    /// How often each fault, and each situation that a rule is for, occurred, by its name.
    [[nodiscard]] const std::map<std::string, int>& fault_counts() const {
        return world_.history.fault_counts;
    }

private:
    /// A program that may be paused. Letters that reach it meanwhile wait in its inbox.
    template <class Program>
    struct Seat {
        template <class... Arguments>
        explicit Seat(Arguments&&... arguments) : program(std::forward<Arguments>(arguments)...) {}
        Program program;
        common::Instant away_until{};
        std::vector<Letter> inbox;
    };
    using BrokerSeat = Seat<BrokerProcess>;
    using WorkerSeat = Seat<WorkerProcess>;

    void note(const std::string& fault);
    void step();
    void advance();
    void bring_faults();
    void bring_writer_faults();
    void bring_broker_faults();
    void bring_worker_faults();
    void run_brokers();
    void run_workers();
    [[nodiscard]] bool is_connected(const Address& worker, std::uint64_t nonce);
    void deliver_some();
    void deliver(Letter letter);
    BrokerSeat* broker_for(const Address& address);
    void pause(common::Instant& away_until);
    [[nodiscard]] bool over();
    [[nodiscard]] bool writer_down() const { return world_.now < writer_away_until_; }

    Follower follow_;
    World world_;
    Checker checker_;
    WriterProcess writer_;
    common::Instant writer_away_until_{};
    std::vector<Letter> writer_inbox_;
    std::unique_ptr<BrokerSeat> broker_;
    std::vector<std::unique_ptr<BrokerSeat>> ghosts_;
    std::vector<std::unique_ptr<WorkerSeat>> workers_;
    Clients clients_;
};

}  // namespace tradepit::simulation
