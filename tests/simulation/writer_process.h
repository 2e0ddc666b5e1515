#pragma once

#include <optional>
#include <vector>

#include "common/messages/parts.h"
#include "common/time.h"
#include "tests/simulation/database.h"
#include "tests/simulation/world.h"
#include "writer/intake/intake.h"
#include "writer/maintenance/cancelled_days.h"

namespace tradepit::simulation {

class Checker;

/// The writer: Intake, Assembly and Store, and what writer::Server does between them and the
/// socket. A turn begins with the first message and ends with commit(). The replies of a turn that
/// does not get there are never sent.
class WriterProcess {
public:
    WriterProcess(World& world, Database& database, Checker& checker);

    void receive(const Address& from, common::Message message);
    /// Whether messages were taken that are not committed yet.
    [[nodiscard]] bool in_turn() const { return in_turn_; }
    void commit();
    /// Gives the turn up, as when the database was locked or full for too long.
    void give_up();
    /// Starts it again after it was killed.
    void restart();

private:
    void on(const writer::Peer& peer, common::EpochRequest& request);
    void on(const writer::Peer& peer, common::PageRequest& request);
    void on(const writer::Peer& peer, common::ChangesRequest& request);
    void on(const writer::Peer& peer, common::Claim& claim);
    void on(const writer::Peer& peer, common::Batch& batch);
    void on(const writer::Peer& peer, common::CommandPart& part);
    void on(const writer::Peer& peer, common::WriterStateRequest& request);
    void carry_out(const writer::Peer& peer, common::Job& job);
    void carry_out(const writer::Peer& peer, const common::CancelJob& request);
    void carry_out(const writer::Peer& peer, const common::RecordRefusal& request);
    /// No client of the simulation asks for maintenance.
    void carry_out(const writer::Peer&, const common::RunMaintenance&) {}
    void decide();
    void mark_cancelled_days();
    void answer();
    [[nodiscard]] common::UtcTime wall() const;

    World& world_;
    Database& database_;
    Checker& checker_;
    writer::Intake intake_;
    common::Assembly parts_{writer::COMMAND_PARTS};
    std::optional<writer::CancelledDays> cancelled_days_;

    // The state of the present turn.
    bool in_turn_ = false;
    std::vector<writer::Operation> operations_;
    std::vector<writer::Reply> replies_;
};

}  // namespace tradepit::simulation
