-- The version of this schema is SCHEMA_VERSION in schema.h. A change of this file needs a step there.
--
-- The first six tables are those of the specification, section 2, with its names. Their statuses have
-- two more values, `cancelled` and `skipped`. After them come the tables that the pipeline itself needs.

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

CREATE TABLE holdings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    position_id INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    FOREIGN KEY (position_id) REFERENCES positions(id) ON DELETE CASCADE
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

-- The specification lacks these two indexes. With them a repeated attempt can store neither a step nor
-- the use of a tool twice.
CREATE UNIQUE INDEX idx_reasoning_logs_unique ON reasoning_logs(job_id, date, model, step_number);
CREATE UNIQUE INDEX idx_tool_usage_unique ON tool_usage(job_id, date, model, tool_name);

-- ---- tables that the specification does not have ------------------------------------------------

-- The settings of a job: one row for each row of jobs. job_number counts jobs as they are submitted.
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
    total INTEGER NOT NULL,           -- model-days; how many have which status follows
    completed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    dual_write INTEGER NOT NULL DEFAULT 0,  -- 1: its records are also written to files
    FOREIGN KEY (job_id) REFERENCES jobs(job_id) ON DELETE CASCADE
);
CREATE INDEX idx_job_settings_dual_write ON job_settings(job_number) WHERE dual_write = 1;

-- One row for each (job, model). `chain` numbers the rows in the order of submission. change_number is
-- the number of the chain's last change (0: none yet): the broker reads the chains whose number is above
-- its cursor.
CREATE TABLE job_models (
    chain INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    model TEXT NOT NULL,
    market TEXT NOT NULL,
    agent TEXT NOT NULL,              -- settings, JSON
    needs TEXT NOT NULL,              -- resources that a day takes of its worker, with commas between
    lease_days_max INTEGER NOT NULL,
    first_date TEXT NOT NULL,
    days INTEGER NOT NULL,            -- number of its dates, skipped ones included
    first_detail INTEGER NOT NULL,    -- id of the job_details row of first_date; those of later dates follow
    opening_cash REAL NOT NULL,
    opening_value REAL NOT NULL,
    opening_holdings TEXT NOT NULL,   -- JSON {symbol: quantity}
    predecessor INTEGER,              -- the chain that this one continues
    change_number INTEGER NOT NULL DEFAULT 0,
    UNIQUE (job_id, model),
    FOREIGN KEY (job_id) REFERENCES jobs(job_id) ON DELETE CASCADE
);
CREATE INDEX idx_job_models_change ON job_models(change_number);
CREATE INDEX idx_job_models_model ON job_models(model, chain);
CREATE INDEX idx_job_models_market ON job_models(market, model, chain);

-- What a replayed model did: one row for each day with records. orders is JSON (docs/PROTOCOL.md).
CREATE TABLE job_orders (
    chain INTEGER NOT NULL,
    date TEXT NOT NULL,
    orders TEXT NOT NULL,
    PRIMARY KEY (chain, date),
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
) WITHOUT ROWID;

-- A claim covers one or more days, and each of them is an attempt. request is the broker's id of it.
CREATE TABLE claims (
    claim INTEGER PRIMARY KEY AUTOINCREMENT,
    request TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    chain INTEGER NOT NULL,
    worker TEXT NOT NULL,
    nonce TEXT NOT NULL,              -- drawn at the worker's start, hexadecimal
    claimed_at TEXT NOT NULL,
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
);
CREATE INDEX idx_claims_chain ON claims(chain);

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
    late_events INTEGER NOT NULL DEFAULT 0,  -- came after the attempt was superseded or refused; not stored
    PRIMARY KEY (chain, date, attempt),
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
) WITHOUT ROWID;

-- The end of a completed model-day, written in the transaction that completes it. Its holdings are those
-- of the row position_id. The sixteen columns from date to first_return are the chain's running statistics
-- after this day (common/schema/stats_rows.h), as in series_stats. They include the days of the chain's
-- predecessors.
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
    days INTEGER NOT NULL,            -- completed days
    trades_to_date INTEGER NOT NULL,
    peak_value REAL NOT NULL,
    max_drawdown_pct REAL NOT NULL,   -- a positive percentage
    returns INTEGER NOT NULL,         -- how many returns between consecutive values
    returns_mean REAL NOT NULL,       -- mean of these returns, as fractions (Welford)
    returns_m2 REAL NOT NULL,
    first_return REAL,                -- return of the series' first day, which is not among them; NULL
                                      -- where the opening is that day or is worth 0
    trades INTEGER NOT NULL,          -- trades of this day
    PRIMARY KEY (chain, date),
    FOREIGN KEY (chain) REFERENCES job_models(chain) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX idx_closings_date ON closings(date, chain);

-- The running statistics of each chain after its latest closing.
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

-- The answers to requests with a key. A repeat of a request gets its answer from here.
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,             -- JSON; for a command made by stored() in common/messages/command.h
    created_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE markets (
    market TEXT PRIMARY KEY,
    rules TEXT NOT NULL,              -- as the market's first import gave them, JSON
    newest_set INTEGER NOT NULL,
    created_at TEXT NOT NULL
) WITHOUT ROWID;

-- A price set consists of the bars of its market with its number or a lower one. For each (symbol, date)
-- the bar with the highest of these numbers counts. So an import stores only the bars that it changes.
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

-- Each start of a broker gets the next epoch. Claims with an older epoch are refused.
CREATE TABLE epochs (
    epoch INTEGER PRIMARY KEY AUTOINCREMENT,
    nonce TEXT NOT NULL UNIQUE,
    granted_at TEXT NOT NULL
);

-- Jobs whose rows a cleanup has deleted from jobs, job_settings and job_models, so that no lookup finds
-- them, and whose other rows the writer removes in slices. There is one row for the job (chain NULL), and
-- after it one for each of its chains.
CREATE TABLE purges (
    purge INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id TEXT NOT NULL,
    chain INTEGER UNIQUE,
    first_detail INTEGER,             -- as job_models had it
    positions INTEGER NOT NULL DEFAULT 0  -- rows of the job in positions that are still there
);
CREATE INDEX idx_purges_job_id ON purges(job_id);

-- The highest change number of chains that were deleted. It is not given again.
CREATE TABLE last_change (
    id INTEGER PRIMARY KEY CHECK(id = 1),
    change_number INTEGER NOT NULL
);

-- The number of the newest start of a writer. A writer that reads another number than its own in a
-- transaction was replaced.
CREATE TABLE writer_epoch (
    id INTEGER PRIMARY KEY CHECK(id = 1),
    epoch INTEGER NOT NULL
);

-- Maintenance tasks that have begun, in the order in which they began.
CREATE TABLE maintenance_tasks (
    task INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,               -- a name of common/shapes/maintenance_tasks.h
    state TEXT NOT NULL CHECK(state IN ('running', 'done', 'failed')),
    options TEXT NOT NULL,            -- JSON
    done INTEGER NOT NULL DEFAULT 0,  -- progress, of `total`, in the unit of the kind
    total INTEGER NOT NULL DEFAULT 0,
    result TEXT NOT NULL DEFAULT '{}',  -- JSON; of a failed task {"error": why}
    started_at TEXT NOT NULL,
    ended_at TEXT
);

-- For cleanups: jobs by the time of their end, the chains that continue a chain, and keys by their age.
CREATE INDEX idx_jobs_completed_at ON jobs(completed_at, job_id);
CREATE INDEX idx_job_models_predecessor ON job_models(predecessor) WHERE predecessor IS NOT NULL;
CREATE INDEX idx_idempotency_created_at ON idempotency(created_at);
