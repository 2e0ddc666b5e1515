#include "query/lookups/integrity.h"

#include <string>

#include <nlohmann/json.hpp>

#include "common/schema/schema.h"
#include "common/text/json_text.h"

namespace tradepit::query {

using Json = nlohmann::ordered_json;

namespace {

/// Rows without a parent. ?1 is 1 where the rows of jobs that are being removed are left out.
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
    // The rows of cleaned-up jobs have no parent until the writer has removed them; while `purges`
    // has their job they are no faults. A row that refers to job_models does not tell its job, so
    // all of these are passed over while anything is being removed.
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
