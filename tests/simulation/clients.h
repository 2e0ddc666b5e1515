#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/world.h"

namespace tradepit::simulation {

struct OperationKind;

/// What one client wants, asked under one key until it is answered for good.
struct Operation {
    const OperationKind* kind = nullptr;
    std::string key;
    common::Instant at{};   ///< asks at this time, the first time or again
    bool gives_up = false;  ///< asks once; that may arrive all the same
    bool over = false;
    std::shared_ptr<const common::Job> job;  ///< of a submission
    std::size_t target = 0;                  ///< of a cancel: the operation that made the job
};

/// One thing that clients ask for. To add another: a row in KINDS (clients.cpp), and what the
/// checker is to ask of it.
struct OperationKind {
    const char* name;
    int weight;  ///< among the others, how often
    /// Settles what is asked for; `earlier` are the operations before it. Gives false when there is
    /// nothing to ask for.
    bool (*plan)(World& world, Operation& operation, const std::vector<Operation>& earlier);
    /// What is sent to the broker now; nothing while it has to wait.
    std::vector<common::Message> (*requests)(World& world, const Operation& operation,
                                             const std::vector<Operation>& all);
};

/// "200 JOB", or the status and the detail of a refusal.
[[nodiscard]] std::string text_of(const common::CommandOutcome& outcome);

/// The users, and query's part in it: each operation is a client of its own.
class Clients {
public:
    explicit Clients(World& world);

    /// Asks what is to be asked now.
    void turn();
    void receive(std::uint64_t client, common::Message message);
    [[nodiscard]] bool over() const;
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

private:
    World& world_;
    std::vector<Operation> operations_;
};

}  // namespace tradepit::simulation
