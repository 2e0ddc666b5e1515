#include "query/storage/mirror_marker.h"

#include <system_error>

namespace tradepit::query {

namespace fs = std::filesystem;

fs::path mirror_marker(const fs::path& folder, const std::string& job_id) {
    return folder / ".complete" / job_id;
}

bool is_marked(const fs::path& folder, const std::string& job_id) {
    std::error_code unreadable;
    return fs::exists(mirror_marker(folder, job_id), unreadable);
}

}  // namespace tradepit::query
