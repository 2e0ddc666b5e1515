#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/chain.h"

namespace tradepit::common {

/// The value of the column jobs.config_path for an imported job, which has no config.
inline constexpr const char* IMPORTED_CONFIG = "(imported)";

/// A date that the job skips.
struct SkippedDate {
    Stamp date;
    std::string reason;
    TRADEPIT_FIELDS(date, reason)
    friend bool operator==(const SkippedDate&, const SkippedDate&) = default;
};

/// The recorded orders of one day of a replayed model.
struct DayOrders {
    Stamp date;
    std::string orders;  ///< JSON, at most DAY_ORDERS_BYTES_MAX
    TRADEPIT_FIELDS(date, orders)
    friend bool operator==(const DayOrders&, const DayOrders&) = default;
};

/// One model of a job.
struct JobModel {
    ModelName model;
    std::string agent;  ///< the agent's settings as JSON
    Needs needs = need(CPU);
    std::int32_t lease_days_max = 1;
    Stamp first_date;  ///< the model's first date; the model runs the job's dates from there on
    /// The portfolio that the model starts with. Without a predecessor, cumulative figures are
    /// relative to its value.
    Close opening;
    std::vector<DayOrders> orders;  ///< of a replayed model; else empty
    /// The chain that this model continues; 0: none. The opening is then that chain's close before
    /// `first_date`, and cumulative figures stay relative to the opening value of the first chain
    /// of the series.
    std::int64_t predecessor = 0;
    TRADEPIT_FIELDS(model, agent, needs, lease_days_max, first_date, opening, orders, predecessor)
    friend bool operator==(const JobModel&, const JobModel&) = default;
};

/// The request that a job comes from. It decides which chains the writer allows as predecessors of
/// the job's models.
enum class Origin : std::uint8_t {
    trigger,  ///< chains of ended jobs
    retry,    ///< chains of one ended job that no other job continues yet
    resume,   ///< each the chain with its model's last completed close; no open job runs the model
};
/// The last value of the enum: decode() refuses numbers beyond it.
constexpr Origin wire_last(Origin) { return Origin::resume; }

/// What a client chooses for a job, in a request or in the config. All of it is stored with the job
/// (common/schema/job_settings), shown in its status, and kept by a retry.
struct JobSettings {
    std::string label;
    Order order = Order::model;
    std::int32_t priority = 0;
    bool dual_write = false;  ///< query also writes the job's records to files, as its days end
    TRADEPIT_FIELDS(label, order, priority, dual_write)
    friend bool operator==(const JobSettings&, const JobSettings&) = default;
};

/// A job as query resolved it from a request: everything is named, and nothing left to a default.
struct Job {
    JobId job;                 ///< a UUID that query made
    std::string key;           ///< the request's key; one key makes one job
    std::string request_hash;  ///< SHA-256 (hex) of the request; a repeat has the same
    /// The config's file; "inline": it was sent with the request; "replay": there is none.
    std::string config_path;
    JobSettings settings;
    MarketName market;
    std::int64_t price_set = 0;
    std::string price_hash;
    std::string rules;  ///< the market's rules as JSON
    /// Whether requests that name no job read this job. They do not read a job in dev mode or with
    /// a mock agent: only requests that name it get its results.
    bool read_by_default = true;
    std::vector<Stamp> dates;  ///< ascending; skipped ones included
    std::vector<SkippedDate> skipped;
    std::vector<JobModel> models;       ///< in byte order of their names
    std::vector<std::string> warnings;  ///< sentences for the client
    Origin origin = Origin::trigger;
    TRADEPIT_FIELDS(job, key, request_hash, config_path, settings, market, price_set, price_hash,
                    rules, read_by_default, dates, skipped, models, warnings, origin)
    friend bool operator==(const Job&, const Job&) = default;
};

}  // namespace tradepit::common
