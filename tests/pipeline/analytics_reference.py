#!/usr/bin/env python3
"""Computes the figures of GET /analytics from a results file with pandas and numpy, and compares them with answers.

usage: analytics_reference.py RESULTS.db ANSWERS.jsonl

A line of ANSWERS.jsonl is {"asked": {parameter: value}, "answer": body}, and each result in a body names its job.
The script is written from docs/ANALYTICS.md alone, and reads what a model did from the specification's
tables. It prints how many figures agree to 1e-9 (relative to the figure where that is above 1), and exits
with 1 at the first one that does not.
"""
import json
import math
import sqlite3
import sys

import numpy as np
import pandas as pd

TOLERANCE = 1e-9
RATIOS_NOISE = 1e-12
PERCENT_MAX = 2.0 ** 33


class Prices:
    """The marks of one price set, with a row for each date of any symbol and a column for each symbol."""

    def __init__(self, results, market, price_set):
        bars = pd.read_sql_query(
            "SELECT symbol, date, price_set, open, close FROM prices WHERE market = ? AND price_set <= ?",
            results, params=(market, price_set))
        bars = bars.sort_values("price_set").drop_duplicates(["symbol", "date"], keep="last")
        opens = bars.pivot(index="date", columns="symbol", values="open").sort_index()
        closes = bars.assign(last=bars.close.fillna(bars.open)).pivot(index="date", columns="symbol", values="last").sort_index()
        self.close = closes.ffill()
        self.open = opens.where(opens.notna(), self.close)

    def at(self, mark, date, symbol):
        marks = self.open if mark == "open" else self.close
        column = marks.loc[:date, symbol]
        if column.empty or pd.isna(column.iloc[-1]):
            return None
        # After the last date there is no bar, so the mark is the last close.
        return column.iloc[-1] if column.index[-1] == date else self.close.loc[:date, symbol].iloc[-1]


class Model:
    """The completed days of one model in one job, with the trades of each."""

    def __init__(self, results, job, model):
        self.market, self.price_set, rules = results.execute(
            "SELECT market, price_set, rules FROM job_settings WHERE job_id = ?", (job,)).fetchone()
        self.periods = json.loads(rules)["periods_per_year"]
        self.first_date, self.opening_value, self.opening_cash, holdings = results.execute(
            "SELECT first_date, opening_value, opening_cash, opening_holdings FROM job_models WHERE job_id = ? AND model = ?",
            (job, model)).fetchone()
        self.opening_holdings = json.loads(holdings)
        rows = pd.read_sql_query(
            "SELECT p.* FROM positions p JOIN job_details d USING (job_id, date, model)"
            " WHERE job_id = ? AND model = ? AND d.status = 'completed' ORDER BY date, action_id", results, params=(job, model))
        self.days = rows.groupby("date").last().sort_index()
        self.trades = rows[rows.action_type.isin(["buy", "sell"])]
        self.holdings = {date: dict(results.execute("SELECT symbol, quantity FROM holdings WHERE position_id = ?", (int(id),)))
                         for date, id in self.days.id.items()}


def worth(model, prices, mark, date):
    day = model.days.loc[date]
    if mark == "open":
        return float(day.portfolio_value)
    return float(day.cash) + sum(count * prices.at(mark, date, symbol) for symbol, count in model.holdings[date].items())


def finite(value):
    return None if value is None or not math.isfinite(value) else float(value)


def varies(values, scale):
    return len(values) > 0 and np.std(values) > abs(scale) * RATIOS_NOISE


def ratio(mean, deviation, periods):
    return mean / deviation * math.sqrt(periods)


def of_returns(returns, periods):
    figures = {"volatility_pct": None, "sharpe_ratio": None, "sortino_ratio": None, "winning_days_pct": None}
    if len(returns) > 0:
        figures["winning_days_pct"] = np.mean(returns > 0) * 100
        downside = math.sqrt(np.mean(np.minimum(returns, 0) ** 2))
        if downside > 0:
            figures["sortino_ratio"] = ratio(np.mean(returns), downside, periods)
    if len(returns) > 1:
        figures["volatility_pct"] = np.std(returns) * math.sqrt(periods) * 100
    if varies(returns, np.mean(returns) if len(returns) else 0):
        figures["sharpe_ratio"] = ratio(np.mean(returns), np.std(returns), periods)
    return figures


def of_drawdown(values, dates):
    series = pd.Series(values)
    peaks = series.cummax()
    falls = ((peaks - series) / peaks).where(peaks > 0)
    if falls.isna().all():
        return {"max_drawdown_pct": None}, {"peak_date": None, "trough_date": None, "recovery_date": None}
    deepest = falls.max()
    if deepest == 0:
        return {"max_drawdown_pct": 0.0}, {"peak_date": None, "trough_date": None, "recovery_date": None}
    trough = int(falls.idxmax())
    peak = int(series[:trough][series[:trough] == peaks[trough]].index[-1])
    back = series[trough:][series[trough:] >= peaks[trough]]
    return {"max_drawdown_pct": deepest * 100}, {
        "peak_date": dates[peak], "trough_date": dates[trough], "recovery_date": dates[back.index[0]] if len(back) else None}


def of_trades(trades, carried, values):
    held = {symbol: [count, cost] for symbol, (count, cost) in carried.items()}
    profits = []
    for trade in trades.itertuples():
        lot = held.setdefault(trade.symbol, [0.0, 0.0])
        if trade.action_type == "buy":
            lot[0] += trade.amount
            lot[1] += trade.amount * trade.price
            continue
        sold = min(trade.amount, lot[0])
        if sold <= 0:
            continue
        cost = lot[1] * sold / lot[0]
        profits.append(sold * trade.price - cost)
        lot[0] = round(lot[0] - sold, 8)
        lot[1] -= cost
        if lot[0] == 0:
            lot[1] = 0.0
    profits = np.array([profit if abs(profit) > 1e-9 else 0.0 for profit in profits])
    won, lost = profits[profits > 0], profits[profits < 0]
    traded = float((trades.amount * trades.price).sum())
    return {"closed_trades": len(profits),
            "winning_trades_pct": len(won) / len(profits) * 100 if len(profits) else None,
            "profit_factor": won.sum() / -lost.sum() if len(lost) else None,
            "average_win": won.mean() if len(won) else None,
            "average_loss": lost.mean() if len(lost) else None,
            "turnover": traded / 2 / np.mean(values) if np.mean(values) > 0 else None,
            "fees": 0.0}


def of_benchmark(prices, own, total, kept, periods):
    names = ("benchmark_return_pct", "excess_return_pct", "alpha_pct", "beta", "tracking_error_pct", "information_ratio")
    figures = dict.fromkeys(names)
    if prices is None or any(price is None for price in prices):
        return figures
    prices = np.array(prices)
    figures["benchmark_return_pct"] = (prices[-1] / prices[0] - 1) * 100
    if total is not None:
        figures["excess_return_pct"] = total - figures["benchmark_return_pct"]
    market = (prices[1:] / prices[:-1] - 1)[kept]
    difference = own - market
    if varies(market, np.mean(market) if len(market) else 0):
        figures["beta"] = np.cov(own, market, ddof=0)[0, 1] / np.var(market)
        figures["alpha_pct"] = (own.mean() - figures["beta"] * market.mean()) * periods * 100
    if len(difference) > 1:
        figures["tracking_error_pct"] = difference.std() * math.sqrt(periods) * 100
    if varies(difference, abs(own.mean()) + abs(market.mean()) if len(own) else 0):
        figures["information_ratio"] = ratio(difference.mean(), difference.std(), periods)
    return figures


def figures_of(results, asked, result):
    model = Model(results, result["job_id"], result["model"])
    mark = asked.get("mark", "open")
    prices = Prices(results, model.market, model.price_set)
    dates = [date for date in model.days.index
             if asked.get("start_date", "") <= date and date[:10] <= asked.get("end_date", "9999")]
    before = [date for date in model.days.index if date < dates[0]]
    if before:
        began, at, opening = before[-1], mark, worth(model, prices, mark, before[-1])
        holdings = model.holdings[began]
    else:
        began, at, opening, holdings = model.first_date, "open", model.opening_value, model.opening_holdings
    values = np.array([opening] + [worth(model, prices, mark, date) for date in dates])
    one_point = not before and mark == "open" and began == dates[0] and values[0] == values[1]
    kept = (values[:-1] > 0) & ~(np.arange(len(dates)) == (0 if one_point else -1))
    returns = (values[1:] - values[:-1])[kept] / values[:-1][kept]

    total = (values[-1] - values[0]) / values[0] * 100 if values[0] > 0 else None
    calendar_days = (pd.Timestamp(dates[-1][:10]) - pd.Timestamp(dates[0][:10])).days + 1
    yearly = None
    if values[0] > 0:
        yearly = min(((max(values[-1], 0) / values[0]) ** (365 / calendar_days) - 1) * 100, PERCENT_MAX)
    figures = {"total_return_pct": total, "annualized_return_pct": yearly, **of_returns(returns, model.periods)}
    fall, drawdown = of_drawdown(values, [began] + dates)
    figures |= fall
    deepest = fall["max_drawdown_pct"]
    figures["calmar_ratio"] = yearly / deepest if deepest and yearly is not None else None
    carried = {symbol: (count, count * prices.at(at, began, symbol)) for symbol, count in holdings.items()}
    figures |= of_trades(model.trades[model.trades.date.isin(dates)], carried, values[1:])
    cash = model.days.cash[dates].to_numpy()
    invested = (values[1:] - cash)[values[1:] > 0] / values[1:][values[1:] > 0]
    figures["exposure_pct"] = invested.mean() * 100 if len(invested) else None
    benchmark = None
    if "benchmark" in asked:
        newest, = results.execute("SELECT newest_set FROM markets WHERE market = ?", (model.market,)).fetchone()
        marks = Prices(results, model.market, newest)
        benchmark = [marks.at(at, began, asked["benchmark"])] + [marks.at(mark, date, asked["benchmark"]) for date in dates]
    figures |= of_benchmark(benchmark, returns, total, kept, model.periods)
    return figures, drawdown


def compare(where, figures, drawdown, result):
    assert result["drawdown"] == drawdown, f"{where}: drawdown is {result['drawdown']}, computed is {drawdown}"
    for name, value in figures.items():
        ours, theirs = finite(value), result[name]
        agree = ours is None and theirs is None
        if ours is not None and theirs is not None:
            agree = abs(ours - theirs) <= TOLERANCE * max(1, abs(ours))
        if not agree:
            sys.exit(f"{where}: {name} is {theirs}, computed is {ours}")
    return len(figures)


def main():
    database, answers = sys.argv[1:]
    results = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    agreed, nulls = 0, 0
    with open(answers, encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            for result in document["answer"]["results"]:
                figures, drawdown = figures_of(results, document["asked"], result)
                agreed += compare(f"{result['model']} {document['asked']}", figures, drawdown, result)
                nulls += sum(value is None for value in figures.values())
    print(f"{agreed} figures agree, {nulls} of them null")


if __name__ == "__main__":
    main()
