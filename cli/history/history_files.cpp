#include "cli/history/history_files.h"

#include <algorithm>
#include <tuple>

#include "cli/config_folder.h"
#include "cli/failures.h"
#include "common/limits.h"

namespace tradepit::cli {

namespace fs = std::filesystem;

namespace {

/// Every regular file of that name in the folder or below it. @throws UsageError when there is no
/// such folder, or there are more than HISTORY_FILES_MAX such files.
std::vector<fs::path> files_named(const fs::path& folder, const std::string& name) {
    if (!fs::is_directory(folder))
        throw UsageError("DIR " + folder.string() + ": there is no such folder");
    std::vector<fs::path> files;
    const auto options = fs::directory_options::skip_permission_denied;
    for (const auto& entry :
         fs::recursive_directory_iterator{fs::absolute(folder).lexically_normal(), options}) {
        if (entry.path().filename() != name || !entry.is_regular_file()) continue;
        files.push_back(entry.path());
        if (files.size() > HISTORY_FILES_MAX)
            throw UsageError("DIR " + folder.string() + ": there are more than " +
                             std::to_string(HISTORY_FILES_MAX) + " files " + name + " in it");
    }
    return files;
}

/// Sorts the files by model and date. @throws UsageError when two have the same model and date.
std::vector<HistoryFile> in_order(std::vector<HistoryFile> files, const fs::path& folder) {
    std::sort(files.begin(), files.end(), [](const HistoryFile& left, const HistoryFile& right) {
        return std::tie(left.model, left.date, left.path) <
               std::tie(right.model, right.date, right.path);
    });
    const auto twice = std::adjacent_find(
        files.begin(), files.end(), [](const HistoryFile& left, const HistoryFile& right) {
            return left.model == right.model && left.date == right.date;
        });
    if (twice != files.end())
        throw UsageError("DIR " + folder.string() + ": model " + twice->model +
                         " is there twice: " + twice->path.string() + " and " +
                         std::next(twice)->path.string());
    return files;
}

}  // namespace

std::vector<HistoryFile> find_positions(const fs::path& folder) {
    std::vector<HistoryFile> found;
    for (auto& path : files_named(folder, "position.jsonl")) {
        auto model = path.parent_path();
        if (model.filename() == "position") model = model.parent_path();
        found.push_back({path, model.filename().string()});
    }
    return in_order(std::move(found), folder);
}

std::vector<HistoryFile> find_logs(const fs::path& folder) {
    std::vector<HistoryFile> found;
    for (auto& path : files_named(folder, "log.jsonl")) {
        const auto day = path.parent_path();
        const auto log = day.parent_path();
        if (log.filename() != "log") continue;
        found.push_back({path, log.parent_path().filename().string(), day.filename().string()});
    }
    return in_order(std::move(found), folder);
}

std::map<std::string, std::string> read_recordings(const fs::path& folder) {
    if (!fs::is_directory(folder))
        throw UsageError("AGENT_DATA " + folder.string() + ": there is no such folder");
    std::map<std::string, std::string> texts;
    std::size_t bytes = 0;
    for (const auto& entry : fs::directory_iterator{folder}) {
        const auto file = entry.path() / "position" / "position.jsonl";
        if (!fs::is_regular_file(file)) continue;
        auto text = read_text(file, "AGENT_DATA", common::REQUEST_BYTES_MAX);
        bytes += text.size();
        texts.emplace(entry.path().filename().string(), std::move(text));
    }
    if (texts.empty())
        throw UsageError("AGENT_DATA " + folder.string() +
                         ": there is no MODEL/position/position.jsonl in it");
    if (bytes > common::REQUEST_BYTES_MAX)
        throw UsageError("AGENT_DATA " + folder.string() + ": the records have " +
                         std::to_string(bytes) + " bytes together, the limit is " +
                         std::to_string(common::REQUEST_BYTES_MAX));
    return texts;
}

}  // namespace tradepit::cli
