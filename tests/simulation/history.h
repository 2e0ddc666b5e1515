#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::simulation {

/// The result of one run of an agent, as its worker had it.
struct Produced {
    std::vector<common::Event> events;
    common::Close opening;
    common::Close close;
    common::Ending ending = common::Ending::completed;
};

/// The answers that one client got under its key.
struct Asked {
    std::string key;
    std::string hash;               ///< of the request
    std::set<std::string> answers;  ///< status and job or detail; a 503 is not recorded
    common::JobId cancels;          ///< the job that it cancels, if it is a cancel
};

/// What happened outside the database, for the checker to compare the database with. Of the
/// simulated programs only the clients read it: for what they asked before, and for what a database
/// would tell them at length.
struct History {
    std::vector<std::string> wrong;  ///< the violations that were found so far
    std::map<common::AttemptKey, std::int64_t> acknowledged;  ///< the last acknowledged batch
    std::map<common::AttemptKey, int> runs;                   ///< how often the agent was started
    std::map<common::AttemptKey, Produced> produced;
    std::vector<Asked> asked;                                          ///< by client
    std::map<common::JobId, std::shared_ptr<const common::Job>> jobs;  ///< all that were submitted

    /// How often each fault, and each situation that a rule is for, occurred, by its name.
    std::map<std::string, int> fault_counts;
};

}  // namespace tradepit::simulation
