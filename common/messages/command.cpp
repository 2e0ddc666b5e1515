#include "common/messages/command.h"

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"
#include "common/text/quoted.h"

namespace tradepit::common {

namespace {

using OutcomeJson = nlohmann::ordered_json;

constexpr std::int32_t DONE = 200;

OutcomeJson json_of(const JobDone& done) { return {{"job_id", done.job.value()}}; }
OutcomeJson json_of(const MaintenanceDone& done) {
    return {{"task", done.task}, {"document", done.document}};
}
OutcomeJson json_of(const CommandRefused& refused) { return {{"detail", refused.detail}}; }

}  // namespace

std::int32_t status_of(const CommandOutcome& outcome) {
    const auto* refused = std::get_if<CommandRefused>(&outcome);
    return refused != nullptr ? refused->status : DONE;
}

StoredOutcome stored(const CommandOutcome& outcome) {
    return {.status = status_of(outcome),
            .answer = std::visit([](const auto& one) { return json_text(json_of(one)); }, outcome)};
}

std::optional<CommandOutcome> stored_outcome(std::int32_t status, std::string_view answer) {
    const auto json = OutcomeJson::parse(answer, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    const auto text = [&](const char* name) -> std::optional<std::string> {
        const auto at = json.find(name);
        if (at == json.end() || !at->is_string()) return std::nullopt;
        return at->get<std::string>();
    };
    if (status != DONE) {
        auto detail = text("detail");
        if (!detail) return std::nullopt;
        return CommandRefused{status, *std::move(detail)};
    }
    if (auto job = text("job_id")) return JobDone{JobId{*std::move(job)}};
    const auto task = json.find("task");
    auto document = text("document");
    if (!document || task == json.end() || !task->is_number_integer()) return std::nullopt;
    return MaintenanceDone{task->get<std::int64_t>(), *std::move(document)};
}

std::string key_misused(const std::string& key) {
    return "The Idempotency-Key " + quoted_text(key) + " belongs to another request";
}

}  // namespace tradepit::common
