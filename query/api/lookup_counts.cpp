#include "query/api/lookup_counts.h"

#include <algorithm>
#include <charconv>

#include "common/check.h"
#include "common/text/json_text.h"
#include "query/api/routes.h"

namespace tradepit::query {

namespace {

constexpr double MICROSECONDS = 1e6;

std::string seconds(std::int64_t microseconds) {
    std::string text;
    common::append_number(text, static_cast<double>(microseconds) / MICROSECONDS);
    return text;
}

std::string status_name(int status) { return status == 0 ? "other" : std::to_string(status); }

std::string labels_of(std::size_t index) {
    const auto routes = all_routes();
    if (index == routes.size()) return "method=\"\",path=\"\"";
    return "method=\"" + std::string{routes[index].method} + "\",path=\"" +
           std::string{routes[index].path} + "\"";
}

}  // namespace

std::size_t LookupCounts::slot_of(int status) {
    const auto found = std::ranges::find(STATUSES, status);
    return found == STATUSES.end() ? STATUSES.size() - 1
                                   : static_cast<std::size_t>(found - STATUSES.begin());
}

void LookupCounts::answered(std::size_t slot, int status, common::Duration took) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    CHECK(slot < ROUTES_MAX);
    auto& of = routes_.at(slot);
    const auto bound = std::ranges::lower_bound(BOUNDS_US, us);
    of.answers.at(slot_of(status)).fetch_add(1, std::memory_order_relaxed);
    of.took.at(static_cast<std::size_t>(bound - BOUNDS_US.begin()))
        .fetch_add(1, std::memory_order_relaxed);
    of.microseconds.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0)),
                              std::memory_order_relaxed);
}

void LookupCounts::refused(std::size_t slot, int status) {
    ++routes_.at(slot).answers.at(slot_of(status));
}

void LookupCounts::unreadable(int status) { refused(all_routes().size(), status); }

void LookupCounts::append_times(std::string& out, const std::string& labels, const OfRoute& of) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < of.took.size(); ++i) {
        sum += of.took[i];
        const auto bound = i < BOUNDS_US.size() ? seconds(BOUNDS_US[i]) : std::string{"+Inf"};
        out += "tradepit_lookup_seconds_bucket{" + labels + ",le=\"" + bound + "\"} " +
               std::to_string(sum) + "\n";
    }
    const auto spent = static_cast<std::int64_t>(of.microseconds.load());
    out += "tradepit_lookup_seconds_sum{" + labels + "} " + seconds(spent) + "\n";
    out += "tradepit_lookup_seconds_count{" + labels + "} " + std::to_string(sum) + "\n";
}

std::string LookupCounts::text() const {
    std::string answers =
        "# HELP tradepit_lookups_total Answers, by route and status.\n"
        "# TYPE tradepit_lookups_total counter\n";
    std::string times =
        "# HELP tradepit_lookup_seconds What an answer took, without waiting for a thread.\n"
        "# TYPE tradepit_lookup_seconds histogram\n";
    for (std::size_t i = 0; i <= all_routes().size(); ++i) {
        const auto& of = routes_.at(i);
        bool any = false;
        for (std::size_t slot = 0; slot < STATUSES.size(); ++slot) {
            if (of.answers[slot] == 0) continue;
            any = true;
            answers += "tradepit_lookups_total{" + labels_of(i) + ",status=\"" +
                       status_name(STATUSES[slot]) + "\"} " + std::to_string(of.answers[slot]) +
                       "\n";
        }
        if (any) append_times(times, labels_of(i), of);
    }
    std::string commands =
        "# HELP tradepit_commands_total What the writer was asked to do, by its answer.\n"
        "# TYPE tradepit_commands_total counter\n";
    for (std::size_t slot = 0; slot < STATUSES.size(); ++slot)
        if (commands_[slot] != 0)
            commands += "tradepit_commands_total{status=\"" + status_name(STATUSES[slot]) + "\"} " +
                        std::to_string(commands_[slot]) + "\n";
    return answers + times + commands;
}

}  // namespace tradepit::query
