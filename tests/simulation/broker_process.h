#pragma once

#include <map>

#include "broker/change_feed.h"
#include "broker/command_relay.h"
#include "broker/job_queue.h"
#include "tests/simulation/world.h"

namespace tradepit::simulation {

/// One boot of the broker: JobQueue, ChangeFeed and CommandRelay, and what broker::Server does
/// between them and the sockets.
class BrokerProcess {
public:
    explicit BrokerProcess(World& world);

    void receive(const Address& from, common::Message message);
    /// Sends what follows from everything that was received: requests, claims, assignments.
    void turn();
    /// Whether it was told that another broker took over, after which it exits.
    [[nodiscard]] bool stale() const { return stale_; }
    [[nodiscard]] std::uint64_t nonce() const { return nonce_; }
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

private:
    void on(const Address& from, common::Hello& hello);
    void on(const Address& from, common::SlotFreed& freed);
    void on(const Address& from, common::CommandPart& part);
    void on(const Address& from, common::StaleEpoch& stale);
    void on(const Address& from, common::EpochGranted& granted);
    void on(const Address& from, common::Page& page);
    void on(const Address& from, common::Changes& changes);
    void on(const Address& from, common::Claimed& claimed);
    void on(const Address& from, common::ClaimRefused& ended);
    void on(const Address& from, common::CommandAnswer& answer);
    void on(const Address& from, common::WriterState& state);
    [[nodiscard]] broker::Workers::Incumbent incumbent_of(const common::Hello& hello) const;
    void ask_writer();
    void forward_commands();
    void carry_out();
    void send(const Address& to, common::Message message);

    World& world_;
    const std::uint64_t nonce_;
    broker::ChangeFeed feed_;
    broker::JobQueue queue_;
    broker::CommandRelay commands_;
    struct Peer {
        Address address;
        std::uint64_t nonce = 0;
    };
    std::map<common::WorkerName, Peer> peers_;  ///< where each worker's latest boot is
    bool stale_ = false;
};

}  // namespace tradepit::simulation
