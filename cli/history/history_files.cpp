#include "cli/history/history_files.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "cli/failures.h"
#include "cli/text_file.h"
#include "common/limits.h"
#include "common/text/folder_name.h"
#include "common/text/letters.h"
#include "common/text/quoted.h"
#include "common/text/utf8.h"

namespace tradepit::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view POSITION_FILE = "position.jsonl";
constexpr std::string_view LOG_FILE = "log.jsonl";

/// Whether a file is called `wanted`, or so similarly ("Log.jsonl", "log (1).jsonl",
/// "log.jsonl.gz") that its owner may take it for one.
WalkRule::Name judged(std::string_view name, std::string_view wanted) {
    if (name == wanted) return WalkRule::Name::wanted;
    const auto small = common::in_small_letters(name);
    const bool is_similar =
        small.starts_with(wanted.substr(0, wanted.find('.'))) && small.find(".json") != small.npos;
    return is_similar ? WalkRule::Name::near_miss : WalkRule::Name::other;
}

/// A file of the model whose folder is `model_folder`. @param root the folder of the walk.
HistoryFile file_of(fs::path path, const fs::path& model_folder, const fs::path& root) {
    const auto name = model_folder.filename().string();
    HistoryFile file{.path = std::move(path), .model = common::name_of_folder(name)};
    if (!common::is_utf8(name))
        file.refusal = "its folder " + common::quoted_text(name) +
                       " is not UTF-8: rename it, because the model is called like it";
    const auto place = model_folder.lexically_relative(root).generic_string();
    if (place.find('/') != place.npos)
        file.notes.push_back("its folder is " + common::quoted_text(place) +
                             ", and only the last part is the model's name");
    if (file.model != name)
        file.notes.push_back("its folder is called " + common::quoted_text(name));
    return file;
}

/// Sorts the files, and refuses those that are several of one model and date.
void put_in_order(std::vector<HistoryFile>& files) {
    const auto key = [](const HistoryFile& file) {
        return std::tie(file.model, file.date, file.path);
    };
    const auto same = [](const HistoryFile& one, const HistoryFile& other) {
        return one.model == other.model && one.date == other.date;
    };
    std::ranges::sort(files, [&](const HistoryFile& one, const HistoryFile& other) {
        return key(one) < key(other);
    });
    for (auto first = files.begin(); first != files.end();) {
        const auto end = std::find_if(first, files.end(),
                                      [&](const HistoryFile& file) { return !same(*first, file); });
        for (auto file = first; end - first > 1 && file != end; ++file)
            file->refusal = "model " + common::quoted_text(file->model) + " is there twice: also " +
                            (file == first ? first + 1 : first)->path.string();
        first = end;
    }
}

WalkRule rule_for(std::string_view wanted, WalkRule::Name (*judge)(std::string_view)) {
    return {.judge = judge, .wanted = std::string{wanted}, .files_max = HISTORY_FILES_MAX};
}

fs::path root_of(const fs::path& folder) { return fs::absolute(folder).lexically_normal() / ""; }

}  // namespace

HistoryFiles find_positions(const fs::path& folder, const std::string& what) {
    auto found = walk(folder, what, rule_for(POSITION_FILE, [](std::string_view name) {
                          return judged(name, POSITION_FILE);
                      }));
    HistoryFiles positions{.files = {}, .remarks = std::move(found.remarks)};
    const auto root = root_of(folder);
    for (auto& path : found.files) {
        auto model = path.parent_path();
        if (model.filename() == "position") model = model.parent_path();
        positions.files.push_back(file_of(std::move(path), model, root));
    }
    put_in_order(positions.files);
    return positions;
}

HistoryFiles find_logs(const fs::path& folder, const std::string& what) {
    auto found =
        walk(folder, what,
             rule_for(LOG_FILE, [](std::string_view name) { return judged(name, LOG_FILE); }));
    HistoryFiles logs{.files = {}, .remarks = std::move(found.remarks)};
    const auto root = root_of(folder);
    for (auto& path : found.files) {
        const auto day = path.parent_path();
        const auto log = day.parent_path();
        if (log.filename() != "log") {
            logs.remarks.add({Remark::Kind::note, std::move(path),
                              "is not read, because it is not in MODEL/log/DATE"});
            continue;
        }
        auto file = file_of(std::move(path), log.parent_path(), root);
        file.date = day.filename().string();
        logs.files.push_back(std::move(file));
    }
    put_in_order(logs.files);
    return logs;
}

Recordings read_recordings(const fs::path& folder) {
    const auto refuse = [&](const std::string& reason) {
        throw UsageError("AGENT_DATA " + folder.string() + ": " + reason);
    };
    auto found = find_positions(folder, "AGENT_DATA");
    for (const auto& remark : found.remarks.listed())
        if (remark.kind == Remark::Kind::missing)
            refuse(remark.path.string() + ": " + remark.text +
                   ": a replay without one of its models would be another job");
    Recordings recordings{.texts = {}, .remarks = std::move(found.remarks)};
    std::size_t bytes = 0;
    for (const auto& file : found.files) {
        if (!file.refusal.empty()) refuse(file.path.string() + ": " + file.refusal);
        auto text = read_text(file.path, "AGENT_DATA", common::REQUEST_BYTES_MAX);
        bytes += text.size();
        for (const auto& note : file.notes)
            recordings.remarks.add({Remark::Kind::note, file.path, note});
        recordings.texts.emplace(file.model, std::move(text));
    }
    if (recordings.texts.empty()) refuse("there is no MODEL/position/position.jsonl in it");
    if (bytes > common::REQUEST_BYTES_MAX)
        refuse("the records have " + std::to_string(bytes) + " bytes together, the limit is " +
               std::to_string(common::REQUEST_BYTES_MAX));
    return recordings;
}

}  // namespace tradepit::cli
