#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/chain.h"

namespace tradepit::common {

// -----------------------------------------------------------------------------

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
    SlotKind slot = SlotKind::computing;
    std::int32_t stretch = 1;
    Stamp from;     ///< its first date; it runs the job's dates from there on
    Close opening;  ///< value is what cumulative figures are relative to
    std::vector<DayOrders> orders;
    TRADEPIT_FIELDS(model, agent, slot, stretch, from, opening, orders)
    friend bool operator==(const JobModel&, const JobModel&) = default;
};

/// A job as query resolved it from a request: everything named, nothing left to a default.
struct Job {
    JobId job;        ///< a UUID that query made
    std::string key;  ///< the request's key; one key makes one job
    std::string
        request_hash;  ///< SHA-256 (hex) of the request's text, to tell a repeat from a misuse
    std::string config_path;
    std::string label;
    MarketName market;
    std::int64_t price_set = 0;
    std::string price_hash;
    std::string rules;
    Order order = Order::model;
    std::int32_t priority = 0;
    bool answers = true;       ///< false: answers only when named (mock model, dev mode)
    std::vector<Stamp> dates;  ///< ascending; those to skip included
    std::vector<SkippedDate> skipped;
    std::vector<JobModel> models;  ///< in byte order of their names
    std::vector<std::string> warnings;
    TRADEPIT_FIELDS(job, key, request_hash, config_path, label, market, price_set, price_hash,
                    rules, order, priority, answers, dates, skipped, models, warnings)
    friend bool operator==(const Job&, const Job&) = default;
};

}  // namespace tradepit::common
