#pragma once

#include <string>
#include <vector>

#include "common/market/market_rules_json.h"
#include "common/messages/messages.h"
#include "worker/agents/model_day.h"

/// Model-days that need no agent and can be told apart, for tests of the code that runs and sends
/// them.
namespace tradepit::worker {

inline common::Money money(std::int64_t dollars) {
    return common::Money::from_millionths(dollars * 1'000'000);
}

inline common::Close close_of(std::int64_t dollars) {
    return {.cash = money(dollars), .value = money(dollars), .holdings = {}};
}

inline common::Event step(std::int32_t number, std::string content = "thinks") {
    common::Reasoning reasoning;
    reasoning.step = number;
    reasoning.content = std::move(content);
    return reasoning;
}

/// The end of a completed day, one dollar richer than it opened.
inline common::End richer(const common::DayInput& input) {
    common::End end;
    end.opening = input.opening;
    end.close = input.opening;
    end.close.cash += money(1);
    end.close.value += money(1);
    return end;
}

inline common::End failed(const common::DayInput& input, common::Ending ending, std::string error) {
    common::End end;
    end.ending = ending;
    end.opening = input.opening;
    end.close = input.opening;
    end.error = std::move(error);
    return end;
}

/// An assignment of consecutive days from 1 October 2025 on, opened with 100 dollars, in a waiting
/// slot.
inline common::Assign october(std::int64_t chain, int days, std::int32_t attempt = 1) {
    common::Assign assign;
    assign.epoch = 1;
    assign.nonce = 7;
    assign.chain = chain;
    assign.needs = common::need(common::WAIT);
    assign.terms.market = common::MarketName{"us-daily"};
    common::MarketRules rules;
    rules.name = assign.terms.market;
    assign.terms.rules = common::to_json(rules);
    assign.opening = close_of(100);
    for (int day = 1; day <= days; ++day) {
        const auto text = std::string{"2025-10-"} + (day < 10 ? "0" : "") + std::to_string(day);
        assign.days.push_back(
            {.date = *common::Stamp::parse(text), .attempt = attempt, .orders = {}});
    }
    return assign;
}

}  // namespace tradepit::worker
