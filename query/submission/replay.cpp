#include "query/submission/replay.h"

#include <algorithm>
#include <map>

#include "common/accounting/accounting.h"
#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/records/record_file.h"
#include "common/records/recorded_orders.h"
#include "query/submission/days.h"

namespace tradepit::query {

namespace {

using Orders = std::map<common::Stamp, std::vector<common::RecordedOrder>>;

/// The most warnings about single records that are left out, for each model. One more warning
/// counts the others.
constexpr std::size_t NAMED_RECORDS_MAX = 20;

struct ParsedModel {
    std::string name;
    common::RecordFile file;
    int price_decimals;  ///< of the market
};

/// The last date of all records. They need not be in the order of their dates.
common::Stamp last_date_of(const std::vector<common::Record>& records) {
    auto last = records.front().date;
    for (const auto& record : records) last = std::max(last, record.date);
    return last;
}

/// What the replay agent repeats for `record`, which follows the record `before`.
common::RecordedOrder order_of(const ParsedModel& model, const common::Record& before,
                               const common::Record& record) {
    const auto& file = model.file;
    common::RecordedOrder order;
    order.line = record.line;
    order.id = record.id.value_or(0);
    order.action = record.action.value_or(common::Action::no_trade);
    if (order.action != common::Action::no_trade) {
        order.symbol = record.symbol;
        order.amount = record.amount;
        order.price = common::fill_price(before.cash, record, model.price_decimals);
    }
    order.cash = record.cash;
    order.cash_decimals = file.cash_decimals;
    order.quantity_decimals = file.quantity_decimals;
    order.holdings = record.holdings;
    return order;
}

/// The first record as a no_trade. The replay opens with the cash and holdings after that record,
/// so its action must not be carried out again.
common::RecordedOrder opening_order(const ParsedModel& model) {
    const auto& first = model.file.records.front();
    auto order = order_of(model, first, first);
    order.action = common::Action::no_trade;
    order.symbol = {};
    order.amount = {};
    order.price.reset();
    return order;
}

/// The orders of a model that starts on `from`. Records before `from` or on no date of `dates` are
/// left out, with warnings.
Orders orders_by_date(const ParsedModel& model, const std::vector<common::Stamp>& dates,
                      common::Stamp from, std::vector<std::string>& warnings) {
    Orders orders;
    orders[from].push_back(opening_order(model));
    std::size_t left_out = 0;
    // The first record is the opening.
    for (std::size_t i = 1; i < model.file.records.size(); ++i) {
        const auto& record = model.file.records[i];
        if (std::binary_search(dates.begin(), dates.end(), record.date) && record.date >= from) {
            orders[record.date].push_back(order_of(model, model.file.records[i - 1], record));
        } else if (++left_out <= NAMED_RECORDS_MAX) {
            warnings.push_back(
                model.name + ": line " + std::to_string(record.line) + " is left out: " +
                (record.date < from
                     ? record.date.text() + " is before the model's first day " + from.text()
                     : "the market has no prices on " + record.date.text()));
        }
    }
    if (left_out > NAMED_RECORDS_MAX) {
        warnings.push_back(model.name + ": " + std::to_string(left_out - NAMED_RECORDS_MAX) +
                           " more lines are left out as well");
    }
    return orders;
}

/// The orders as the job carries them, or an error text.
std::variant<std::vector<common::DayOrders>, std::string> encoded_days(const Orders& orders) {
    std::vector<common::DayOrders> days;
    for (const auto& [date, list] : orders) {
        days.push_back({date, common::to_json(list)});
        if (days.back().orders.size() > common::DAY_ORDERS_BYTES_MAX) {
            return "the records of " + date.text() + " take more than " +
                   std::to_string(common::DAY_ORDERS_BYTES_MAX) + " bytes (DAY_ORDERS_BYTES_MAX)";
        }
    }
    return days;
}

/// The portfolio that a model starts with on `from`: the cash and holdings of its first record,
/// which are checked here, and their value on that date. The alternative is an error text.
std::variant<common::Close, std::string> opening_portfolio(Reader& reader, const Market& market,
                                                           common::Stamp from,
                                                           const common::Record& record) {
    if (auto fault = common::opening_fault({record.cash, {}, record.holdings})) {
        return "the first record: " + *fault;
    }
    if (record.holdings.size() > common::HOLDINGS_MAX) {
        return "the first record holds more than " + std::to_string(common::HOLDINGS_MAX) +
               " symbols (HOLDINGS_MAX)";
    }
    auto value = value_at_open(reader, market, from, record.cash, record.holdings);
    if (auto* fault = std::get_if<std::string>(&value)) return "the first record: " + *fault;
    return common::Close{record.cash, std::get<common::Money>(value), record.holdings};
}

/// The model as the job has it, or an error text.
std::variant<common::JobModel, std::string> planned_model(Reader& reader, const Market& market,
                                                          const std::vector<common::Stamp>& dates,
                                                          const ParsedModel& model,
                                                          std::vector<std::string>& warnings) {
    const auto& first = model.file.records.front();
    const auto from = std::lower_bound(dates.begin(), dates.end(), first.date);
    if (from == dates.end()) {
        return "the market has no prices from " + first.date.text() + " to the last record";
    }
    auto opening = opening_portfolio(reader, market, *from, first);
    if (auto* fault = std::get_if<std::string>(&opening)) return *fault;
    auto days = encoded_days(orders_by_date(model, dates, *from, warnings));
    if (auto* fault = std::get_if<std::string>(&days)) return *fault;
    const auto agent = common::default_agent("replay");
    return common::JobModel{common::ModelName{model.name},
                            agent.json,
                            agent.needs,
                            agent.lease_days_max,
                            *from,
                            std::move(std::get<common::Close>(opening)),
                            std::move(std::get<std::vector<common::DayOrders>>(days))};
}

}  // namespace

std::variant<ReplayPlan, std::string> plan_replay(Reader& reader, const Market& market,
                                                  const std::vector<common::Stamp>& calendar,
                                                  const std::vector<RecordedModel>& recorded) {
    std::vector<ParsedModel> models;
    std::optional<DateRange> range;
    const int decimals = common::stored_rules(market.rules).price_decimals;
    for (const auto& each : recorded) {
        auto file = common::parse_record_file(each.text);
        if (const auto* fault = std::get_if<common::FileFault>(&file)) {
            return each.model + ": " + fault->message();
        }
        models.push_back({each.model, std::move(std::get<common::RecordFile>(file)), decimals});
        const auto& records = models.back().file.records;
        if (records.empty()) return each.model + ": there are no records";
        const auto last = last_date_of(records);
        if (!range) range = DateRange{records.front().date, last};
        range->from = std::min(range->from, records.front().date);
        range->upto = std::max(range->upto, last);
    }
    ReplayPlan plan;
    plan.dates = days_of_range(calendar, *range);
    if (plan.dates.empty()) {
        return "the market " + market.name.value() + " has no prices from " + range->from.text() +
               " to " + range->upto.text();
    }
    for (const auto& model : models) {
        auto made = planned_model(reader, market, plan.dates, model, plan.warnings);
        if (const auto* fault = std::get_if<std::string>(&made)) return model.name + ": " + *fault;
        plan.models.push_back(std::move(std::get<common::JobModel>(made)));
    }
    const auto first = std::min_element(
        plan.models.begin(), plan.models.end(),
        [](const auto& left, const auto& right) { return left.first_date < right.first_date; });
    std::erase_if(plan.dates, [&](common::Stamp date) { return date < first->first_date; });
    return plan;
}

}  // namespace tradepit::query
