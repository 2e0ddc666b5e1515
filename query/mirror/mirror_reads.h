#pragma once

#include <atomic>
#include <functional>
#include <stdexcept>
#include <utility>

#include "query/storage/snapshots.h"

namespace tradepit::query {

/// The database cannot be read now.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Snapshots for a thread of ours, which nobody waits for: a question may take its time, until
/// `stopping`, and one that is not answered is an exception. One thread.
class MirrorReads {
public:
    explicit MirrorReads(Snapshots::Settings database)
        : stopping_{database.stopping}, snapshots_{std::move(database)} {}

    /// In one snapshot. @throws Unreadable.
    void ask(const std::function<void(Reader&)>& question);
    /// As Snapshots has it.
    [[nodiscard]] int opened() const { return snapshots_.opened(); }
    [[nodiscard]] bool stopping() const { return stopping_ != nullptr && *stopping_; }

private:
    const std::atomic<bool>* stopping_;
    Snapshots snapshots_;
};

}  // namespace tradepit::query
