#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tests/simulation/slot_run.h"
#include "tests/simulation/world.h"
#include "worker/slots/leases.h"
#include "worker/slots/outbox.h"

namespace tradepit::simulation {

/// A worker: Leases and Outbox, and what worker::Loop does between them, the sockets and the slots.
class WorkerProcess {
public:
    /// @param number of its address. @param name_number makes its name; a twin has that of another
    /// worker.
    WorkerProcess(World& world, std::uint64_t number, std::uint64_t name_number);

    void receive(common::Message message);
    /// Slots do a step, and what is due is sent. If a day kills the worker, it boots anew.
    void turn();
    /// Starts it again after it was killed, with a new nonce and nothing of its former state.
    void boot();
    void drain();
    /// The connection to the writer is a new one.
    void connected_anew() { outbox_.resend_all(); }

    /// Whether it ended because another process has its name. It is not started again by itself.
    [[nodiscard]] bool name_is_taken() const { return name_is_taken_; }
    /// Whether its present boot has this nonce.
    [[nodiscard]] bool has_nonce(std::uint64_t nonce) const { return leases_.nonce() == nonce; }
    /// Whether it holds no lease and all batches were acknowledged.
    [[nodiscard]] bool idle() const { return leases_.empty() && outbox_.empty(); }
    /// Whether a slot has something to do now.
    [[nodiscard]] bool active() const;
    [[nodiscard]] common::Instant next_deadline() const;

private:
    struct Draining {
        common::Instant give_back_at;
        common::Instant end_at;
    };

    void on(common::Assign& assign);
    void on(const common::HelloAnswer& answer);
    void on(const common::Drop& drop);
    void on(const common::Retired& retired);
    void on(const common::NameTaken& taken);
    void on(const common::Ack& ack);
    void on(const common::Superseded& superseded);
    bool run_slots();
    void hear(worker::LeaseNumber number, SlotRun::Report report);
    void start_leases();
    void cut(const common::AttemptKey& key);
    void forget(const std::vector<worker::LeaseNumber>& leases);
    void give_back(worker::LeaseNumber number);
    void send_batches();
    void send_hello();
    [[nodiscard]] common::Hello hello() const;
    [[nodiscard]] Address address() const { return {Address::Role::worker, number_}; }

    World& world_;
    const std::uint64_t number_;
    const common::WorkerName name_;
    const common::Offer slots_;
    worker::Leases leases_;
    worker::Outbox outbox_;
    worker::Room taken_;  ///< of the window
    std::map<worker::LeaseNumber, SlotRun> runs_;
    common::TakenResources usage_;  ///< of the runs
    common::Instant hello_at_;
    std::optional<Draining> draining_;
    bool name_is_taken_ = false;
};

}  // namespace tradepit::simulation
