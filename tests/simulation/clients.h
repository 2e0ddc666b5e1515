#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/tables.h"
#include "tests/simulation/world.h"

namespace tradepit::simulation {

struct Operation;
/// The messages to send to the broker now; none while the operation has to wait for another.
/// `tables`: what query reads.
using Requests = std::vector<common::Message> (*)(World& world, const Operation& operation,
                                                  Tables& tables);

/// What one client wants. It is requested under one key until it is answered for good.
struct Operation {
    Requests requests = nullptr;
    std::string name;  ///< unlike its key, no other operation has it
    std::string key;
    std::string hash;       ///< of the request
    common::Instant at{};   ///< when the request is sent next
    bool gives_up = false;  ///< sends the request once; it may arrive nevertheless
    bool over = false;
    std::shared_ptr<const common::Job> job;  ///< what it submits, or what that is made from
    std::size_t target = 0;  ///< of a cancel or a retry: the operation that made the job
};

/// A kind of operation. To add one, add a row to KINDS (clients.cpp), and let the checker test what
/// it promises.
struct OperationKind {
    const char* name;
    int weight;  ///< how often it is drawn, relative to the others
    /// Draws the details of the operation; `earlier` has the operations before it. @return false
    /// when there is nothing to ask for.
    bool (*plan)(World& world, Operation& operation, const std::vector<Operation>& earlier);
    Requests requests;
};

/// "200 JOB", or the status and the detail of a refusal.
[[nodiscard]] std::string text_of(const common::CommandOutcome& outcome);

/// The users, and what query does for them. Each operation has a client of its own.
class Clients {
public:
    /// `database`: what query reads; it is read only.
    Clients(World& world, SQLite::Database& database);

    /// Sends the requests that are due.
    void turn();
    void receive(std::uint64_t client, common::Message message);
    [[nodiscard]] bool over() const;
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

private:
    World& world_;
    Tables tables_;
    std::vector<Operation> operations_;
};

}  // namespace tradepit::simulation
