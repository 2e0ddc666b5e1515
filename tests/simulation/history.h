#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::simulation {

/// What one run of an agent came to, as its worker had it.
struct Produced {
    std::vector<common::Event> events;
    common::Close opening;
    common::Close close;
    common::Ending ending = common::Ending::completed;
};

/// What a client asked for and was told, under one key.
struct Asked {
    std::string key;
    std::set<std::string> answers;  ///< status and job or detail, but for 503
    common::JobId cancels;          ///< the job that it cancels, if it is a cancel
};

/// What happened outside the database, for the checker to hold the database against. Nobody else
/// reads it.
struct History {
    std::vector<std::string> wrong;                           ///< seen on the way
    std::map<common::AttemptKey, std::int64_t> acknowledged;  ///< the last batch that was
    std::map<common::AttemptKey, int> runs;                   ///< of the agent
    std::map<common::AttemptKey, Produced> produced;
    std::vector<Asked> asked;                                          ///< by client
    std::map<common::JobId, std::shared_ptr<const common::Job>> jobs;  ///< all that were asked for

    /// A sign that the adversary did bring something about; by what it was.
    std::map<std::string, int> notes;
};

}  // namespace tradepit::simulation
