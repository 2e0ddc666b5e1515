#include "cli/history/recordings.h"

#include "cli/config_folder.h"
#include "cli/failures.h"
#include "common/limits.h"

namespace tradepit::cli {

namespace fs = std::filesystem;

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
