#include "query/storage/record_mark.h"

#include <system_error>

namespace tradepit::query {

namespace fs = std::filesystem;

fs::path record_mark(const fs::path& folder, const std::string& job_id) {
    return folder / ".complete" / job_id;
}

bool is_marked(const fs::path& folder, const std::string& job_id) {
    std::error_code unreadable;
    return fs::exists(record_mark(folder, job_id), unreadable);
}

}  // namespace tradepit::query
