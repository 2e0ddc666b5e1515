#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "common/messages/upload_messages.h"

namespace tradepit::writer {

/// Collects the notes of one import: the first HISTORY_NOTES_MAX as text, and further ones as a
/// count.
class HistoryNotes {
public:
    void add(std::string note) {
        if (++count_ <= common::HISTORY_NOTES_MAX) notes_.push_back(std::move(note));
    }
    std::vector<std::string> finish() {
        if (count_ > common::HISTORY_NOTES_MAX)
            notes_.push_back("and " + std::to_string(count_ - common::HISTORY_NOTES_MAX) +
                             " more such notes");
        return std::move(notes_);
    }

private:
    std::vector<std::string> notes_;
    std::size_t count_ = 0;
};

}  // namespace tradepit::writer
