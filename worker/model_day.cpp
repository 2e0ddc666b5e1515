#include "worker/model_day.h"

#include <algorithm>
#include <utility>

#include "common/clock.h"
#include "common/portfolio.h"
#include "worker/agents/agent.h"

namespace tradepit::worker {

using common::End;
using common::Ending;

namespace {

End failed(const DayInput& input, Ending ending, std::string error) {
    error.resize(std::min(error.size(), common::ERROR_BYTES_MAX));
    End end;
    end.ending = ending;
    end.opening = input.opening;
    end.close = input.opening;
    end.error = std::move(error);
    return end;
}

/// Passes events on, and knows how long that took: waiting for the pipeline is not the agent's
/// time.
class TimedSink : public EventSink {
public:
    explicit TimedSink(EventSink& sink) : sink_{sink} {}
    void take(std::vector<common::Event> events) override {
        const Wait wait{waited_};
        sink_.take(std::move(events));
    }
    void flush() override {
        const Wait wait{waited_};
        sink_.flush();
    }
    [[nodiscard]] common::Instant waited() const { return waited_; }

private:
    /// Adds the time until it goes out of scope.
    class Wait {
    public:
        explicit Wait(common::Instant& total) : total_{total}, began_{common::steady_now()} {}
        ~Wait() { total_ += common::steady_now() - began_; }
        Wait(const Wait&) = delete;
        Wait& operator=(const Wait&) = delete;

    private:
        common::Instant& total_;
        common::Instant began_;
    };

    EventSink& sink_;
    common::Instant waited_{};
};

End run_agent(const DayInput& input, Agent& agent, TimedSink& sink, const StopFlag& stop) {
    auto opening = common::Portfolio::make(input.opening.cash, input.opening.holdings);
    if (const auto* fault = std::get_if<std::string>(&opening))
        return failed(input, Ending::failed_permanent, "opening: " + *fault);
    auto begun = TradingDay::begin(input, std::get<common::Portfolio>(std::move(opening)), sink);
    if (const auto* unpriced = std::get_if<TradingDay::Unpriced>(&begun))
        return failed(input, Ending::failed_permanent, "opening: " + unpriced->reason);
    auto& day = std::get<TradingDay>(begun);
    if (const auto failure = agent.run(day, stop)) {
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

End run_model_day(const DayInput& input, EventSink& sink, const StopFlag& stop) {
    auto made = make_agent(input.task.agent);
    if (const auto* fault = std::get_if<std::string>(&made))
        return failed(input, Ending::failed_permanent, *fault);
    TimedSink timed{sink};
    const auto began = common::steady_now();
    End end = run_agent(input, *std::get<std::unique_ptr<Agent>>(made), timed, stop);
    const auto agent_time = common::steady_now() - began - timed.waited();
    end.agent_ms = std::chrono::duration_cast<std::chrono::milliseconds>(agent_time).count();
    return end;
}

}  // namespace tradepit::worker
