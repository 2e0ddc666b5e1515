#include "query/api/reply_counts.h"

#include <algorithm>
#include <charconv>

#include "common/check.h"
#include "common/text/json_text.h"
#include "query/api/routes.h"

namespace tradepit::query {

namespace {

constexpr double MICROSECONDS_PER_SECOND = 1e6;

std::string seconds(std::int64_t microseconds) {
    std::string text;
    common::append_number(text, static_cast<double>(microseconds) / MICROSECONDS_PER_SECOND);
    return text;
}

std::string status_name(int status) { return status == 0 ? "other" : std::to_string(status); }

/// The labels of a route; empty ones for requests without a route.
std::string labels_of(std::size_t route_index) {
    const auto routes = all_routes();
    if (route_index == routes.size()) return "method=\"\",path=\"\"";
    return "method=\"" + std::string{routes[route_index].method} + "\",path=\"" +
           std::string{routes[route_index].path} + "\"";
}

}  // namespace

std::size_t ReplyCounts::status_index(int status) {
    const auto found = std::ranges::find(STATUSES, status);
    return found == STATUSES.end() ? STATUSES.size() - 1
                                   : static_cast<std::size_t>(found - STATUSES.begin());
}

void ReplyCounts::answered(std::size_t route_index, int status, common::Duration took) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    CHECK(route_index < ROUTES_MAX);
    auto& counts = routes_.at(route_index);
    const auto bound = std::ranges::lower_bound(BOUNDS_US, us);
    counts.answers.at(status_index(status)).fetch_add(1, std::memory_order_relaxed);
    counts.buckets.at(static_cast<std::size_t>(bound - BOUNDS_US.begin()))
        .fetch_add(1, std::memory_order_relaxed);
    counts.microseconds.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0)),
                                  std::memory_order_relaxed);
}

void ReplyCounts::refused(std::size_t route_index, int status) {
    ++routes_.at(route_index).answers.at(status_index(status));
}

void ReplyCounts::without_route(int status) { refused(all_routes().size(), status); }

void ReplyCounts::append_times(std::string& out, const std::string& labels,
                               const RouteCounts& counts) {
    // A bucket of Prometheus also counts what is in the buckets below it.
    std::uint64_t answers = 0;
    for (std::size_t i = 0; i < counts.buckets.size(); ++i) {
        answers += counts.buckets[i];
        const auto bound = i < BOUNDS_US.size() ? seconds(BOUNDS_US[i]) : std::string{"+Inf"};
        out += "tradepit_lookup_seconds_bucket{" + labels + ",le=\"" + bound + "\"} " +
               std::to_string(answers) + "\n";
    }
    const auto spent = static_cast<std::int64_t>(counts.microseconds.load());
    out += "tradepit_lookup_seconds_sum{" + labels + "} " + seconds(spent) + "\n";
    out += "tradepit_lookup_seconds_count{" + labels + "} " + std::to_string(answers) + "\n";
}

std::string ReplyCounts::text() const {
    std::string answers =
        "# HELP tradepit_lookups_total Answers, by route and status.\n"
        "# TYPE tradepit_lookups_total counter\n";
    std::string times =
        "# HELP tradepit_lookup_seconds How long answers took, without waiting for a thread.\n"
        "# TYPE tradepit_lookup_seconds histogram\n";
    for (std::size_t i = 0; i <= all_routes().size(); ++i) {
        const auto& counts = routes_.at(i);
        bool has_answers = false;
        for (std::size_t index = 0; index < STATUSES.size(); ++index) {
            if (counts.answers[index] == 0) continue;
            has_answers = true;
            answers += "tradepit_lookups_total{" + labels_of(i) + ",status=\"" +
                       status_name(STATUSES[index]) + "\"} " +
                       std::to_string(counts.answers[index]) + "\n";
        }
        if (has_answers) append_times(times, labels_of(i), counts);
    }
    std::string commands =
        "# HELP tradepit_commands_total Commands to the writer, by the status of the reply.\n"
        "# TYPE tradepit_commands_total counter\n";
    for (std::size_t index = 0; index < STATUSES.size(); ++index)
        if (commands_[index] != 0)
            commands += "tradepit_commands_total{status=\"" + status_name(STATUSES[index]) +
                        "\"} " + std::to_string(commands_[index]) + "\n";
    return answers + times + commands;
}

}  // namespace tradepit::query
