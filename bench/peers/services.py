"""GET /results of a date and a model, served by FastAPI. The bench compares tradepit-query with it.

DATABASE is the database file. QUERIES=specification runs the queries of the specification's results
service unchanged (section 4.1), with a new connection for each request, as that service does.
QUERIES=ours reads the closing summary, and keeps its connection.
"""

import os
import sqlite3

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

DATABASE = os.environ["DATABASE"]
app = FastAPI()


def connect():
    connection = sqlite3.connect(DATABASE)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def shape(date, model, figures, holdings):
    cash, value, profit, profit_pct, total, total_pct = figures
    positions = dict(holdings)
    positions["CASH"] = cash
    return {
        "date": date,
        "results": [
            {
                "model": model,
                "positions": positions,
                "daily_pnl": {
                    "profit": profit,
                    "return_pct": profit_pct,
                    "portfolio_value": value,
                },
                "cumulative_pnl": {"profit": total, "return_pct": total_pct},
            }
        ],
    }


def results_of_the_specification(date: str, model: str):
    connection = connect()
    try:
        cursor = connection.cursor()
        figures = cursor.execute(
            "SELECT cash, portfolio_value, daily_profit, daily_return_pct, cumulative_profit,"
            " cumulative_return_pct FROM positions WHERE date = ? AND model = ?"
            " ORDER BY action_id DESC LIMIT 1",
            (date, model),
        ).fetchone()
        if figures is None:
            raise HTTPException(404, f"No data found for date {date}")
        holdings = cursor.execute(
            "SELECT h.symbol, h.quantity FROM holdings h JOIN positions p ON h.position_id = p.id"
            " WHERE p.date = ? AND p.model = ? ORDER BY p.action_id DESC LIMIT 100",
            (date, model),
        ).fetchall()
        return shape(date, model, figures, holdings)
    finally:
        connection.close()


if os.environ["QUERIES"] == "specification":
    app.get("/results")(results_of_the_specification)
else:
    kept = connect()

    @app.get("/results")
    async def results(date: str, model: str):
        row = kept.execute(
            "SELECT c.position_id, c.cash, c.portfolio_value, c.daily_profit, c.daily_return_pct,"
            " c.cumulative_profit, c.cumulative_return_pct"
            " FROM job_models m JOIN closings c ON c.chain = m.chain AND c.date = ?"
            " WHERE m.model = ? ORDER BY m.chain DESC LIMIT 1",
            (date, model),
        ).fetchone()
        if row is None:
            raise HTTPException(404, f"No data found for date {date}")
        holdings = kept.execute(
            "SELECT symbol, quantity FROM holdings WHERE position_id = ?", (row[0],)
        ).fetchall()
        return JSONResponse(shape(date, model, row[1:], holdings))
