#pragma once

#include "worker/agents/agent.h"

namespace tradepit::worker {

/// Does again what a recorded model did (ClaimedDay::orders), from its own portfolio and under the
/// market's rules, and compares itself with the record (docs/AGENTS.md, replay). A day without a
/// record is a day without a trade; a recorded trade of 0 is no trade. Differences are no failure:
/// the day's last reasoning step, tool "replay", is the JSON object {"records": n, "matched": m,
/// "differences": [{"line", "kind", …}]}; a day without a record has no such step.
class Replay : public Agent {
public:
    std::optional<AgentFailure> run(TradingDay& day, const StopFlag& stop) override;
};

}  // namespace tradepit::worker
