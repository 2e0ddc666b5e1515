-- A small file of schema 1: one job of two models that has ended. Written by .dump of sqlite3.
BEGIN TRANSACTION;
CREATE TABLE attempts (
    chain INTEGER NOT NULL,
    date TEXT NOT NULL,
    attempt INTEGER NOT NULL,         -- from 1; the fencing token
    claim INTEGER NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('open', 'completed', 'failed', 'released', 'refused', 'superseded')),
    started INTEGER NOT NULL DEFAULT 0,
    last_batch INTEGER NOT NULL DEFAULT 0,
    events INTEGER NOT NULL DEFAULT 0,
    digest BLOB,                      -- running digest of its events
    error TEXT,
    late_events INTEGER NOT NULL DEFAULT 0,  -- came after it was superseded or refused; not stored
    PRIMARY KEY (chain, date, attempt),
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "attempts" VALUES(1,'2025-10-01',1,1,'completed',1,1,2,X'1111111111111111111111111111111111111111111111111111111111111111',NULL,0);
INSERT INTO "attempts" VALUES(1,'2025-10-02',1,2,'completed',1,1,1,X'1111111111111111111111111111111111111111111111111111111111111111',NULL,0);
INSERT INTO "attempts" VALUES(1,'2025-10-03',1,3,'completed',1,1,1,X'1111111111111111111111111111111111111111111111111111111111111111',NULL,0);
INSERT INTO "attempts" VALUES(2,'2025-10-01',1,4,'completed',1,1,1,X'1111111111111111111111111111111111111111111111111111111111111111',NULL,0);
INSERT INTO "attempts" VALUES(2,'2025-10-02',1,5,'completed',1,1,1,X'1111111111111111111111111111111111111111111111111111111111111111',NULL,0);
INSERT INTO "attempts" VALUES(2,'2025-10-03',1,6,'completed',1,1,1,X'1111111111111111111111111111111111111111111111111111111111111111',NULL,0);
CREATE TABLE maintenance_tasks (
    task INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,               -- a name of common/shapes/maintenance_tasks.h
    state TEXT NOT NULL CHECK(state IN ('running', 'done', 'failed')),
    options TEXT NOT NULL,            -- JSON
    done INTEGER NOT NULL DEFAULT 0,  -- pages, of `total`
    total INTEGER NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '{}',  -- JSON; failed: {"error": why}
    started_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE TABLE claims (
    claim INTEGER PRIMARY KEY AUTOINCREMENT,
    request TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    chain INTEGER NOT NULL,
    worker TEXT NOT NULL,
    nonce TEXT NOT NULL,              -- the worker's boot, hexadecimal
    claimed_at TEXT NOT NULL,
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
);
INSERT INTO "claims" VALUES(1,'r2',1,1,'w1','0000000000000007','2025-10-06T09:00:00.000000Z');
INSERT INTO "claims" VALUES(2,'r3',1,1,'w1','0000000000000007','2025-10-06T09:00:00.000000Z');
INSERT INTO "claims" VALUES(3,'r4',1,1,'w1','0000000000000007','2025-10-06T09:00:00.000000Z');
INSERT INTO "claims" VALUES(4,'r5',1,2,'w1','0000000000000007','2025-10-06T09:00:00.000000Z');
INSERT INTO "claims" VALUES(5,'r6',1,2,'w1','0000000000000007','2025-10-06T09:00:00.000000Z');
INSERT INTO "claims" VALUES(6,'r7',1,2,'w1','0000000000000007','2025-10-06T09:00:00.000000Z');
CREATE TABLE closings (
    chain INTEGER NOT NULL,
    date TEXT NOT NULL,
    position_id INTEGER NOT NULL,     -- the day's last row
    cash REAL NOT NULL,
    portfolio_value REAL NOT NULL,
    daily_profit REAL NOT NULL,
    daily_return_pct REAL NOT NULL,
    cumulative_profit REAL NOT NULL,
    cumulative_return_pct REAL NOT NULL,
    days INTEGER NOT NULL,            -- completed ones
    trades_to_date INTEGER NOT NULL,
    peak_value REAL NOT NULL,
    max_drawdown_pct REAL NOT NULL,   -- a positive percentage
    returns INTEGER NOT NULL,         -- how many returns between consecutive values
    returns_mean REAL NOT NULL,       -- of them, as fractions (Welford)
    returns_m2 REAL NOT NULL,
    first_return REAL,                -- of the series' first day, which is not among them; NULL where
                                      -- the opening is that day, or was worth 0
    trades INTEGER NOT NULL,          -- of this day
    PRIMARY KEY (chain, date),
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "closings" VALUES(1,'2025-10-01',2,5000.0,10000.0,0.0,0.0,0.0,0.0,1,1,10000.0,0.0,0,0.0,0.0,NULL,1);
INSERT INTO "closings" VALUES(1,'2025-10-02',3,5000.0,10050.0,50.0,0.5,50.0,0.5,2,1,10050.0,0.0,1,0.005,0.0,NULL,0);
INSERT INTO "closings" VALUES(1,'2025-10-03',4,5000.0,9950.0,-100.0,-0.995025,-50.0,-0.5,3,1,10050.0,9.9502487562189056991e-01,2,-2.47512437810945302302e-03,1.11754968936412469259e-04,NULL,0);
INSERT INTO "closings" VALUES(2,'2025-10-01',5,10000.0,10000.0,0.0,0.0,0.0,0.0,1,0,10000.0,0.0,0,0.0,0.0,NULL,0);
INSERT INTO "closings" VALUES(2,'2025-10-02',6,10000.0,10000.0,0.0,0.0,0.0,0.0,2,0,10000.0,0.0,1,0.0,0.0,NULL,0);
INSERT INTO "closings" VALUES(2,'2025-10-03',7,10000.0,10000.0,0.0,0.0,0.0,0.0,3,0,10000.0,0.0,2,0.0,0.0,NULL,0);
CREATE TABLE epochs (
    epoch INTEGER PRIMARY KEY AUTOINCREMENT,
    nonce TEXT NOT NULL UNIQUE,
    granted_at TEXT NOT NULL
);
INSERT INTO "epochs" VALUES(1,'000000000000002a','2025-10-06T09:00:00.000000Z');
CREATE TABLE holdings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    position_id INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    FOREIGN KEY (position_id) REFERENCES positions(id) ON DELETE CASCADE
);
INSERT INTO "holdings" VALUES(1,2,'AAPL',50);
INSERT INTO "holdings" VALUES(2,3,'AAPL',50);
INSERT INTO "holdings" VALUES(3,4,'AAPL',50);
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,             -- a job id, or a JSON object; refused: why, as text or (422) a JSON array
    created_at TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "idempotency" VALUES('kept key','hash',200,'{"job_id":"kept"}','2025-10-06T09:00:00.000000Z');
CREATE TABLE job_details (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    date TEXT NOT NULL,
    model TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('pending', 'running', 'completed', 'failed', 'cancelled', 'skipped')),
    started_at TEXT,
    completed_at TEXT,
    duration_seconds REAL,
    error TEXT,
    FOREIGN KEY (job_id) REFERENCES jobs(job_id) ON DELETE CASCADE
);
INSERT INTO "job_details" VALUES(1,'kept','2025-10-01','alpha','completed','2025-10-06T09:00:00.000000Z','2025-10-06T09:00:00.000000Z',0.25,NULL);
INSERT INTO "job_details" VALUES(2,'kept','2025-10-02','alpha','completed','2025-10-06T09:00:00.000000Z','2025-10-06T09:00:00.000000Z',0.25,NULL);
INSERT INTO "job_details" VALUES(3,'kept','2025-10-03','alpha','completed','2025-10-06T09:00:00.000000Z','2025-10-06T09:00:00.000000Z',0.25,NULL);
INSERT INTO "job_details" VALUES(4,'kept','2025-10-01','beta','completed','2025-10-06T09:00:00.000000Z','2025-10-06T09:00:00.000000Z',0.25,NULL);
INSERT INTO "job_details" VALUES(5,'kept','2025-10-02','beta','completed','2025-10-06T09:00:00.000000Z','2025-10-06T09:00:00.000000Z',0.25,NULL);
INSERT INTO "job_details" VALUES(6,'kept','2025-10-03','beta','completed','2025-10-06T09:00:00.000000Z','2025-10-06T09:00:00.000000Z',0.25,NULL);
CREATE TABLE job_models (
    chain INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    model TEXT NOT NULL,
    market TEXT NOT NULL,
    agent TEXT NOT NULL,              -- settings, JSON
    needs TEXT NOT NULL,              -- resources that a day takes of its worker, by commas
    lease_days_max INTEGER NOT NULL,
    first_date TEXT NOT NULL,
    days INTEGER NOT NULL,            -- dates that it runs, skipped ones included
    first_detail INTEGER NOT NULL,    -- job_details row of first_date; its later dates follow it
    opening_cash REAL NOT NULL,
    opening_value REAL NOT NULL,
    opening_holdings TEXT NOT NULL,   -- JSON {symbol: quantity}
    predecessor INTEGER,              -- the chain that it goes on from
    change_number INTEGER NOT NULL DEFAULT 0,
    UNIQUE (job_id, model),
    FOREIGN KEY (job_id) REFERENCES jobs(job_id) ON DELETE CASCADE
);
INSERT INTO "job_models" VALUES(1,'kept','alpha','us','{"kind":"buy_and_hold"}','cpu',1,'2025-10-01',3,1,10000.0,10000.0,'{}',NULL,3);
INSERT INTO "job_models" VALUES(2,'kept','beta','us','{"kind":"idle"}','cpu',1,'2025-10-01',3,4,10000.0,10000.0,'{}',NULL,6);
CREATE TABLE job_orders (
    chain INTEGER NOT NULL,
    date TEXT NOT NULL,
    orders TEXT NOT NULL,
    PRIMARY KEY (chain, date),
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE job_settings (
    job_number INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    market TEXT NOT NULL,
    price_set INTEGER NOT NULL,
    price_hash TEXT NOT NULL,
    rules TEXT NOT NULL,              -- the market's rules, JSON
    day_order TEXT NOT NULL CHECK(day_order IN ('model', 'date')),
    priority INTEGER NOT NULL,
    read_by_default INTEGER NOT NULL, -- 0: only requests that name the job get its results
    warnings TEXT NOT NULL,           -- JSON array
    total INTEGER NOT NULL,           -- model-days, by status
    completed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    dual_write INTEGER NOT NULL DEFAULT 0,  -- 1: its records go to files, too
    FOREIGN KEY (job_id) REFERENCES jobs(job_id) ON DELETE CASCADE
);
INSERT INTO "job_settings" VALUES(1,'kept','kept','us',1,'5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f','{"name":"us","interval":"daily","periods_per_year":252}','model',0,1,'[]',6,6,0,0,0,0);
CREATE TABLE jobs (
    job_id TEXT PRIMARY KEY,
    config_path TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('pending', 'running', 'completed', 'partial', 'failed', 'cancelled')),
    date_range TEXT NOT NULL,
    models TEXT NOT NULL,
    created_at TEXT NOT NULL,
    started_at TEXT,
    completed_at TEXT,
    total_duration_seconds REAL,
    error TEXT
);
INSERT INTO "jobs" VALUES('kept','default_config.json','completed','["2025-10-01","2025-10-02","2025-10-03"]','["alpha","beta"]','2025-10-06T09:00:00.000000Z','2025-10-06T09:00:00.000000Z','2025-10-06T09:00:01.500000Z',1.5,NULL);
CREATE TABLE last_change (
    id INTEGER PRIMARY KEY CHECK(id = 1),
    change_number INTEGER NOT NULL
);
CREATE TABLE writer_epoch (
    id INTEGER PRIMARY KEY CHECK(id = 1),
    epoch INTEGER NOT NULL
);
INSERT INTO "writer_epoch" VALUES(1,1);
CREATE TABLE markets (
    market TEXT PRIMARY KEY,
    rules TEXT NOT NULL,              -- as recognised at its first import, JSON
    newest_set INTEGER NOT NULL,
    created_at TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "markets" VALUES('us','{"name":"us","interval":"daily","periods_per_year":252}',1,'2025-10-06T09:00:00.000000Z');
CREATE TABLE positions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    date TEXT NOT NULL,
    model TEXT NOT NULL,
    action_id INTEGER NOT NULL,  -- Sequence number within that day
    action_type TEXT CHECK(action_type IN ('buy', 'sell', 'no_trade')),
    symbol TEXT,
    amount INTEGER,
    price REAL,
    cash REAL NOT NULL,
    portfolio_value REAL NOT NULL,
    daily_profit REAL,
    daily_return_pct REAL,
    cumulative_profit REAL,
    cumulative_return_pct REAL,
    created_at TEXT NOT NULL,
    FOREIGN KEY (job_id) REFERENCES jobs(job_id) ON DELETE CASCADE
);
INSERT INTO "positions" VALUES(1,'kept','2025-10-01','alpha',0,'no_trade',NULL,NULL,NULL,10000.0,10000.0,0.0,0.0,0.0,0.0,'2025-10-06T09:00:00.000000Z');
INSERT INTO "positions" VALUES(2,'kept','2025-10-01','alpha',1,'buy','AAPL',50,100.0,5000.0,10000.0,0.0,0.0,0.0,0.0,'2025-10-06T09:00:00.000000Z');
INSERT INTO "positions" VALUES(3,'kept','2025-10-02','alpha',0,'no_trade',NULL,NULL,NULL,5000.0,10050.0,50.0,0.5,50.0,0.5,'2025-10-06T09:00:00.000000Z');
INSERT INTO "positions" VALUES(4,'kept','2025-10-03','alpha',0,'no_trade',NULL,NULL,NULL,5000.0,9950.0,-100.0,-0.995025,-50.0,-0.5,'2025-10-06T09:00:00.000000Z');
INSERT INTO "positions" VALUES(5,'kept','2025-10-01','beta',0,'no_trade',NULL,NULL,NULL,10000.0,10000.0,0.0,0.0,0.0,0.0,'2025-10-06T09:00:00.000000Z');
INSERT INTO "positions" VALUES(6,'kept','2025-10-02','beta',0,'no_trade',NULL,NULL,NULL,10000.0,10000.0,0.0,0.0,0.0,0.0,'2025-10-06T09:00:00.000000Z');
INSERT INTO "positions" VALUES(7,'kept','2025-10-03','beta',0,'no_trade',NULL,NULL,NULL,10000.0,10000.0,0.0,0.0,0.0,0.0,'2025-10-06T09:00:00.000000Z');
CREATE TABLE price_sets (
    market TEXT NOT NULL,
    price_set INTEGER NOT NULL,       -- from 1
    price_hash TEXT NOT NULL,         -- SHA-256 of all its bars, hexadecimal (docs/PROTOCOL.md)
    bars INTEGER NOT NULL,
    symbols INTEGER NOT NULL,
    first_date TEXT NOT NULL,
    last_date TEXT NOT NULL,
    source TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    PRIMARY KEY (market, price_set),
    FOREIGN KEY (market) REFERENCES markets(market) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "price_sets" VALUES('us',1,'5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f',3,1,'2025-10-01','2025-10-03','prices.csv','2025-10-06T09:00:00.000000Z');
CREATE TABLE prices (
    market TEXT NOT NULL,
    symbol TEXT NOT NULL,
    date TEXT NOT NULL,
    price_set INTEGER NOT NULL,
    open REAL NOT NULL,
    high REAL,
    low REAL,
    close REAL,
    volume REAL,
    PRIMARY KEY (market, symbol, date, price_set),
    FOREIGN KEY (market) REFERENCES markets(market) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "prices" VALUES('us','AAPL','2025-10-01',1,100.0,102.0,98.0,100.5,1000.0);
INSERT INTO "prices" VALUES('us','AAPL','2025-10-02',1,101.0,103.0,99.0,100.0,1000.0);
INSERT INTO "prices" VALUES('us','AAPL','2025-10-03',1,99.0,101.0,97.0,99.5,1000.0);
CREATE TABLE purges (
    purge INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    chain INTEGER UNIQUE,
    first_detail INTEGER,             -- as job_models had it
    positions INTEGER NOT NULL DEFAULT 0  -- of the job, still there
);
CREATE TABLE reasoning_logs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    date TEXT NOT NULL,
    model TEXT NOT NULL,
    step_number INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    role TEXT CHECK(role IN ('user', 'assistant', 'tool')),
    content TEXT,
    tool_name TEXT,
    FOREIGN KEY (job_id) REFERENCES jobs(job_id) ON DELETE CASCADE
);
INSERT INTO "reasoning_logs" VALUES(1,'kept','2025-10-01','alpha',1,'2025-10-06T09:00:00.000000Z','assistant','done',NULL);
INSERT INTO "reasoning_logs" VALUES(2,'kept','2025-10-02','alpha',1,'2025-10-06T09:00:00.000000Z','assistant','done',NULL);
INSERT INTO "reasoning_logs" VALUES(3,'kept','2025-10-03','alpha',1,'2025-10-06T09:00:00.000000Z','assistant','done',NULL);
INSERT INTO "reasoning_logs" VALUES(4,'kept','2025-10-01','beta',1,'2025-10-06T09:00:00.000000Z','assistant','done',NULL);
INSERT INTO "reasoning_logs" VALUES(5,'kept','2025-10-02','beta',1,'2025-10-06T09:00:00.000000Z','assistant','done',NULL);
INSERT INTO "reasoning_logs" VALUES(6,'kept','2025-10-03','beta',1,'2025-10-06T09:00:00.000000Z','assistant','done',NULL);
CREATE TABLE series_stats (
    chain INTEGER PRIMARY KEY,
    date TEXT NOT NULL,
    position_id INTEGER NOT NULL,
    cash REAL NOT NULL,
    portfolio_value REAL NOT NULL,
    daily_profit REAL NOT NULL,
    daily_return_pct REAL NOT NULL,
    cumulative_profit REAL NOT NULL,
    cumulative_return_pct REAL NOT NULL,
    days INTEGER NOT NULL,
    trades_to_date INTEGER NOT NULL,
    peak_value REAL NOT NULL,
    max_drawdown_pct REAL NOT NULL,
    returns INTEGER NOT NULL,
    returns_mean REAL NOT NULL,
    returns_m2 REAL NOT NULL,
    first_return REAL,
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
);
INSERT INTO "series_stats" VALUES(1,'2025-10-03',4,5000.0,9950.0,-100.0,-0.995025,-50.0,-0.5,3,1,10050.0,9.9502487562189056991e-01,2,-2.47512437810945302302e-03,1.11754968936412469259e-04,NULL);
INSERT INTO "series_stats" VALUES(2,'2025-10-03',7,10000.0,10000.0,0.0,0.0,0.0,0.0,3,0,10000.0,0.0,2,0.0,0.0,NULL);
CREATE TABLE tool_usage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    date TEXT NOT NULL,
    model TEXT NOT NULL,
    tool_name TEXT NOT NULL,
    call_count INTEGER NOT NULL DEFAULT 1,
    total_duration_seconds REAL,
    FOREIGN KEY (job_id) REFERENCES jobs(job_id) ON DELETE CASCADE
);
INSERT INTO "tool_usage" VALUES(1,'kept','2025-10-01','alpha','buy',1,0.001);
CREATE INDEX idx_jobs_status ON jobs(status);
CREATE INDEX idx_jobs_created_at ON jobs(created_at DESC);
CREATE INDEX idx_job_details_job_id ON job_details(job_id);
CREATE INDEX idx_job_details_status ON job_details(status);
CREATE UNIQUE INDEX idx_job_details_unique ON job_details(job_id, date, model);
CREATE INDEX idx_positions_job_id ON positions(job_id);
CREATE INDEX idx_positions_date ON positions(date);
CREATE INDEX idx_positions_model ON positions(model);
CREATE INDEX idx_positions_date_model ON positions(date, model);
CREATE UNIQUE INDEX idx_positions_unique ON positions(job_id, date, model, action_id);
CREATE INDEX idx_holdings_position_id ON holdings(position_id);
CREATE INDEX idx_holdings_symbol ON holdings(symbol);
CREATE INDEX idx_reasoning_logs_job_date_model ON reasoning_logs(job_id, date, model);
CREATE INDEX idx_tool_usage_job_date_model ON tool_usage(job_id, date, model);
CREATE UNIQUE INDEX idx_reasoning_logs_unique ON reasoning_logs(job_id, date, model, step_number);
CREATE UNIQUE INDEX idx_tool_usage_unique ON tool_usage(job_id, date, model, tool_name);
CREATE INDEX idx_job_settings_dual_write ON job_settings(job_number) WHERE dual_write = 1;
CREATE INDEX idx_job_models_change ON job_models(change_number);
CREATE INDEX idx_job_models_model ON job_models(model, chain);
CREATE INDEX idx_job_models_market ON job_models(market, model, chain);
CREATE INDEX idx_claims_chain ON claims(chain);
CREATE INDEX idx_closings_date ON closings(date, chain);
CREATE INDEX idx_purges_job_id ON purges(job_id);
CREATE INDEX idx_jobs_completed_at ON jobs(completed_at, job_id);
CREATE INDEX idx_job_models_predecessor ON job_models(predecessor) WHERE predecessor IS NOT NULL;
CREATE INDEX idx_idempotency_created_at ON idempotency(created_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('epochs',1);
INSERT INTO "sqlite_sequence" VALUES('job_settings',1);
INSERT INTO "sqlite_sequence" VALUES('job_models',2);
INSERT INTO "sqlite_sequence" VALUES('job_details',6);
INSERT INTO "sqlite_sequence" VALUES('claims',6);
INSERT INTO "sqlite_sequence" VALUES('positions',7);
INSERT INTO "sqlite_sequence" VALUES('holdings',3);
INSERT INTO "sqlite_sequence" VALUES('reasoning_logs',6);
INSERT INTO "sqlite_sequence" VALUES('tool_usage',1);
COMMIT;
PRAGMA application_id = 1953524084;
PRAGMA user_version = 1;
