#include <map>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "common/accounting/accounting.h"
#include "common/accounting/portfolio.h"
#include "common/records/record_file.h"
#include "tests/common/shared_data.h"

namespace tradepit::common {
namespace {

/// The result of carrying out the recorded orders of a model.
struct Outcome {
    size_t records = 0;
    size_t same = 0;
    size_t filled = 0;
    Portfolio portfolio{Money()};
    Figures last;
    std::string first_difference = "none";
};

class RecordedBooks : public SharedData {
protected:
    static Outcome replay(const std::string& market, const std::string& model) {
        return replay(market, model, prices_of(market));
    }

    static Outcome replay(const std::string& market, const std::string& model,
                          const PriceSet& prices) {
        const auto rules = rules_of(market);
        const auto path =
            shared_data() / market / "agent_data" / model / "position" / "position.jsonl";
        const auto file = std::get<RecordFile>(parse_record_file(content_of(path)));
        const auto& first = file.records.front();
        Outcome outcome;
        outcome.portfolio = std::get<Portfolio>(Portfolio::make(first.cash, first.holdings));
        Stamp today;
        for (const auto& record : file.records) {
            if (record.date != today) outcome.portfolio.start_day();
            today = record.date;
            apply(record, {prices, today}, rules, outcome);
            ++outcome.records;
            const auto& portfolio = outcome.portfolio;
            if (file.same_cash(portfolio.cash(), record) &&
                file.same_holdings(portfolio.holdings(), record)) {
                ++outcome.same;
            } else if (outcome.first_difference == "none") {
                outcome.first_difference = "line " + std::to_string(record.line) + ": " +
                                           portfolio.cash().text() + " is not " +
                                           record.cash.text();
            }
        }
        const auto worth = value_of(outcome.portfolio, {prices, today});
        outcome.last = figures(std::get<Money>(worth), first.cash, first.cash);
        return outcome;
    }

    /// The market's prices with one open raised by a cent.
    static PriceSet with_a_cent_more(std::string_view market, const Symbol& symbol, Stamp stamp) {
        auto prices = file_of(std::string(market)).prices;
        for (auto& [name, bars] : prices) {
            for (auto& [date, bar] : bars) {
                if (name == symbol && date == stamp)
                    bar.open = *Price::make(bar.open.units() + 10'000, Price::DECIMALS_MIN);
            }
        }
        return std::get<PriceSet>(PriceSet::build(std::move(prices)));
    }

    /// Carries out the order of a record, and checks the new books with transition_fault(), as the
    /// writer does.
    static void apply(const Record& record, const MarketView& view, const MarketRules& rules,
                      Outcome& outcome) {
        if (!record.action || *record.action == Action::no_trade) return;
        if (record.amount == Quantity()) return;
        const auto before = outcome.portfolio;
        const Side side = *record.action == Action::buy ? Side::buy : Side::sell;
        const auto answer =
            outcome.portfolio.apply({side, record.symbol, Amount(record.amount)}, view, rules);
        if (const auto* refusal = std::get_if<Refusal>(&answer)) {
            ADD_FAILURE() << "line " << record.line << ": " << refusal->detail;
            return;
        }
        ++outcome.filled;
        const auto& fill = std::get<Fill>(answer);
        EXPECT_EQ(transition_fault({before.cash(), before.holdings()},
                                   {*record.action, fill.symbol, fill.quantity, fill.price},
                                   {outcome.portfolio.cash(), outcome.portfolio.holdings()}),
                  std::nullopt);
    }
};

TEST_F(RecordedBooks, AreReproducedForEveryUsModel) {
    const struct {
        const char* model;
        size_t records;
        size_t filled;
        const char* cash;
        const char* value;
        const char* cumulative;
    } table[] = {
        {"claude-3.7-sonnet", 69, 66, "33.57", "10931.924", "9.31924"},
        {"deepseek-chat-v3.1", 67, 60, "15.41", "11610.887", "16.10887"},
        {"gemini-2.5-flash", 83, 71, "365.995", "10030.126", "0.30126"},
        {"gpt-5", 54, 45, "71.75", "11035.055", "10.35055"},
    };
    size_t records = 0;
    for (const auto& expected : table) {
        const auto outcome = replay("us-daily", expected.model);
        EXPECT_EQ(outcome.records, expected.records) << expected.model;
        EXPECT_EQ(outcome.same, expected.records)
            << expected.model << " " << outcome.first_difference;
        EXPECT_EQ(outcome.filled, expected.filled) << expected.model;
        EXPECT_EQ(outcome.portfolio.cash().text(), expected.cash) << expected.model;
        EXPECT_EQ(outcome.last.value.text(), expected.value) << expected.model;
        EXPECT_EQ(outcome.last.cumulative_return.text(), expected.cumulative) << expected.model;
        records += outcome.same;
    }
    EXPECT_EQ(records, 273u);
}

TEST_F(RecordedBooks, DifferFromTheTradeOnWhosePriceIsACentOff) {
    const auto prices = with_a_cent_more("us-daily", Symbol("MRVL"), *Stamp::parse("2025-10-29"));
    const auto outcome = replay("us-daily", "gpt-5", prices);
    EXPECT_EQ(outcome.same, 53u);
    EXPECT_EQ(outcome.first_difference, "line 54: 71.73 is not 71.75");
}

TEST_F(RecordedBooks, AreReproducedOnTheAShareMarket) {
    const auto outcome = replay("astock-daily", "claude-3.7-sonnet");
    EXPECT_EQ(outcome.records, 125u);
    EXPECT_EQ(outcome.same, 125u) << outcome.first_difference;
}

}  // namespace
}  // namespace tradepit::common
