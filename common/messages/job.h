#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/chain.h"

namespace tradepit::common {

/// What an imported job has in place of the path of its config (jobs.config_path).
inline constexpr const char* IMPORTED_CONFIG = "(imported)";

struct SkippedDate {
    Stamp date;
    std::string reason;
    TRADEPIT_FIELDS(date, reason)
    friend bool operator==(const SkippedDate&, const SkippedDate&) = default;
};

struct DayOrders {
    Stamp date;
    std::string orders;  ///< JSON, at most DAY_ORDERS_BYTES_MAX
    TRADEPIT_FIELDS(date, orders)
    friend bool operator==(const DayOrders&, const DayOrders&) = default;
};

struct JobModel {
    ModelName model;
    std::string agent;  ///< settings as JSON
    Needs needs = need(CPU);
    std::int32_t lease_days_max = 1;
    Stamp from;  ///< its first date; it runs the job's dates from there on
    /// What it starts with. Without a predecessor, cumulative figures are relative to its value.
    Close opening;
    std::vector<DayOrders> orders;
    /// The chain that it goes on from: its opening is that one's close before `from`, and
    /// cumulative figures stay relative to what the first of them started with. 0: none.
    std::int64_t predecessor = 0;
    TRADEPIT_FIELDS(model, agent, needs, lease_days_max, from, opening, orders, predecessor)
    friend bool operator==(const JobModel&, const JobModel&) = default;
};

/// What asked for a job, and so what its models' predecessors have to be.
enum class Origin : std::uint8_t {
    trigger,  ///< chains of ended jobs
    retry,    ///< chains of one ended job that nobody goes on from yet
    resume,   ///< each the one with its model's last completed close; no open job runs that model
};
constexpr Origin wire_last(Origin) { return Origin::resume; }

/// What a client chooses for a job, in a request or in the config. All of it is stored with the job
/// (common/schema/job_settings), shown in its status, and kept by a retry.
struct JobSettings {
    std::string label;
    Order order = Order::model;
    std::int32_t priority = 0;
    bool dual_write = false;  ///< its records are written to files too, as its days end
    TRADEPIT_FIELDS(label, order, priority, dual_write)
    friend bool operator==(const JobSettings&, const JobSettings&) = default;
};

/// A job as query resolved it from a request: everything named, nothing left to a default.
struct Job {
    JobId job;        ///< a UUID that query made
    std::string key;  ///< the request's key; one key makes one job
    std::string
        request_hash;  ///< SHA-256 (hex) of the request's text, to tell a repeat from a misuse
    std::string config_path;
    JobSettings settings;
    MarketName market;
    std::int64_t price_set = 0;
    std::string price_hash;
    std::string rules;
    bool answers = true;       ///< false: answers only when named (mock model, dev mode)
    std::vector<Stamp> dates;  ///< ascending; those to skip included
    std::vector<SkippedDate> skipped;
    std::vector<JobModel> models;  ///< in byte order of their names
    std::vector<std::string> warnings;
    Origin origin = Origin::trigger;
    TRADEPIT_FIELDS(job, key, request_hash, config_path, settings, market, price_set, price_hash,
                    rules, answers, dates, skipped, models, warnings, origin)
    friend bool operator==(const Job&, const Job&) = default;
};

}  // namespace tradepit::common
