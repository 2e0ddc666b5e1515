#include "query/lookups/attempts.h"

#include <nlohmann/json.hpp>

#include "common/chain.h"
#include "common/text/json_text.h"
#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// Adds the attempts of the job: how many, how many in each state, and their late events.
void add_states(Reader& reader, const std::string& job_id, Json& answer) {
    auto states = Json::object();
    for (const auto state : names_of(common::AttemptState{})) states[std::string{state}] = 0;
    std::int64_t attempts = 0;
    std::int64_t late = 0;
    auto rows = reader.ask(
        "SELECT state, COUNT(*), SUM(late_events) FROM job_models JOIN attempts USING (chain)"
        " WHERE job_id = ? GROUP BY state",
        job_id);
    while (rows.next()) {
        states[rows.text(0)] = rows.integer(1);
        attempts += rows.integer(1);
        late += rows.integer(2);
    }
    answer["attempts"] = attempts;
    answer["states"] = std::move(states);
    answer["late_events"] = late;
}

/// Adds the model-days of the job that have attempts, by how many they have.
void add_days(Reader& reader, const std::string& job_id, Json& answer) {
    auto rows = reader.ask(
        "SELECT COUNT(*), SUM(attempts > 1), MAX(attempts), SUM(completed > 1) FROM ("
        "SELECT COUNT(*) AS attempts, SUM(state = 'completed') AS completed"
        " FROM job_models JOIN attempts USING (chain) WHERE job_id = ? GROUP BY chain, date)",
        job_id);
    static_cast<void>(rows.next());  // an aggregate always has one row
    answer["days_attempted"] = rows.integer(0);
    answer["repeated"] = rows.integer(1);
    answer["max_attempts_of_a_day"] = rows.integer(2);
    answer["completed_twice"] = rows.integer(3);
}

/// Adds `lost`, as attempts.h defines it. The first position row of a model-day has action_id 0.
void add_lost(Reader& reader, const std::string& job_id, Json& answer) {
    auto rows = reader.ask(
        "SELECT COUNT(*) FROM job_models m JOIN job_details d USING (job_id, model)"
        " WHERE m.job_id = ? AND d.status = 'completed' AND ("
        "NOT EXISTS (SELECT 1 FROM attempts a WHERE a.chain = m.chain AND a.date = d.date"
        " AND a.state = 'completed')"
        " OR NOT EXISTS (SELECT 1 FROM closings c WHERE c.chain = m.chain AND c.date = d.date)"
        " OR NOT EXISTS (SELECT 1 FROM positions p WHERE p.job_id = m.job_id AND p.date = d.date"
        " AND p.model = m.model AND p.action_id = 0))",
        job_id);
    static_cast<void>(rows.next());  // an aggregate always has one row
    answer["lost"] = rows.integer(0);
}

}  // namespace

Reply attempts_of_job(Reader& reader, const std::string& job_id, Parameters&) {
    Json answer{{"job_id", job_id}};
    {
        auto rows = reader.ask(
            "SELECT j.status, s.total, s.completed FROM jobs j JOIN job_settings s USING (job_id)"
            " WHERE j.job_id = ?",
            job_id);
        if (!rows.next()) return unknown_job(job_id);
        answer["status"] = rows.text(0);
        answer["model_days"] = rows.integer(1);
        answer["completed"] = rows.integer(2);
    }
    add_days(reader, job_id, answer);
    add_states(reader, job_id, answer);
    add_lost(reader, job_id, answer);
    return {200, common::json_text(answer)};
}

}  // namespace tradepit::query
