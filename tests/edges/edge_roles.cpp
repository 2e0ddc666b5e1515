#include "tests/edges/edge_roles.h"

#include <map>
#include <optional>
#include <variant>

#include <SQLiteCpp/Database.h>
#include <nlohmann/json.hpp>

#include "common/accounting/accounting.h"
#include "common/accounting/portfolio.h"
#include "common/check.h"
#include "common/market/price_file.h"
#include "common/messages/messages.h"
#include "common/process/temporary_folder.h"
#include "common/records/record_file.h"
#include "common/records/record_lines.h"
#include "common/records/recorded_orders.h"
#include "common/schema/sql.h"
#include "common/schema/stored_values.h"
#include "common/shapes/shape_check.h"
#include "common/text/json_text.h"
#include "query/api/exports.h"
#include "tests/common/schema/stored_rows.h"
#include "tests/writer/worker_script.h"
#include "writer/imports/imported_bars.h"
#include "writer/intake/intake.h"
#include "writer/intake/job_check.h"
#include "writer/store/store.h"

namespace tradepit::edges {

using namespace common;

namespace {

const Symbol COIN{"COIN"};
const Stamp DATE = *Stamp::parse("2025-10-01");

bool is_quantity(const EdgeRow& row) { return row.kind == "quantity"; }
bool is_price(const EdgeRow& row) { return row.kind == "price"; }

std::string refused(const std::string& why) { return "refused " + why; }

/// "kept" where the text that came back is the value.
std::string compared(const EdgeRow& row, const std::string& back) {
    return back == row.value ? "kept" : "changed to " + back;
}

/// The decimal of a JSON or CSV number, read without a double.
std::string decimal_of(const std::string& number, const EdgeRow& row) {
    const int decimals = is_quantity(row) ? 8 : row.decimals;
    const auto scaled = parse_scaled(number, decimals);
    CHECK(scaled && scaled->exact);
    return scaled_text(scaled->value, decimals);
}

double to_double(const EdgeRow& row) {
    return is_quantity(row) ? Quantity::parse(row.value).value().to_double()
           : is_price(row)  ? Price::parse(row.value).value().to_double()
                            : Money::parse(row.value).value().to_double();
}

/// A portfolio that has the value of the row: as its holding, or as its cash and value.
Close close_of(const EdgeRow& row) {
    if (is_quantity(row)) {
        return {*Money::parse("1"), *Money::parse("1"), {{COIN, *Quantity::parse(row.value)}}};
    }
    return {*Money::parse(row.value), *Money::parse(row.value), {}};
}

std::string text_of(const Close& close, const EdgeRow& row) {
    return is_quantity(row) ? close.holdings.at(0).quantity.text() : close.cash.text();
}

std::string through_text(const EdgeRow& row) {
    if (is_quantity(row)) {
        const auto quantity = Quantity::parse(row.value);
        return quantity ? compared(row, quantity->text()) : refused("no quantity");
    }
    if (is_price(row)) {
        const auto price = Price::parse(row.value, row.decimals);
        return price ? compared(row, price->text()) : refused("no price");
    }
    const auto money = Money::parse(row.value);
    return money ? compared(row, money->text()) : refused("no money");
}

/// A position whose price is the value.
Position position_of(const EdgeRow& row) {
    Position position;
    position.price = Price::parse(row.value).value();
    return position;
}

std::string through_wire(const EdgeRow& row) {
    if (is_price(row)) {
        const auto read = decode_events(encode_events({position_of(row)}));
        if (const auto* fault = std::get_if<Malformed>(&read)) return refused(fault->reason);
        const auto& events = std::get<std::vector<Event>>(read);
        return compared(row, std::get<Position>(events.at(0)).price.value().text());
    }
    const auto decoded = decode(encode(Claimed{"r", 1, close_of(row), {}}));
    if (const auto* fault = std::get_if<Malformed>(&decoded)) return refused(fault->reason);
    return compared(row, text_of(std::get<Claimed>(std::get<Message>(decoded)).opening, row));
}

/// Through the column of the schema that has such a number.
std::string through_row(const EdgeRow& row) {
    SQLite::Database database = database_with_schema(":memory:");
    database.exec("PRAGMA foreign_keys=OFF");
    if (is_quantity(row)) {
        SQLite::Statement insert{
            database, "INSERT INTO holdings (position_id, symbol, quantity) VALUES (1, 'COIN', ?)"};
        run(insert, *Quantity::parse(row.value));
        SQLite::Statement select{database, SELECT_HOLDINGS};
        return compared(row, holdings_of(ask(select, 1)).at(0).quantity.text());
    }
    SQLite::Statement insert{database,
                             "INSERT INTO prices (market, symbol, date, price_set, open)"
                             " VALUES ('m', 'COIN', '2025-10-01', 1, ?)"};
    if (is_price(row))
        run(insert, *Price::parse(row.value));
    else
        run(insert, *Money::parse(row.value));
    SQLite::Statement select{database, "SELECT open FROM prices"};
    auto rows = ask(select);
    CHECK(rows.next());
    return compared(row, is_price(row) ? price_of(rows[0]).text() : money_of(rows[0]).text());
}

/// Through a writer that dies in the middle of a day that opens with the value: the next one loads
/// its state from the file, and the day must end as if nothing had been.
std::string through_reload(const EdgeRow& row) {
    using namespace writer::tests;
    Job submitted = job("j", {D1}, {model("m")});
    submitted.models[0].opening = close_of(row);
    if (const auto fault = writer::fault_of(submitted)) return refused(fault->detail);
    const TemporaryFolder folder;
    const std::string file = folder.file("results.db");
    WorkerScript attempt{{1, D1, 1}, 42, submitted.models[0].opening};
    const auto commit = [](writer::Store& store, writer::Intake& intake) {
        store.commit(intake.finish().operations, NOON);
        intake.committed();
    };
    {
        writer::Store store{file, writer::Synchronous::normal};
        writer::Intake intake{writer::Intake::Limits{}, store.load()};
        intake.take("broker", EpochRequest{7});
        intake.take("broker", std::make_shared<const Job>(submitted), std::nullopt, false);
        intake.take("broker", Claim{1, "r", 1, {D1}, WorkerName{"w1"}, 42}, std::nullopt, NOON);
        commit(store, intake);
        intake.take("worker", attempt.batch({opening_row(attempt.close())}), std::nullopt, NOON);
        commit(store, intake);
    }
    writer::Store store{file, writer::Synchronous::normal};
    writer::Intake intake{writer::Intake::Limits{}, store.load()};
    intake.take("worker", attempt.end(Ending::completed), std::nullopt, NOON);
    commit(store, intake);
    const auto state = store.database()
                           .execAndGet("SELECT state || ' ' || coalesce(error, '') FROM attempts")
                           .getString();
    return state == "completed " ? "kept" : refused(state);
}

/// Through a buy at a price of a millionth and the sale of everything.
std::string through_portfolio(const EdgeRow& row) {
    if (!is_quantity(row)) {
        auto made = Portfolio::make(*Money::parse(row.value), {});
        if (auto* fault = std::get_if<std::string>(&made)) return refused(*fault);
        return compared(row, std::get<Portfolio>(made).cash().text());
    }
    const auto price = *Price::parse("0.000001");
    const auto set =
        std::get<PriceSet>(PriceSet::build({{COIN, {StampedBar{DATE, {price, {}, {}, {}, {}}}}}}));
    const MarketView view{set, DATE};
    MarketRules rules;
    rules.quantity_decimals = row.decimals;
    Portfolio portfolio{*Money::parse("1000000")};
    const auto bought = portfolio.apply({Side::buy, COIN, Amount::read(row.value)}, view, rules);
    if (const auto* refusal = std::get_if<Refusal>(&bought)) return refused(refusal->detail);
    const auto held = portfolio.quantity(COIN);
    const auto sold = portfolio.apply({Side::sell, COIN, Amount{held}}, view, rules);
    if (const auto* refusal = std::get_if<Refusal>(&sold)) return refused(refusal->detail);
    return portfolio.holdings().empty() ? compared(row, held.text()) : "changed to a rest";
}

/// Through the writer's accounting: from a row before to the row that has the value.
std::string through_accounting(const EdgeRow& row) {
    const Close after = close_of(row);
    if (!is_quantity(row)) {
        const auto fault = opening_fault(after);
        return fault ? refused(*fault) : "kept";
    }
    const auto fault =
        transition_fault({after.cash, {}}, {Action::buy, COIN, after.holdings[0].quantity, {}},
                         {after.cash, after.holdings});
    return fault ? refused(*fault) : "kept";
}

/// Reads the only record of a position file, or says why it is refused.
std::variant<Record, std::string> record_of(const std::string& line) {
    auto file = parse_record_file(line);
    if (const auto* fault = std::get_if<FileFault>(&file)) return fault->message();
    return std::get<RecordFile>(std::move(file)).records.at(0);
}

/// Through the price of a trade in a position file that is imported, stored as a double, exported
/// and imported again.
std::string through_recorded_price(const EdgeRow& row) {
    const auto line = [](const std::string& price) {
        return R"({"date": "2025-10-01", "this_action": {"action": "buy", "symbol": "COIN", )"
               R"("amount": 1, "price": )" +
               price + R"(}, "positions": {"COIN": 1, "CASH": 1}})";
    };
    const auto first = record_of(line(row.value));
    if (const auto* fault = std::get_if<std::string>(&first)) return refused(*fault);
    const auto price = std::get<Record>(first).price.value();
    const nlohmann::json stored = price.to_double();
    const auto again = record_of(line(json_text(stored)));
    if (const auto* fault = std::get_if<std::string>(&again)) return refused(*fault);
    return compared(row, std::get<Record>(again).price.value().text());
}

/// Through a position file that is imported, stored as doubles, exported and imported again.
std::string through_record(const EdgeRow& row) {
    if (is_price(row)) return through_recorded_price(row);
    const std::string holding =
        is_quantity(row) ? "\"COIN\": " + row.value + ", \"CASH\": 1" : "\"CASH\": " + row.value;
    const auto first = record_of(R"({"date": "2025-10-01", "positions": {)" + holding + "}}");
    if (const auto* fault = std::get_if<std::string>(&first)) return refused(*fault);
    const auto& record = std::get<Record>(first);
    auto holdings = nlohmann::ordered_json::array();
    for (const auto& [symbol, quantity] : record.holdings)
        holdings.push_back({{"symbol", symbol.value()}, {"quantity", quantity.to_double()}});
    const nlohmann::ordered_json stored{{"date", "2025-10-01"},
                                        {"action_type", "no_trade"},
                                        {"cash", record.cash.to_double()},
                                        {"portfolio_value", record.cash.to_double()},
                                        {"daily_profit", 0.0},
                                        {"cumulative_profit", 0.0},
                                        {"holdings", std::move(holdings)}};
    const auto again = record_of(RecordLines{MarketRules{}}.day({stored}));
    if (const auto* fault = std::get_if<std::string>(&again)) return refused(*fault);
    const auto& back = std::get<Record>(again);
    return compared(row, is_quantity(row) ? back.holdings.at(0).quantity.text() : back.cash.text());
}

/// Through the recorded orders of a replay.
std::string through_order(const EdgeRow& row) {
    RecordedOrder order;
    if (is_price(row)) {
        order.price = Price::parse(row.value);
    } else {
        const Close state = close_of(row);
        order.cash = state.cash;
        order.holdings = state.holdings;
    }
    const auto read = parse_recorded_orders(to_json({order}));
    if (const auto* fault = std::get_if<std::string>(&read)) return refused(*fault);
    const auto& back = std::get<std::vector<RecordedOrder>>(read).at(0);
    if (is_price(row)) return compared(row, back.price.value().text());
    return compared(row, is_quantity(row) ? back.holdings.at(0).quantity.text() : back.cash.text());
}

/// Through an answer in JSON, of which the number's text is read as a decimal.
std::string through_json(const EdgeRow& row) {
    const auto text = json_text(nlohmann::ordered_json{{"number", to_double(row)}});
    const auto begin = text.find(':') + 1;
    return compared(row, decimal_of(text.substr(begin, text.size() - 1 - begin), row));
}

std::string through_csv(const EdgeRow& row) {
    query::ResolvedRequest request;
    request.format = ListFormat::csv;
    request.first_page = false;
    const auto body = json_text(nlohmann::ordered_json{
        {"rows", nlohmann::ordered_json::array({{{"number", to_double(row)}}})}});
    const auto reply = query::exported({200, body, 0}, request, "rows", "number");
    const std::string line{reply.text()};
    return compared(row, decimal_of(line.substr(0, line.find('\r')), row));
}

/// Through a price file, and the writer's check of what it was sent.
std::string through_import(const EdgeRow& row) {
    const auto file =
        parse_price_file("symbol,date,open\nCOIN,2025-10-01," + row.value + "\n", "coins.csv");
    if (const auto* fault = std::get_if<FileFault>(&file)) return refused(fault->text);
    const auto open = std::get<PriceFile>(file).prices.at(0).bars.at(0).bar.open;
    std::vector<WireBar> bars{{COIN, DATE, open, {}, {}, {}, {}}};
    if (const auto fault = writer::put_in_order(bars)) return refused(*fault);
    return compared(row, open.text());
}

/// Through the body of a request, as a text and as a JSON number.
std::string through_body(const EdgeRow& row) {
    const auto from_text = amount_of(nlohmann::json(row.value));
    if (from_text != amount_of(nlohmann::json::parse(row.value)))
        return "changed to another number";
    return from_text ? compared(row, from_text->text()) : refused(amount_rule());
}

using Role = std::string (*)(const EdgeRow&);

const std::vector<std::pair<std::string, Role>>& roles() {
    static const std::vector<std::pair<std::string, Role>> all{{"text", through_text},
                                                               {"wire", through_wire},
                                                               {"row", through_row},
                                                               {"reload", through_reload},
                                                               {"portfolio", through_portfolio},
                                                               {"accounting", through_accounting},
                                                               {"record", through_record},
                                                               {"order", through_order},
                                                               {"json", through_json},
                                                               {"csv", through_csv},
                                                               {"import", through_import},
                                                               {"body", through_body}};
    return all;
}

}  // namespace

const std::vector<std::string>& role_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        for (const auto& [name, role] : roles()) list.push_back(name);
        return list;
    }();
    return names;
}

std::string outcome_of(const EdgeRow& row) {
    for (const auto& [name, role] : roles())
        if (name == row.role) return role(row);
    return refused("no such role");
}

}  // namespace tradepit::edges
