#include "query/series/track_record.h"

#include "common/events.h"
#include "common/market/market_rules_json.h"
#include "common/schema/stored_values.h"
#include "query/series/markets.h"

namespace tradepit::query {

namespace {

using Holdings = std::vector<common::Holding>;

/// One call of read_track().
class Reading {
public:
    Reading(Reader& reader, Marks& marks, const ModelInJob& series, const TrackQuestion& question)
        : reader_{reader}, marks_{marks}, series_{series}, question_{question} {}

    std::optional<TrackRecord> read() {
        read_job();
        const auto chains = with_predecessors(reader_, series_);
        for (const auto& chain : chains) add_days(chain);
        if (record_.track.days.empty()) return std::nullopt;
        read_opening();
        if (question_.with_trades)
            for (const auto& chain : chains) add_trades(chain);
        if (!question_.benchmark.empty()) add_benchmark();
        return std::move(record_);
    }

private:
    /// Reads the job's price set and the periods per year of its market.
    void read_job() {
        auto rows = reader_.ask("SELECT price_set, rules FROM job_settings WHERE job_id = ?",
                                series_.job_id);
        if (!rows.next()) return;
        price_set_ = {series_.market, rows.integer(0)};
        record_.track.periods_per_year = common::stored_rules(rows.text(1)).periods_per_year;
    }

    /// Adds the chain's days within the span, up to where its successor begins.
    void add_days(const ModelInJob& chain) {
        auto rows = reader_.ask(
            "SELECT date, cash, portfolio_value, position_id, trades FROM closings"
            " WHERE chain = ?1 AND date BETWEEN ?2 AND ?3 AND (?4 = '' OR date < ?4)"
            " ORDER BY date",
            chain.chain, question_.span.from, question_.span.upto, chain.successor_first_date);
        while (rows.next()) {
            record_.track.days.push_back(value_point(rows));
            record_.fills += rows.integer(4);
            record_.last_chain = chain.chain;
        }
    }

    /// The value at the end of a day, at the mark of the question.
    /// @param row has the columns date, cash, portfolio_value and position_id.
    ValuePoint value_point(const Rows& row) {
        ValuePoint point{common::stamp_of(row.text(0)), common::money_of(row[2]),
                         common::money_of(row[1])};
        if (question_.mark == Mark::open) return point;
        auto value = point.cash;
        for (const auto& [symbol, quantity] : holdings_after(row.integer(3))) {
            const auto price = marks_.at(price_set_, symbol.value(), point.date, question_.mark);
            const auto product = price ? common::checked_product(*price, quantity) : std::nullopt;
            if (!product || value + *product > common::MONEY_MAX) return point;
            value += *product;
        }
        point.value = value;
        return point;
    }

    Holdings holdings_after(std::int64_t position_id) {
        return common::holdings_of(reader_.ask(common::SELECT_HOLDINGS, position_id));
    }

    /// Sets the track's opening, carried holdings and initial value.
    void read_opening() {
        // Also where the request names one job, its days open with the predecessor's close.
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
        for (auto chain = chains.rbegin(); chain != chains.rend(); ++chain)
            if (open_with_day_before(first.text(), *chain)) return;
        track.opening = {common::stamp_of(rows.text(0)), record_.initial_value,
                         common::money_of(rows[1])};
        // A chain's opening is stored as valued at the open.
        opening_mark_ = Mark::open;
        track.opening_is_of_first_day = question_.mark == Mark::open && track.opening.date == first;
        carry(common::holdings_of(rows.text(3)));
    }

    /// Opens the track with the chain's last completed day before the date `first`. @return false
    /// where there is no such day.
    bool open_with_day_before(const std::string& first, const ModelInJob& chain) {
        auto rows = reader_.ask(
            "SELECT date, cash, portfolio_value, position_id FROM closings"
            " WHERE chain = ?1 AND date < ?2 AND (?3 = '' OR date < ?3) ORDER BY date DESC LIMIT 1",
            chain.chain, first, chain.successor_first_date);
        if (!rows.next()) return false;
        record_.track.opening = value_point(rows);
        opening_mark_ = question_.mark;
        carry(holdings_after(rows.integer(3)));
        return true;
    }

    /// Adds the holdings at the opening to the track. A holding without a price is left out, so
    /// that no profit is computed for its sale.
    void carry(const Holdings& holdings) {
        if (!question_.with_trades) return;
        for (const auto& [symbol, quantity] : holdings) {
            const auto price =
                marks_.at(price_set_, symbol.value(), record_.track.opening.date, opening_mark_);
            const auto cost = price ? common::checked_product(*price, quantity) : std::nullopt;
            if (cost) record_.track.carried.push_back({symbol.value(), quantity, *cost});
        }
    }

    /// Adds the trades of the days that add_days() takes from the chain.
    void add_trades(const ModelInJob& chain) {
        // The unary plus keeps SQLite from applying the range of dates to `positions` too: it would
        // then read all positions of the job in that range for each day.
        auto rows = reader_.ask(
            "SELECT p.action_type, p.symbol, p.amount, p.price FROM closings c"
            " CROSS JOIN positions p ON p.job_id = ?5 AND p.date = +c.date AND p.model = ?6"
            " WHERE c.chain = ?1 AND c.date BETWEEN ?2 AND ?3 AND (?4 = '' OR c.date < ?4)"
            " AND c.trades > 0 AND p.action_type IN ('buy', 'sell') ORDER BY c.date, p.action_id",
            chain.chain, question_.span.from, question_.span.upto, chain.successor_first_date,
            chain.job_id, chain.model);
        while (rows.next()) {
            const auto quantity = common::quantity_of(rows[2]);
            if (quantity.units() == 0) continue;
            const auto price = common::optional_price_of(rows[3]);
            const auto total = price ? common::checked_product(*price, quantity) : std::nullopt;
            const auto action = common::word_of<common::Action>(rows.text(0), "an action");
            const auto side =
                action == common::Action::buy ? common::Side::buy : common::Side::sell;
            record_.track.trades.push_back({side, rows.text(1), quantity, total});
        }
    }

    /// Sets the benchmark's prices at the opening and on each day, unless one of them is missing.
    /// They are of the market's newest price set, because a benchmark may be imported after the job
    /// ran.
    void add_benchmark() {
        PriceSetKey newest{series_.market, 0};
        {
            auto rows =
                reader_.ask("SELECT newest_set FROM markets WHERE market = ?", series_.market);
            if (rows.next()) newest.price_set = rows.integer(0);
        }
        auto& track = record_.track;
        std::vector<common::Price> prices;
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
    PriceSetKey price_set_{};         ///< the one that the job of series_ uses
    Mark opening_mark_ = Mark::open;  ///< the price at which the opening is valued
    TrackRecord record_{};
};

}  // namespace

std::optional<TrackRecord> read_track(Reader& reader, Marks& marks, const ModelInJob& series,
                                      const TrackQuestion& question) {
    return Reading{reader, marks, series, question}.read();
}

}  // namespace tradepit::query
