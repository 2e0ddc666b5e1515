#include "query/series/closes.h"

#include <stdexcept>

namespace tradepit::query {

namespace {

template <class Value>
Value sound(const std::optional<Value>& value, const char* what) {
    if (!value) unreadable(what);
    return *value;
}

std::optional<Ended> first_of(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return Ended{
        .chain = rows.integer(0), .job_id = rows.text(1), .date = stored_stamp(rows.text(2))};
}

}  // namespace

void unreadable(const std::string& what) {
    throw std::runtime_error("the database has " + what + " that cannot be read");
}

common::Money stored_money(double value) {
    return sound(common::Money::from_double(value), "an amount of money");
}

common::Quantity stored_quantity(double value) {
    return sound(common::Quantity::from_double(value), "a quantity");
}

common::Stamp stored_stamp(const std::string& text) {
    return sound(common::Stamp::parse(text), "a date");
}

std::optional<Ended> last_completed(Reader& reader, const Competitor& who) {
    return first_of(reader.ask(
        "SELECT m.chain, m.job_id, t.date FROM job_models m"
        " CROSS JOIN standings t ON t.chain = m.chain"
        " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.answers >= ?3"
        " WHERE m.model = ?1 AND m.market = ?2 ORDER BY t.date DESC, m.chain DESC LIMIT 1",
        who.model.value(), who.market.value(), who.answering ? 1 : 0));
}

std::optional<Ended> completed_on(Reader& reader, const Competitor& who, common::Stamp date) {
    return first_of(reader.ask(
        "SELECT m.chain, m.job_id, c.date FROM job_models m"
        " CROSS JOIN closings c ON c.chain = m.chain AND c.date = ?4"
        " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.answers >= ?3"
        " CROSS JOIN jobs j ON j.job_id = m.job_id AND j.status IN ('completed', 'partial')"
        " WHERE m.model = ?1 AND m.market = ?2 ORDER BY m.chain DESC LIMIT 1",
        who.model.value(), who.market.value(), who.answering ? 1 : 0, date.text()));
}

std::set<common::Stamp> completed_dates(Reader& reader, const Competitor& who) {
    std::set<common::Stamp> dates;
    auto rows = reader.ask(
        "SELECT DISTINCT c.date FROM job_models m CROSS JOIN closings c ON c.chain = m.chain"
        " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.answers >= ?3"
        " CROSS JOIN jobs j ON j.job_id = m.job_id AND j.status IN ('completed', 'partial')"
        " WHERE m.model = ?1 AND m.market = ?2",
        who.model.value(), who.market.value(), who.answering ? 1 : 0);
    while (rows.next()) dates.insert(stored_stamp(rows.text(0)));
    return dates;
}

std::string open_job_of(Reader& reader, const Competitor& who) {
    auto rows = reader.ask(
        "SELECT j.job_id FROM jobs j CROSS JOIN job_models m"
        " ON m.job_id = j.job_id AND m.model = ? AND m.market = ?"
        " WHERE j.status IN ('pending', 'running') LIMIT 1",
        who.model.value(), who.market.value());
    return rows.next() ? rows.text(0) : std::string{};
}

std::optional<common::Close> close_before(Reader& reader, std::int64_t chain, common::Stamp from) {
    common::Close close;
    std::int64_t position = 0;
    {
        auto rows = reader.ask(
            "SELECT cash, portfolio_value, position_id FROM closings"
            " WHERE chain = ? AND date < ? ORDER BY date DESC LIMIT 1",
            chain, from.text());
        if (!rows.next()) return std::nullopt;
        close.cash = stored_money(rows.real(0));
        close.value = stored_money(rows.real(1));
        position = rows.integer(2);
    }
    auto rows = reader.ask(
        "SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol", position);
    while (rows.next())
        close.holdings.push_back({common::Symbol{rows.text(0)}, stored_quantity(rows.real(1))});
    return close;
}

}  // namespace tradepit::query
