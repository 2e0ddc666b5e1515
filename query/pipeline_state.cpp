#include "query/pipeline_state.h"

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "query/api/gauges.h"

namespace tradepit::query {

namespace {

std::int64_t milliseconds(common::Duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

/// The slots of all workers together, by resource. The name of a resource needs no escaping in a
/// Prometheus label (common/resources.h).
std::string slot_gauges(const std::vector<common::WorkerState>& workers) {
    std::map<std::string, std::int64_t> slots;
    for (const auto& worker : workers)
        for (const auto& [resource, offered] : worker.slots) slots[resource.value()] += offered;
    std::string text =
        "# HELP tradepit_slots Slots that the connected workers offer, by resource.\n"
        "# TYPE tradepit_slots gauge\n";
    for (const auto& [resource, offered] : slots)
        text += "tradepit_slots{resource=\"" + resource + "\"} " + std::to_string(offered) + "\n";
    return text;
}

}  // namespace

void PipelineState::take_report(common::BrokerState state, common::Instant now) {
    state_ = std::move(state);
    heard_at_ = now;
}

bool PipelineState::is_silent(common::Instant now) const {
    return !state_ || now - heard_at_ >= SILENCE_MAX;
}

std::vector<ProcessHealth> PipelineState::processes(common::Instant now) const {
    if (is_silent(now)) {
        const std::string since =
            state_ ? "silent for " + std::to_string(milliseconds(now - heard_at_)) + " ms"
                   : "not heard of yet";
        return {{"broker", false, since},
                {"writer", false, "unknown: the broker is silent"},
                {"workers", false, "unknown: the broker is silent"}};
    }
    const std::int64_t writer_ms = state_->writer_silent_ms + milliseconds(now - heard_at_);
    const bool writer_silent = writer_ms >= milliseconds(SILENCE_MAX);
    const std::string& trouble = state_->writer_trouble;  // empty: the writer can commit
    const std::size_t workers = state_->workers.size();
    return {{"broker", state_->live, state_->live ? "" : "reads the unfinished jobs"},
            {"writer", !writer_silent && trouble.empty(),
             writer_silent ? "silent for " + std::to_string(writer_ms) + " ms" : trouble},
            {"workers", workers > 0,
             workers > 0 ? std::to_string(workers) + " connected" : "none is connected"}};
}

Reply PipelineState::workers(common::Instant now) const {
    if (is_silent(now)) return unavailable("the broker does not answer");
    auto rows = nlohmann::ordered_json::array();
    for (const auto& worker : state_->workers) {
        auto slots = nlohmann::ordered_json::object();
        for (const auto& [resource, offered] : worker.slots) slots[resource.value()] = offered;
        rows.push_back({{"worker", worker.worker.value()},
                        {"slots", std::move(slots)},
                        {"leases", worker.leases},
                        {"silent_ms", worker.silent_ms + milliseconds(now - heard_at_)}});
    }
    const nlohmann::ordered_json body{
        {"workers", std::move(rows)},
        {"broker",
         {{"live", state_->live},
          {"epoch", state_->epoch},
          {"ready", state_->ready},
          {"leased", state_->leased},
          {"writer_silent_ms", state_->writer_silent_ms + milliseconds(now - heard_at_)}}}};
    return {.status = 200, .body = body.dump()};
}

std::string PipelineState::gauges(common::Instant now) const {
    const auto count = [](std::int64_t value) { return static_cast<double>(value); };
    const bool broker_is_heard = !is_silent(now);
    auto text =
        gauge("tradepit_broker_up", "Whether the broker is heard.", broker_is_heard ? 1 : 0);
    if (!broker_is_heard) return text;
    const auto silent_ms = state_->writer_silent_ms + milliseconds(now - heard_at_);
    return text +
           gauge("tradepit_broker_live", "Whether the broker has read the unfinished jobs.",
                 state_->live ? 1 : 0) +
           gauge("tradepit_broker_epoch", "The broker's epoch.", count(state_->epoch)) +
           gauge("tradepit_ready", "Chains that wait for a worker.", count(state_->ready)) +
           gauge("tradepit_leased", "Leases that are held.", count(state_->leased)) +
           gauge("tradepit_writer_trouble", "Whether the writer cannot commit.",
                 state_->writer_trouble.empty() ? 0 : 1) +
           gauge("tradepit_writer_silent_seconds", "How long the broker has not heard the writer.",
                 count(silent_ms) / 1'000) +
           gauge("tradepit_workers", "Workers that are connected.",
                 count(static_cast<std::int64_t>(state_->workers.size()))) +
           slot_gauges(state_->workers);
}

}  // namespace tradepit::query
