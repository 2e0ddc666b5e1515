#include "query/position_file.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "common/record_lines.h"

namespace tradepit::query {

namespace fs = std::filesystem;

std::vector<FileDay> days_in(const fs::path& file) {
    if (!fs::exists(file)) return {};
    errno = 0;
    std::ifstream in{file, std::ios::binary};
    std::vector<FileDay> days;
    std::uintmax_t end = 0;
    std::string line;
    while (std::getline(in, line) && !in.eof()) {
        end += line.size() + 1;
        const auto date = common::date_of_line(line);
        if (days.empty() || (!date.empty() && date != days.back().date))
            days.push_back({std::string{date}, 0, 0});
        ++days.back().records;
        days.back().end = end;
    }
    if (!in.eof())
        throw std::system_error{errno, std::generic_category(), "cannot read " + file.string()};
    return days;
}

PositionFile cut_behind(const fs::path& file, const std::vector<FileDay>& days) {
    PositionFile kept;
    for (const auto& day : days) kept.records += day.records;
    if (!days.empty()) {
        kept.last_date = days.back().date;
        kept.bytes = days.back().end;
    }
    if (bytes_of(file) != kept.bytes) fs::resize_file(file, kept.bytes);
    return kept;
}

std::uintmax_t bytes_of(const fs::path& file) {
    std::error_code missing;
    const auto bytes = fs::file_size(file, missing);
    return missing ? 0 : bytes;
}

}  // namespace tradepit::query
