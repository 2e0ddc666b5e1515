#include "tests/worker/agents/living_day.h"

#include <iterator>

#include "common/accounting/accounting.h"
#include "common/check.h"
#include "common/process/clock.h"

namespace tradepit::worker {

namespace {

class Collect : public common::EventSink {
public:
    explicit Collect(std::vector<common::Event>& events) : events_{events} {}
    void take(std::vector<common::Event> events) override {
        events_.insert(events_.end(), std::make_move_iterator(events.begin()),
                       std::make_move_iterator(events.end()));
    }

private:
    std::vector<common::Event>& events_;
};

std::string text_of(common::Money cash, const std::vector<common::Holding>& holdings) {
    std::string text = "cash " + cash.text();
    for (const auto& holding : holdings)
        text += " " + holding.symbol.value() + " " + holding.quantity.text();
    return text;
}

}  // namespace

LivingDay& LivingDay::bar(const char* symbol, const char* date, const char* open,
                          const char* close) {
    common::Bar bar;
    bar.open = *common::Price::parse(open);
    if (close) bar.close = *common::Price::parse(close);
    prices_.push_back({common::Symbol{symbol}, {{stamp(date), bar}}});
    return *this;
}

LivingDay& LivingDay::cash(const char* amount) {
    opening_.cash = money(amount);
    return *this;
}

LivingDay& LivingDay::holds(const char* symbol, const char* amount) {
    opening_.holdings.push_back({common::Symbol{symbol}, quantity(amount)});
    return *this;
}

LivingDay& LivingDay::orders(std::string json) {
    orders_ = std::move(json);
    return *this;
}

LivingDay& LivingDay::run(const std::string& settings, const char* date, const char* model) {
    auto built = common::PriceSet::build(prices_);
    CHECK(std::holds_alternative<common::PriceSet>(built));
    common::ChainTerms terms;
    terms.model = common::ModelName{model};
    terms.agent = settings;
    const common::ClaimedDay day{stamp(date), 1, orders_};
    events.clear();
    Collect sink{events};
    end = run_model_day(
        {terms, rules, std::get<common::PriceSet>(built), opening_, day, common::steady_now}, sink,
        {.clock = clock, .stop = stop});
    return *this;
}

std::string LivingDay::trades() const {
    std::string text;
    for (const auto& event : events) {
        const auto* row = std::get_if<common::Position>(&event);
        if (!row || row->action == common::Action::no_trade) continue;
        if (!text.empty()) text += ", ";
        text += std::string{common::to_text(row->action)} + " " + row->symbol.value() + " " +
                row->amount.value().text() + " at " + row->price.value().text();
    }
    return text;
}

std::string LivingDay::state() const {
    std::string text;
    for (const auto& event : events)
        if (const auto* row = std::get_if<common::Position>(&event))
            text = text_of(row->cash, row->holdings);
    return text;
}

std::string LivingDay::state_at_close() const {
    return text_of(end.close.cash, end.close.holdings);
}

std::vector<common::Reasoning> LivingDay::said() const {
    std::vector<common::Reasoning> steps;
    for (const auto& event : events)
        if (const auto* step = std::get_if<common::Reasoning>(&event)) steps.push_back(*step);
    return steps;
}

std::string LivingDay::tools() const {
    std::string text;
    for (const auto& event : events)
        if (const auto* usage = std::get_if<common::ToolUsage>(&event))
            text += usage->tool + " " + std::to_string(usage->calls) + " ";
    return text;
}

}  // namespace tradepit::worker
