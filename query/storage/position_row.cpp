#include "query/storage/position_row.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/text/json_text.h"

namespace tradepit::query {

std::string select_positions_where(std::string_view where) {
    // The index has the rows in the order in which all callers ask for them, so that nothing is
    // sorted.
    return std::string{
               "SELECT p.id, p.job_id, p.date, p.model, p.action_id, p.action_type, p.symbol,"
               " p.amount, p.price, p.cash, p.portfolio_value, p.daily_profit, p.daily_return_pct,"
               " p.cumulative_profit, p.cumulative_return_pct, p.created_at"
               " FROM positions p INDEXED BY idx_positions_unique WHERE "} +
           std::string{where};
}

void PositionRows::read_status(const Rows& rows) {
    // The rows of a model-day follow each other, and have one status.
    if (date_ == rows.view(2) && model_ == rows.view(3) && job_id_ == rows.view(1)) return;
    job_id_ = rows.view(1);
    date_ = rows.view(2);
    model_ = rows.view(3);
    auto found =
        reader_.ask("SELECT status FROM job_details WHERE job_id = ? AND date = ? AND model = ?",
                    job_id_, date_, model_);
    CHECK(found.next());  // positions are written in the transaction that writes it
    status_ = found.text(0);
}

void PositionRows::read_holdings(std::int64_t position) {
    holdings_.clear();
    if (!rows_ || position != next_position_) {
        rows_.reset();
        // Rows can be neither copied nor moved.
        rows_.reset(new Rows{reader_.ask(  // NOLINT(modernize-make-unique)
            "SELECT position_id, symbol, quantity FROM holdings"
            " INDEXED BY idx_holdings_position_id WHERE position_id >= ? ORDER BY position_id",
            position)});
        has_row_ = rows_->next();
    }
    for (; has_row_ && rows_->integer(0) == position; has_row_ = rows_->next()) {
        const auto quantity = (*rows_)[2];
        HeldRow held{.symbol = rows_->text(1), .is_whole = quantity.isInteger()};
        if (held.is_whole)
            held.whole = quantity.getInt64();
        else
            held.fraction = quantity.getDouble();
        holdings_.push_back(std::move(held));
    }
    next_position_ = position + 1;
    // They were stored by symbol, but the index does not say so.
    if (!std::ranges::is_sorted(holdings_, {}, &HeldRow::symbol))
        std::ranges::sort(holdings_, {}, &HeldRow::symbol);
}

void PositionRows::print_holdings() {
    holdings_text_ = '[';
    for (const auto& held : holdings_) {
        if (holdings_text_.size() > 1) holdings_text_ += ',';
        holdings_text_ += "{\"symbol\":";
        common::append_string(holdings_text_, held.symbol);
        holdings_text_ += ",\"quantity\":";
        if (held.is_whole)
            common::append_integer(holdings_text_, held.whole);
        else
            common::append_number(holdings_text_, held.fraction);
        holdings_text_ += '}';
    }
    holdings_text_ += ']';
}

void PositionRows::write(const Rows& rows, RowText& text) {
    // In the order of select_positions_where().
    constexpr std::array NAMES{"id",
                               "job_id",
                               "date",
                               "model",
                               "action_id",
                               "action_type",
                               "symbol",
                               "amount",
                               "price",
                               "cash",
                               "portfolio_value",
                               "daily_profit",
                               "daily_return_pct",
                               "cumulative_profit",
                               "cumulative_return_pct",
                               "created_at"};
    int column = 0;
    for (const char* name : NAMES) text.value(name, rows, column++);
    read_status(rows);
    text.value("status", status_);
    read_holdings(rows.integer(0));
    print_holdings();
    text.nested("holdings", holdings_text_);
}

void each_day_row(Reader& reader, const std::string& job_id, const std::string& model,
                  const std::string& date,
                  const std::function<void(const nlohmann::ordered_json&)>& take) {
    static const std::string SQL =
        select_positions_where("p.job_id = ? AND p.date = ? AND p.model = ? ORDER BY p.action_id");
    PositionRows writer{reader};
    auto rows = reader.ask(Sql::of_static(SQL), job_id, date, model);
    RowText text{common::ListFormat::json};
    while (rows.next()) {
        text.begin();
        writer.write(rows, text);
        take(nlohmann::ordered_json::parse(text.end()));
    }
}

}  // namespace tradepit::query
