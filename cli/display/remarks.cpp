#include "cli/display/remarks.h"

#include <nlohmann/json.hpp>

#include "cli/display/table.h"

namespace tradepit::cli {

std::string remarks_text(const Remarks& remarks) {
    std::string text;
    for (const auto& remark : remarks.listed()) {
        const bool is_missing = remark.kind == Remark::Kind::missing;
        text += (is_missing ? "left out: " : "note: ") + remark.path.string() +
                (is_missing ? ": " : " ") + remark.text + "\n";
    }
    const auto all = remarks.count(Remark::Kind::missing) + remarks.count(Remark::Kind::note);
    if (all > remarks.listed().size())
        text += "and " + grouped(static_cast<std::int64_t>(all - remarks.listed().size())) +
                " more remarks\n";
    return text;
}

nlohmann::ordered_json remarks_json(const Remarks& remarks) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& remark : remarks.listed())
        rows.push_back({{"path", remark.path.string()},
                        {"reason", remark.text},
                        {"kind", remark.kind == Remark::Kind::missing ? "missing" : "note"}});
    return rows;
}

}  // namespace tradepit::cli
