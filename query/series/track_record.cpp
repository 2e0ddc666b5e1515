#include "query/series/track_record.h"

#include "common/events.h"
#include "common/schema/stored_values.h"
#include "query/series/markets.h"

namespace tradepit::query {

namespace {

using Holdings = std::vector<common::Holding>;

/// Reads one track.
class Reading {
public:
    Reading(Reader& reader, Marks& marks, const ModelInJob& series, const TrackQuestion& question)
        : reader_{reader}, marks_{marks}, series_{series}, question_{question} {}

    std::optional<TrackRecord> read() {
        read_job();
        const auto chains = with_predecessors(reader_, series_);
        for (const auto& each : chains) add_days(each);
        if (record_.track.days.empty()) return std::nullopt;
        read_opening();
        if (question_.with_trades)
            for (const auto& each : chains) add_trades(each);
        if (!question_.benchmark.empty()) add_benchmark();
        return std::move(record_);
    }

private:
    void read_job() {
        auto rows = reader_.ask("SELECT price_set, rules FROM job_settings WHERE job_id = ?",
                                series_.job_id);
        if (!rows.next()) return;
        set_ = {series_.market, rows.integer(0)};
        record_.track.periods_per_year = periods_per_year(rows.text(1));
    }

    void add_days(const ModelInJob& each) {
        auto rows = reader_.ask(
            "SELECT date, cash, portfolio_value, position_id, trades FROM closings"
            " WHERE chain = ?1 AND date BETWEEN ?2 AND ?3 AND (?4 = '' OR date < ?4)"
            " ORDER BY date",
            each.chain, question_.span.from, question_.span.upto, each.successor_first_date);
        while (rows.next()) {
            record_.track.days.push_back(value_point(rows));
            record_.fills += rows.integer(4);
            record_.last_chain = each.chain;
        }
    }

    /// The value at the end of a day. @param row its date, cash, portfolio_value and position_id.
    ValuePoint value_point(const Rows& row) {
        ValuePoint point{common::stamp_of(row.text(0)), common::money_of(row[2]),
                         common::money_of(row[1])};
        if (question_.mark == Mark::open) return point;
        auto value = point.cash;
        for (const auto& [symbol, quantity] : holdings_after(row.integer(3))) {
            const auto price = marks_.at(set_, symbol.value(), point.date, question_.mark);
            const auto product = price ? common::checked_product(*price, quantity) : std::nullopt;
            if (!product || value + *product > common::MONEY_MAX) return point;
            value += *product;
        }
        point.value = value;
        return point;
    }

    Holdings holdings_after(std::int64_t position) {
        return common::holdings_of(reader_.ask(common::SELECT_HOLDINGS, position));
    }

    void read_opening() {
        auto whole = series_;
        whole.without_predecessors = false;
        const auto chains = with_predecessors(reader_, whole);
        auto rows = reader_.ask(
            "SELECT first_date, opening_cash, opening_value, opening_holdings FROM job_models"
            " WHERE chain = ?",
            chains.front().chain);
        if (!rows.next()) return;
        record_.initial_value = common::money_of(rows[2]);
        auto& track = record_.track;
        const auto first = track.days.front().date;
        for (auto each = chains.rbegin(); each != chains.rend(); ++each)
            if (opens_with_day_of(*each, first.text())) return;
        track.opening = {common::stamp_of(rows.text(0)), record_.initial_value,
                         common::money_of(rows[1])};
        opening_mark_ = Mark::open;
        track.opens_at_first_day = question_.mark == Mark::open && track.opening.date == first;
        carry(common::holdings_of(rows.text(3)));
    }

    bool opens_with_day_of(const ModelInJob& each, const std::string& first) {
        auto rows = reader_.ask(
            "SELECT date, cash, portfolio_value, position_id FROM closings"
            " WHERE chain = ?1 AND date < ?2 AND (?3 = '' OR date < ?3) ORDER BY date DESC LIMIT 1",
            each.chain, first, each.successor_first_date);
        if (!rows.next()) return false;
        record_.track.opening = value_point(rows);
        opening_mark_ = question_.mark;
        carry(holdings_after(rows.integer(3)));
        return true;
    }

    void carry(const Holdings& holdings) {
        if (!question_.with_trades) return;
        for (const auto& [symbol, quantity] : holdings) {
            const auto price =
                marks_.at(set_, symbol.value(), record_.track.opening.date, opening_mark_);
            const auto cost = price ? common::checked_product(*price, quantity) : std::nullopt;
            if (cost) record_.track.carried.push_back({symbol.value(), quantity, *cost});
        }
    }

    void add_trades(const ModelInJob& each) {
        // The unary plus keeps SQLite from applying the range of dates to `positions` too: it would
        // then read all positions of the job in that range for each day.
        auto rows = reader_.ask(
            "SELECT p.action_type, p.symbol, p.amount, p.price FROM closings c"
            " CROSS JOIN positions p ON p.job_id = ?5 AND p.date = +c.date AND p.model = ?6"
            " WHERE c.chain = ?1 AND c.date BETWEEN ?2 AND ?3 AND (?4 = '' OR c.date < ?4)"
            " AND c.trades > 0 AND p.action_type IN ('buy', 'sell') ORDER BY c.date, p.action_id",
            each.chain, question_.span.from, question_.span.upto, each.successor_first_date,
            each.job_id, each.model);
        while (rows.next()) {
            const auto quantity = common::quantity_of(rows[2]);
            if (quantity.units() == 0) continue;
            const auto total = common::checked_product(common::money_of(rows[3]), quantity);
            if (!total) continue;
            const auto action = common::word_of<common::Action>(rows.text(0), "an action");
            const auto side =
                action == common::Action::buy ? common::Side::buy : common::Side::sell;
            record_.track.trades.push_back({side, rows.text(1), quantity, *total});
        }
    }

    /// Sets the benchmark's prices at the opening and on each day, unless one of them is missing.
    void add_benchmark() {
        PriceSetKey newest{series_.market, 0};
        {
            auto rows =
                reader_.ask("SELECT newest_set FROM markets WHERE market = ?", series_.market);
            if (rows.next()) newest.price_set = rows.integer(0);
        }
        auto& track = record_.track;
        std::vector<common::Money> prices;
        const auto add = [&](common::Stamp date, Mark mark) {
            if (const auto price = marks_.at(newest, question_.benchmark, date, mark))
                prices.push_back(*price);
        };
        add(track.opening.date, opening_mark_);
        for (const auto& day : track.days) add(day.date, question_.mark);
        if (prices.size() == track.days.size() + 1) track.benchmark = std::move(prices);
    }

    Reader& reader_;
    Marks& marks_;
    const ModelInJob& series_;
    const TrackQuestion& question_;
    PriceSetKey set_{};
    Mark opening_mark_ = Mark::open;
    TrackRecord record_{};
};

}  // namespace

std::optional<TrackRecord> read_track(Reader& reader, Marks& marks, const ModelInJob& series,
                                      const TrackQuestion& question) {
    return Reading{reader, marks, series, question}.read();
}

}  // namespace tradepit::query
