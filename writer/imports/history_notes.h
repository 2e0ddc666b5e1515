#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "common/messages/upload_messages.h"

namespace tradepit::writer {

/// Notes for an importer: HISTORY_NOTES_MAX of them in words, the others as a number.
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
