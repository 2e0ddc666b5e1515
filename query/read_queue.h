#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "query/requests/request.h"
#include "query/submissions.h"

namespace tradepit::query {

/// What a read asks for; equal ones have one answer.
struct Question {
    std::string method;
    std::string path;
    std::vector<common::Parameter> parameters;
    friend bool operator==(const Question&, const Question&) = default;
};

/// Reads that wait for a reader, and those that readers are at. Equal questions that nobody has
/// begun on are one; one that a reader is at may be about an older state, so that a later asker
/// waits for the next. A repeat (the same peer and number) of what is under way adds nothing.
/// Pure.
class ReadQueue {
public:
    struct Limits {
        std::size_t waiting_max = 256;  ///< questions
        std::size_t askers_max = 64;    ///< of one question
        /// Long reads at once: fewer than there are readers, so that one is left for the others. No
        /// two of them are the same, so that a check of the whole file, which may be by far the
        /// longest, leaves one to digests.
        std::size_t long_max = 2;
    };
    enum class Admission { taken, repeated, full };
    struct Next {
        std::int64_t number = 0;
        Question question;
        std::optional<BrokerWord> broker = {};  ///< of a read that goes on
    };

    ReadQueue() = default;
    explicit ReadQueue(Limits limits) : limits_(limits) {}

    /// `is_long`: it may take minutes.
    [[nodiscard]] Admission add(Question question, bool is_long, Asker asker);
    /// The read to go on with, else the one to begin on: the oldest that may. It is under way until
    /// finish().
    [[nodiscard]] std::optional<Next> next();
    /// A read that is under way needed the broker's word, which this is.
    void go_on(std::int64_t number, BrokerWord broker);
    /// Who is to be answered.
    [[nodiscard]] std::vector<Asker> finish(std::int64_t number);

    /// Waiting and under way.
    [[nodiscard]] std::size_t size() const { return waiting_.size() + under_way_.size(); }

private:
    struct Read {
        Question question;
        bool is_long = false;
        std::vector<Asker> askers;
    };

    [[nodiscard]] bool is_under_way(const Question& question) const;

    Limits limits_;
    std::deque<Read> waiting_;
    std::deque<Next> going_on_;  ///< under way, and no reader is at them
    std::map<std::int64_t, Read> under_way_;
    std::size_t long_under_way_ = 0;
    std::int64_t last_number_ = 0;
};

}  // namespace tradepit::query
