#include "query/soundness.h"

#include <nlohmann/json.hpp>

#include "common/json_text.h"

namespace tradepit::query {

using Json = nlohmann::ordered_json;

Reply soundness(Reader& reader) {
    auto integrity = Json::array();
    {
        auto rows = reader.ask("SELECT * FROM pragma_integrity_check(?)", FAULTS_MAX);
        while (rows.next())
            if (auto text = rows.text(0); text != "ok") integrity.push_back(std::move(text));
    }
    auto orphans = Json::array();
    auto rows = reader.ask("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT ?",
                           FAULTS_MAX);
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
