#include "cli/history/history_views.h"

#include <map>

#include <nlohmann/json.hpp>

#include "cli/display/table.h"

namespace tradepit::cli {

namespace {

using Json = nlohmann::ordered_json;

/// "gpt-5", "gpt-5 2025-10-02".
std::string name_of(const HistoryReport& report) {
    return report.file.model + (report.file.date.empty() ? "" : " " + report.file.date);
}

std::vector<std::string> notes_of(const HistoryReport& report) {
    auto notes = report.notes;
    for (const auto& left_out : report.left_out) notes.push_back("left out: " + left_out);
    notes.insert(notes.end(), report.answer.notes.begin(), report.answer.notes.end());
    return notes;
}

Json row_of(const HistoryReport& report) {
    Json row{{"source", report.file.path.string()}, {"model", report.file.model}};
    if (!report.file.date.empty()) row["date"] = report.file.date;
    row["status"] = report.landed() ? "imported" : "refused";
    if (!report.landed()) {
        row["detail"] = report.answer.detail;
        return row;
    }
    const auto& counts = report.answer.counts;
    row["market"] = report.answer.market.value();
    row["records"] = report.records;
    row["inserted"] = counts.inserted;
    row["already_there"] = counts.present;
    row["added"] = report.answer.known ? counts.inserted : 0;
    if (report.file.date.empty())
        row.update({{"amount_zero", counts.amount_zero},
                    {"rounded", counts.rounded},
                    {"forked", counts.forked},
                    {"unexplained", counts.unexplained},
                    {"unpriced", counts.unpriced}});
    row["left_out"] = report.left_out;
    row["notes"] = notes_of(report);
    return row;
}

}  // namespace

Json history_json(const std::string& job, const std::vector<HistoryReport>& reports) {
    std::map<std::string, std::int64_t> summary;
    Json imports = Json::array();
    for (const auto& report : reports) {
        if (report.landed()) summary[report.file.model] += report.answer.counts.inserted;
        imports.push_back(row_of(report));
    }
    return {{"job_id", job}, {"summary", summary}, {"imports", std::move(imports)}};
}

std::string history_text(const std::vector<HistoryReport>& reports) {
    constexpr auto COUNT = Table::Align::right;
    Table table{{{"model"},
                 {"records", COUNT},
                 {"new", COUNT},
                 {"known", COUNT},
                 {"amount 0", COUNT},
                 {"rounded", COUNT},
                 {"forked", COUNT},
                 {"unexplained", COUNT},
                 {"unpriced", COUNT}}};
    for (const auto& report : reports) {
        if (!report.landed()) continue;
        const auto& counts = report.answer.counts;
        table.add({name_of(report), grouped(report.records), grouped(counts.inserted),
                   grouped(counts.present), grouped(counts.amount_zero), grouped(counts.rounded),
                   grouped(counts.forked), grouped(counts.unexplained), grouped(counts.unpriced)});
    }
    return table.empty() ? std::string{} : table.text();
}

std::string history_notes(const std::vector<HistoryReport>& reports) {
    std::string text;
    for (const auto& report : reports)
        for (const auto& note : notes_of(report))
            text += "note: " + name_of(report) + ": " + note + "\n";
    return text;
}

}  // namespace tradepit::cli
