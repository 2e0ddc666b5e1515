"""Writes a job's positions, with their holdings, as CSV or JSON lines. The bench compares the exports of
tradepit-query with it: what somebody would write who has the file and Python's sqlite3.

    export.py DATABASE JOB csv|jsonl OUTPUT
"""

import csv
import json
import sqlite3
import sys

database, job, form, output = sys.argv[1:]
connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
rows = connection.execute(
    "SELECT p.*, d.status FROM positions p JOIN job_details d USING (job_id, date, model)"
    " WHERE p.job_id = ? ORDER BY p.date, p.model, p.action_id",
    (job,),
)
names = [column[0] for column in rows.description] + ["holdings"]
holdings = "SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol"
with open(output, "w", newline="") as file:
    writer = csv.writer(file)
    if form == "csv":
        writer.writerow(names)
    for row in rows:
        held = [{"symbol": s, "quantity": q} for s, q in connection.execute(holdings, row[:1])]
        if form == "csv":
            writer.writerow([*row, json.dumps(held)])
        else:
            file.write(json.dumps(dict(zip(names, [*row, held]))) + "\n")
