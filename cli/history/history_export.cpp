#include "cli/history/history_export.h"

#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "cli/jobs/job_rows.h"
#include "common/records/record_lines.h"
#include "common/records/record_tree.h"
#include "common/text/name_rules.h"
#include "common/text/quoted.h"

namespace tradepit::cli {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// @throws UsageError when the folder is neither new nor empty.
void check_folder(const fs::path& folder) {
    if (!fs::exists(folder)) return;
    if (!fs::is_directory(folder))
        throw UsageError("DIR " + folder.string() + ": is a file, not a folder");
    if (!fs::is_empty(folder))
        throw UsageError("DIR " + folder.string() +
                         ": is not empty, and export overwrites nothing");
}

/// @throws UsageError when the model's name cannot be a folder's.
void check_name(const std::string& model) {
    if (!common::is_folder_name(model))
        throw UsageError("model " + common::quoted_text(model) + " is no name for a folder");
}

/// Writes one job: positions first, then logs.
class Export {
public:
    Export(Connection& connection, std::string job, fs::path folder,
           const std::function<void(std::int64_t)>& progress)
        : connection_{connection},
          job_{std::move(job)},
          folder_{std::move(folder)},
          progress_{progress} {}

    void write_positions(const common::MarketRules& rules) {
        std::map<std::string, common::RecordLines> lines;
        std::vector<Json> day;  // the rows of one model-day; query lists them one after the other
        const auto write_day = [&] {
            if (day.empty()) return;
            const auto model = day.front().at("model").get<std::string>();
            check_name(model);
            auto& of_model = lines.try_emplace(model, rules).first->second;
            common::append_to(common::position_file(folder_, model), of_model.day(day));
            written_[model].records = of_model.records();
            rows_ += static_cast<std::int64_t>(day.size());
            progress_(rows_);
            day.clear();
        };
        each_completed_position(connection_, job_, [&](const Json& row) {
            if (!day.empty() && (day.front().at("model") != row.at("model") ||
                                 day.front().at("date") != row.at("date")))
                write_day();
            day.push_back(row);
        });
        write_day();
    }

    void write_logs() {
        each_reasoning_step(connection_, job_, [&](const Json& step) {
            const auto model = step.at("model").get<std::string>();
            common::append_to(log_path(model, step.at("date").get<std::string>()),
                              common::step_line(step));
            if (!step.at("tool_name").is_null())
                days_without_usage_.emplace(model, step.at("date").get<std::string>());
            ++written_[model].steps;
            progress_(++rows_);
        });
        std::vector<Json> day;
        const auto write_day = [&] {
            if (day.empty()) return;
            const auto model = day.front().at("model").get<std::string>();
            const auto date = day.front().at("date").get<std::string>();
            common::append_to(log_path(model, date), common::tools_line(model, day));
            days_without_usage_.erase({model, date});
            day.clear();
        };
        each_tool_usage(connection_, job_, [&](const Json& tool) {
            if (!day.empty() && (day.front().at("model") != tool.at("model") ||
                                 day.front().at("date") != tool.at("date")))
                write_day();
            day.push_back(tool);
        });
        write_day();
        for (const auto& [model, date] : days_without_usage_)
            common::append_to(log_path(model, date), common::tools_line(model, {}));
    }

    std::map<std::string, ExportCounts> written() { return std::move(written_); }

private:
    /// The path of a log.jsonl. @throws UsageError when the model's name cannot be a folder's.
    fs::path log_path(const std::string& model, const std::string& date) const {
        check_name(model);
        return common::log_file(folder_, model, date);
    }

    Connection& connection_;
    std::string job_;
    fs::path folder_;
    const std::function<void(std::int64_t)>& progress_;
    std::map<std::string, ExportCounts> written_;
    /// (model, date) of the model-days whose steps name tools, but that have no tool usage. Their
    /// logs get a line with empty tool usage, because for a log without such a line an import takes
    /// the tool usage from the steps.
    std::set<std::pair<std::string, std::string>> days_without_usage_;
    std::int64_t rows_ = 0;  ///< positions and reasoning steps that were written
};

}  // namespace

std::map<std::string, ExportCounts> export_job(Connection& connection, const std::string& job,
                                               const fs::path& folder,
                                               const std::vector<common::MarketRules>& markets,
                                               const std::function<void(std::int64_t)>& progress) {
    check_folder(folder);
    const auto status = status_of_ended_job(connection, job);
    const common::MarketName market{status.value("market", "")};
    fs::create_directories(folder);
    Export tree{connection, job, folder, progress};
    // The rules say only how the market's records name their actions ("buy", or "buy_crypto"), so
    // the interval does not matter.
    tree.write_positions(common::rules_for(markets, market, common::DAILY));
    tree.write_logs();
    return tree.written();
}

}  // namespace tradepit::cli
