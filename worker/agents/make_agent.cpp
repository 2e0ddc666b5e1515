#include <algorithm>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/agents/agent_settings.h"
#include "common/text/json.h"
#include "worker/agents/agent.h"
#include "worker/agents/strategies.h"

namespace tradepit::worker {

namespace {

using Made = std::variant<std::unique_ptr<Agent>, std::string>;

/// Runs `agent` and then waits for `delay`, for tests of what happens during a day. The agent's
/// events are sent before the wait, so that a worker that dies during it leaves rows of a day that
/// did not end.
class Delayed : public Agent {
public:
    Delayed(std::unique_ptr<Agent> agent, std::chrono::milliseconds delay)
        : agent_{std::move(agent)}, delay_{delay} {}

    std::optional<AgentFailure> run(common::TradingDay& day,
                                    const AgentServices& services) override {
        auto failure = agent_->run(day, services);
        if (failure) return failure;
        day.flush();
        if (services.stop.wait_for(delay_)) throw Stopped{};
        return std::nullopt;
    }

private:
    std::unique_ptr<Agent> agent_;
    std::chrono::milliseconds delay_;
};

}  // namespace

Made make_agent(std::string_view settings) {
    const auto parsed = common::parse_json(settings);
    if (const auto* fault = std::get_if<common::JsonFault>(&parsed))
        return "agent settings: " + fault->text;
    const auto read = common::read_agent(std::get<nlohmann::json>(parsed), {});
    if (const auto* fault = std::get_if<std::string>(&read)) return "agent settings: " + *fault;
    const auto& agent = std::get<common::AgentSettings>(read);
    const auto* strategy =
        std::find_if(std::begin(STRATEGIES), std::end(STRATEGIES),
                     [&](const Strategy& each) { return each.kind == agent.kind->name; });
    if (strategy == std::end(STRATEGIES))
        return "agent settings: this worker has no agent of kind " + std::string{agent.kind->name};
    auto made = strategy->make(agent);
    const auto delay = agent.value(common::DELAY_SETTING.name);
    if (delay == 0) return made;
    return std::make_unique<Delayed>(std::move(made), std::chrono::milliseconds{delay});
}

}  // namespace tradepit::worker
