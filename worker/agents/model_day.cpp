#include "worker/agents/model_day.h"

#include <utility>

#include "common/accounting/portfolio.h"

namespace tradepit::worker {

using common::End;
using common::Ending;

namespace {

End failed(const common::DayInput& input, Ending ending, std::string error) {
    return end_without_completion(ending, input.opening, std::move(error));
}

End run_agent(const common::DayInput& input, Agent& agent, common::EventSink& sink,
              const AgentServices& services) {
    auto opening = common::Portfolio::make(input.opening.cash, input.opening.holdings);
    if (const auto* fault = std::get_if<std::string>(&opening))
        return failed(input, Ending::failed_permanent, "opening: " + *fault);
    auto begun =
        common::TradingDay::begin(input, std::get<common::Portfolio>(std::move(opening)), sink);
    if (const auto* unpriced = std::get_if<common::TradingDay::Unpriced>(&begun))
        return failed(input, Ending::failed_permanent, "opening: " + unpriced->reason);
    auto& day = std::get<common::TradingDay>(begun);
    if (const auto failure = agent.run(day, services)) {
        const bool permanent = failure->kind == AgentFailure::Kind::permanent;
        return failed(input, permanent ? Ending::failed_permanent : Ending::failed_transient,
                      failure->error);
    }
    End end;
    end.ending = Ending::completed;
    end.opening = input.opening;
    end.close = day.close();
    return end;
}

}  // namespace

End run_model_day(const common::DayInput& input, common::EventSink& sink,
                  const AgentServices& services) {
    auto made = make_agent(input.terms.agent);
    if (const auto* fault = std::get_if<std::string>(&made))
        return failed(input, Ending::failed_permanent, *fault);
    return run_agent(input, *std::get<std::unique_ptr<Agent>>(made), sink, services);
}

End end_without_completion(Ending ending, const common::Close& opening, std::string error) {
    End end;
    end.ending = ending;
    end.opening = opening;
    end.close = opening;
    end.error = std::move(error);
    return end;
}

}  // namespace tradepit::worker
