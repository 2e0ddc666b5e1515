#include <chrono>
#include <concepts>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/messages/agent_limits.h"
#include "common/text/json.h"
#include "worker/agents/agent.h"
#include "worker/agents/delayed.h"
#include "worker/agents/dice.h"
#include "worker/agents/idle.h"
#include "worker/agents/mock.h"
#include "worker/agents/passive.h"
#include "worker/agents/ranking.h"
#include "worker/agents/replay.h"

namespace tradepit::worker {

namespace {

using nlohmann::json;
using Made = std::variant<std::unique_ptr<Agent>, std::string>;

constexpr auto TOP_MAX = static_cast<std::int64_t>(common::HOLDINGS_MAX);

/// Reads the keys of one agent's settings; the first fault stays.
class Settings {
public:
    explicit Settings(const json& document) : document_{document} {}

    std::int64_t whole(const char* key, std::int64_t absent, std::int64_t least,
                       std::int64_t most) {
        const auto found = document_.find(key);
        if (found == document_.end()) return absent;
        if (!found->is_number_integer() || *found < least || *found > most) {
            if (fault_.empty())
                fault_ = std::string{key} + ": " + found->dump() + " is not a whole number from " +
                         std::to_string(least) + " to " + std::to_string(most);
            return absent;
        }
        return found->get<std::int64_t>();
    }
    [[nodiscard]] const std::string& fault() const { return fault_; }

private:
    const json& document_;
    std::string fault_;
};

std::unique_ptr<Agent> make_ranking(Ranking::Choice choice, Settings& settings) {
    const auto lookback = settings.whole("lookback", 20, 1, common::LOOKBACK_MAX);
    const auto top = settings.whole("top", 5, 1, TOP_MAX);
    return std::make_unique<Ranking>(choice, static_cast<std::size_t>(lookback),
                                     static_cast<std::size_t>(top));
}

std::unique_ptr<Agent> make_kind(const std::string& kind, Settings& settings) {
    if (kind == "buy_and_hold") return std::make_unique<BuyAndHold>();
    if (kind == "equal_weight") return std::make_unique<EqualWeight>();
    if (kind == "momentum") return make_ranking(Ranking::Choice::best, settings);
    if (kind == "mean_reversion") return make_ranking(Ranking::Choice::worst, settings);
    if (kind == "mock") return std::make_unique<Mock>();
    if (kind == "replay") return std::make_unique<Replay>();
    if (kind == "random") {
        const auto seed = settings.whole("seed", 0, std::numeric_limits<std::int64_t>::min(),
                                         std::numeric_limits<std::int64_t>::max());
        return std::make_unique<Dice>(
            seed, static_cast<int>(settings.whole("trades", 3, 0, common::RANDOM_TRADES_MAX)));
    }
    if (kind == "idle") return std::make_unique<Idle>();
    return nullptr;
}

}  // namespace

Made make_agent(std::string_view settings) {
    const auto parsed = common::parse_json(settings);
    if (const auto* fault = std::get_if<common::JsonFault>(&parsed))
        return "agent settings: " + fault->text;
    const auto& document = std::get<json>(parsed);
    const auto kind = document.is_object() ? document.find("kind") : document.end();
    if (kind == document.end() || !kind->is_string())
        return std::string{"agent settings: kind is missing"};
    Settings reader{document};
    auto agent = make_kind(kind->get<std::string>(), reader);
    const auto delay = reader.whole("delay_ms", 0, 0, common::DELAY_MS_MAX);
    if (!reader.fault().empty()) return "agent settings: " + reader.fault();
    if (!agent) return "agent settings: this worker has no agent of kind " + kind->dump();
    if (delay == 0) return agent;
    return std::make_unique<Delayed>(std::move(agent), std::chrono::milliseconds{delay});
}

}  // namespace tradepit::worker
