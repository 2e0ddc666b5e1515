#include "query/lookups/integrity.h"

#include <string>

#include <nlohmann/json.hpp>

#include "common/schema/schema.h"
#include "common/text/json_text.h"

namespace tradepit::query {

using Json = nlohmann::ordered_json;

namespace {

/// Selects rows whose foreign key refers to a missing row. ?1: 1 leaves out the rows of jobs that a
/// cleanup is removing, 0 leaves out none. ?2: the most rows. The pragma gives a row's table and
/// rowid; CASE finds the job that the row names. A row of `purges` without a chain stands for a
/// whole job that is being removed.
const std::string& select_orphans() {
    static const auto SQL = [] {
        std::string text =
            "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check c WHERE ?1 = 0 OR NOT ("
            " parent = 'job_models' OR (parent = 'jobs' AND EXISTS (SELECT 1 FROM purges p"
            " WHERE p.chain IS NULL AND p.job_id = CASE \"table\""
            " WHEN 'job_details' THEN (SELECT job_id FROM job_details WHERE id = c.rowid)";
        for (const auto& table : common::EVENT_TABLES) {
            const std::string name{table.name};
            text +=
                " WHEN '" + name + "' THEN (SELECT job_id FROM " + name + " WHERE id = c.rowid)";
        }
        return text + " END))) LIMIT ?2";
    }();
    return SQL;
}

}  // namespace

Reply integrity_check(Reader& reader) {
    auto integrity = Json::array();
    {
        auto rows = reader.ask("SELECT * FROM pragma_integrity_check(?)", FAULTS_MAX);
        while (rows.next())
            if (auto text = rows.text(0); text != "ok") integrity.push_back(std::move(text));
    }
    auto orphans = Json::array();
    // A cleanup deletes the row of a job first, and enters in `purges` what it has still to remove.
    // Until that is done, the other rows of the job refer to a missing row, which is no fault. A
    // row that refers to job_models does not say which job it belongs to, so all such rows are left
    // out while any job is being removed.
    const bool purging = reader.ask("SELECT 1 FROM purges LIMIT 1").next();
    auto rows = reader.ask(common::Sql::of_static(select_orphans()), purging ? 1 : 0, FAULTS_MAX);
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
