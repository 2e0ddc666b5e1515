#!/usr/bin/env python3
"""Recomputes buy_and_hold and equal_weight from a price file, and compares every day with a results file.

usage: recompute.py PRICES.jsonl RESULTS.db JOB [LOT]

The script is written from docs/AGENTS.md and the accounting rules alone. It computes in whole numbers: money
in millionths, quantities in whole shares. It prints how many days agree, and exits with 1 at the first
difference.
"""
import json
import sqlite3
import sys
from decimal import Decimal


def read_prices(path):
    """{symbol: {date: (open, close or None)}} in millionths."""
    prices = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            meta = document["Meta Data"]
            symbol = meta.get("2. Symbol") or meta["2. Digital Currency Code"]
            series = next(value for key, value in document.items() if key.startswith("Time Series"))
            prices[symbol] = {
                date: (millionths(bar["1. buy price"]), millionths(bar.get("4. sell price")))
                for date, bar in series.items()
            }
    return prices


def millionths(text):
    if text is None:
        return None
    scaled = Decimal(str(text)) * 1_000_000
    assert scaled == int(scaled), f"{text} has more than six decimals"
    return int(scaled)


def by_bytes(symbols):
    return sorted(symbols, key=lambda symbol: symbol.encode())


class Portfolio:
    def __init__(self, prices, cash, lot):
        self.prices, self.cash, self.lot, self.held = prices, cash, lot, {}

    def mark(self, symbol, date):
        series = self.prices[symbol]
        if date in series:
            return series[date][0]
        before = max(day for day in series if day < date)
        opened, closed = series[before]
        return opened if closed is None else closed

    def value(self, date):
        return self.cash + sum(count * self.mark(symbol, date) for symbol, count in self.held.items())

    def lots(self, budget, price):
        return max(budget, 0) // price // self.lot * self.lot

    def move(self, symbol, count, price):
        self.cash -= count * price
        self.held[symbol] = self.held.get(symbol, 0) + count
        if not self.held[symbol]:
            del self.held[symbol]


def buy_and_hold(portfolio, date, opens):
    if portfolio.held:
        return
    left = len(opens)
    for symbol in by_bytes(opens):
        share = portfolio.cash // left
        left -= 1
        count = portfolio.lots(share, opens[symbol])
        if count:
            portfolio.move(symbol, count, opens[symbol])


def equal_weight(portfolio, date, opens):
    share = portfolio.value(date) // len(opens)
    target = {symbol: portfolio.lots(share, price) for symbol, price in opens.items()}
    for symbol in by_bytes(opens):
        surplus = portfolio.held.get(symbol, 0) - target[symbol]
        if surplus > 0:
            portfolio.move(symbol, -surplus, opens[symbol])
    for symbol in by_bytes(opens):
        missing = target[symbol] - portfolio.held.get(symbol, 0)
        count = min(missing, portfolio.lots(portfolio.cash, opens[symbol]))
        if missing > 0 and count:
            portfolio.move(symbol, count, opens[symbol])


def percent(part, whole):
    """part ÷ whole × 100 in millionths, rounded half to even."""
    quotient, rest = divmod(part * 100_000_000, whole)
    if 2 * rest > whole or (2 * rest == whole and quotient % 2):
        quotient += 1
    return quotient


def stored(real):
    return round(Decimal(repr(float(real))) * 1_000_000)


def compare(results, job, model, decide, prices, lot):
    cash, = results.execute("SELECT opening_cash FROM job_models WHERE job_id = ? AND model = ?", (job, model)).fetchone()
    dates = [date for date, in results.execute(
        "SELECT date FROM job_details WHERE job_id = ? AND model = ? AND status = 'completed' ORDER BY date", (job, model))]
    portfolio = Portfolio(prices, stored(cash), lot)
    opening = previous = portfolio.cash
    for date in dates:
        decide(portfolio, date, {symbol: series[date][0] for symbol, series in prices.items() if date in series})
        value = portfolio.value(date)
        expected = (portfolio.cash, value, value - previous, percent(value - previous, previous), value - opening,
                    percent(value - opening, opening), dict(sorted(portfolio.held.items())))
        last, *row = results.execute(
            "SELECT id, cash, portfolio_value, daily_profit, daily_return_pct, cumulative_profit, cumulative_return_pct"
            " FROM positions WHERE job_id = ? AND model = ? AND date = ? ORDER BY action_id DESC LIMIT 1",
            (job, model, date)).fetchone()
        held = dict(results.execute("SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol", (last,)))
        found = (*map(stored, row), held)
        if found != expected:
            sys.exit(f"{model} on {date}: the file has {found}, recomputed is {expected}")
        previous = value
    return len(dates)


def main():
    path, database, job, *rest = sys.argv[1:]
    prices = read_prices(path)
    results = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    for model, decide in (("buy_and_hold", buy_and_hold), ("equal_weight", equal_weight)):
        days = compare(results, job, model, decide, prices, int(rest[0]) if rest else 1)
        assert days > 0, f"{model} has no completed day"
        print(f"{model}: {days} days agree")


if __name__ == "__main__":
    main()
