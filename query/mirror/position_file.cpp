#include "query/mirror/position_file.h"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "common/records/record_lines.h"

namespace tradepit::query {

namespace fs = std::filesystem;

namespace {

/// The least size of one read. For most models it has the lines of several days.
constexpr std::uintmax_t PIECE_BYTES = std::uintmax_t{64} << 10;

}  // namespace

BackwardDays::BackwardDays(const fs::path& file) : file_{file} {
    if (!fs::exists(file)) return;
    text_offset_ = fs::file_size(file);
    in_.open(file, std::ios::binary);
    while (text_.find('\n') == text_.npos && read_more()) continue;
    // Drops a last line without its end of line, or all where there is no complete line.
    text_.resize(text_.rfind('\n') + 1);
    begun_offset_ = text_offset_ + text_.size();
}

bool BackwardDays::read_more() {
    if (text_offset_ == 0) return false;
    // Each piece is as large as the text so far, so that a long line is not copied once for every
    // PIECE_BYTES.
    const auto bytes = std::min(text_offset_, std::max<std::uintmax_t>(PIECE_BYTES, text_.size()));
    std::string piece(bytes, '\0');
    errno = 0;
    in_.seekg(static_cast<std::streamoff>(text_offset_ - bytes));
    if (!in_.read(piece.data(), static_cast<std::streamsize>(bytes)))
        throw std::system_error{errno, std::generic_category(), "cannot read " + file_.string()};
    text_.insert(0, piece);
    text_offset_ -= bytes;
    return true;
}

std::optional<std::string> BackwardDays::line_before() {
    if (text_.empty() && !read_more()) return std::nullopt;
    // Where the line before ends. It is npos at the beginning of the file, which makes `begin` 0.
    std::size_t before = std::string::npos;
    do {
        before = std::string_view{text_}.substr(0, text_.size() - 1).rfind('\n');
    } while (before == std::string::npos && read_more());
    const auto begin = before + 1;
    std::string line = text_.substr(begin);
    text_.resize(begin);
    return line;
}

std::optional<FileDay> BackwardDays::next() {
    while (const auto line = line_before()) {
        const auto head = common::head_of_line(*line);
        if (!head) {
            ++other_lines_;
            continue;
        }
        std::optional<FileDay> complete;
        if (!begun_ || begun_->date != head->date)
            complete = std::exchange(
                begun_, FileDay{std::string{head->date}, 0, head->id + 1, begun_offset_});
        begun_->lines += std::exchange(other_lines_, 0) + 1;
        begun_offset_ = text_offset_ + text_.size();
        if (complete) return complete;
    }
    if (begun_) return std::exchange(begun_, std::nullopt);
    if (other_lines_ > 0) return FileDay{"", std::exchange(other_lines_, 0), 0, begun_offset_};
    return std::nullopt;
}

}  // namespace tradepit::query
