#include "cli/history/history_export.h"

#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "cli/jobs/job_rows.h"
#include "common/records/record_lines.h"
#include "common/records/record_tree.h"
#include "common/text/folder_name.h"
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

/// The folders of an export: DIR, and one for each model of the job. The destructor removes those
/// that were made and are empty.
class ExportFolders {
public:
    /// @param status of the job. @throws UsageError where a folder's name would be too long.
    ExportFolders(fs::path folder, const Json& status)
        : folder_{std::move(folder)}, names_{names_of(status, folder_)} {}
    ~ExportFolders() {
        std::error_code not_empty;
        for (const auto& name : made_) fs::remove(folder_ / name.value(), not_empty);
        if (is_new_) fs::remove(folder_, not_empty);
    }
    ExportFolders(const ExportFolders&) = delete;
    ExportFolders& operator=(const ExportFolders&) = delete;

    /// Makes all of them, before anything is written. @throws UsageError where the file system
    /// takes the names of two for one; std::system_error when a folder cannot be made.
    void make() {
        is_new_ = fs::create_directories(folder_);
        for (const auto& [model, name] : names_) {
            // It may take capitals for small letters, or the two forms of an accented letter for
            // one.
            if (!fs::create_directory(folder_ / name.value()))
                throw UsageError("DIR " + folder_.string() +
                                 ": on this file system the folder of model " +
                                 common::quoted_text(model) +
                                 " is that of another model of the job: export to another one");
            made_.push_back(name);
        }
    }

    [[nodiscard]] const fs::path& path() const { return folder_; }
    [[nodiscard]] const common::ModelFolder& of(const std::string& model) const {
        const auto found = names_.find(model);
        if (found != names_.end()) return found->second;
        throw std::runtime_error("a row is of model " + common::quoted_text(model) +
                                 ", which the job's status does not list");
    }

private:
    using Names = std::map<std::string, common::ModelFolder>;

    static Names names_of(const Json& status, const fs::path& folder) {
        auto names = common::folders_of(status.at("models").get<std::set<std::string>>());
        if (const auto* fault = std::get_if<std::string>(&names))
            throw UsageError("DIR " + folder.string() + ": " + *fault);
        return std::get<Names>(std::move(names));
    }

    const fs::path folder_;
    const Names names_;
    bool is_new_ = false;
    std::vector<common::ModelFolder> made_;
};

/// Writes one job: positions first, then logs.
class Export {
public:
    Export(Connection& connection, std::string job, const ExportFolders& folders,
           const std::function<void(std::int64_t)>& progress)
        : connection_{connection}, job_{std::move(job)}, folders_{folders}, progress_{progress} {}

    void write_positions(const common::MarketRules& rules) {
        std::map<std::string, common::RecordLines> lines;
        std::vector<Json> day;  // the rows of one model-day; query lists them one after the other
        const auto write_day = [&] {
            if (day.empty()) return;
            const auto model = day.front().at("model").get<std::string>();
            auto& of_model = lines.try_emplace(model, rules).first->second;
            common::append_to(common::position_file(folders_.path(), folders_.of(model)),
                              of_model.day(day));
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
    fs::path log_path(const std::string& model, const std::string& date) const {
        return common::log_file(folders_.path(), folders_.of(model), date);
    }

    Connection& connection_;
    std::string job_;
    const ExportFolders& folders_;
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
    ExportFolders folders{folder, status};
    folders.make();
    Export tree{connection, job, folders, progress};
    // The rules say only how the market's records name their actions ("buy", or "buy_crypto"), so
    // the interval does not matter.
    tree.write_positions(common::rules_for(markets, market, common::DAILY));
    tree.write_logs();
    return tree.written();
}

}  // namespace tradepit::cli
