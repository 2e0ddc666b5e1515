#include "common/process/complaints.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/text/quoted.h"

namespace tradepit::common {

namespace {

void write_to_log(Complaints::Level level, const std::string& line) {
    switch (level) {
        case Complaints::Level::info:
            return spdlog::info("{}", line);
        case Complaints::Level::warn:
            return spdlog::warn("{}", line);
        case Complaints::Level::error:
            return spdlog::error("{}", line);
    }
}

}  // namespace

Complaints::Complaints() : Complaints{write_to_log} {}

void Complaints::add(Kind kind, std::string_view what, Instant now, Level level) {
    const std::lock_guard lock{mutex_};
    auto found = std::ranges::find(kinds_, kind.name, &OfKind::name);
    if (found == kinds_.end()) found = kinds_.insert(kinds_.end(), OfKind{.name = kind.name});
    ++found->all;
    ++found->waiting;
    ++waiting_;
    found->level = level;
    found->text = what.substr(0, 2 * TEXT_BYTES_MAX);
    write_due(now);
}

void Complaints::flush(Instant now) {
    const std::lock_guard lock{mutex_};
    if (waiting_ > 0) write_due(now);
}

std::uint64_t Complaints::count(Kind kind) const {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find(kinds_, kind.name, &OfKind::name);
    return found == kinds_.end() ? 0 : found->all;
}

bool Complaints::is_due(const OfKind& kind, Instant now) {
    return kind.waiting > 0 && (!kind.last_line || now >= *kind.last_line + INTERVAL);
}

void Complaints::write_due(Instant now) {
    while (lines_.size() < LINES_MAX || now >= lines_.front() + INTERVAL) {
        OfKind* next = nullptr;
        for (OfKind& kind : kinds_)
            if (is_due(kind, now) && (next == nullptr || kind.last_line < next->last_line))
                next = &kind;
        if (next == nullptr) return;
        auto line = printable_text(next->text, TEXT_BYTES_MAX);
        if (next->waiting > 1)
            line += " (" + std::to_string(next->waiting) + " since the last such line)";
        write_(next->level, line);
        waiting_ -= std::exchange(next->waiting, 0);
        next->last_line = now;
        if (lines_.size() == LINES_MAX) lines_.pop_front();
        lines_.push_back(now);
    }
}

}  // namespace tradepit::common
