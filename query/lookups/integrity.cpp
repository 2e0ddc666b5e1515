#include "query/lookups/integrity.h"

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"

namespace tradepit::query {

using Json = nlohmann::ordered_json;

Reply integrity_check(Reader& reader) {
    auto integrity = Json::array();
    {
        auto rows = reader.ask("SELECT * FROM pragma_integrity_check(?)", FAULTS_MAX);
        while (rows.next())
            if (auto text = rows.text(0); text != "ok") integrity.push_back(std::move(text));
    }
    auto orphans = Json::array();
    // The rows of cleaned-up jobs have no parent until the writer has removed them; while `purges`
    // has their job they are no faults. A row that refers to job_models does not tell its job, so
    // all of these are passed over while anything is being removed.
    const bool purging = reader.ask("SELECT 1 FROM purges LIMIT 1").next();
    auto rows = reader.ask(
        "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check c WHERE ?1 = 0 OR NOT ("
        " parent = 'job_models' OR (parent = 'jobs' AND EXISTS (SELECT 1 FROM purges p"
        " WHERE p.chain IS NULL AND p.job_id = CASE \"table\""
        " WHEN 'positions' THEN (SELECT job_id FROM positions WHERE id = c.rowid)"
        " WHEN 'job_details' THEN (SELECT job_id FROM job_details WHERE id = c.rowid)"
        " WHEN 'reasoning_logs' THEN (SELECT job_id FROM reasoning_logs WHERE id = c.rowid)"
        " WHEN 'tool_usage' THEN (SELECT job_id FROM tool_usage WHERE id = c.rowid) END)))"
        " LIMIT ?2",
        purging ? 1 : 0, FAULTS_MAX);
    while (rows.next())
        orphans.push_back(
            {{"table", rows.text(0)}, {"rowid", rows.json(1)}, {"parent", rows.text(2)}});
    const bool sound = integrity.empty() && orphans.empty();
    return {200,
            common::json_text({{"sound", sound},
                               {"integrity", std::move(integrity)},
                               {"foreign_keys", std::move(orphans)}}),
            0};
}

}  // namespace tradepit::query
