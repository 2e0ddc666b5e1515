#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "tests/faults/writer_process.h"

namespace tradepit::faults {

/// An importer, a query, a broker and a worker in one, who bring a job of 2 models and 5 days to
/// its end, against a writer that may die or be stuck at any time: whatever is not answered is sent
/// again, a writer that has ended is started again (without its fault), and what was acknowledged
/// is written down. One attempt of the job fails and one is given back, so that rows are deleted,
/// too.
class ScriptedJob {
public:
    static constexpr const char* JOB = "job-of-faults";

    explicit ScriptedJob(WriterProcess& writer) : writer_{writer} {}

    /// From the import to the end of the job. Fails the test when it takes more than a minute, and
    /// when an answer goes back behind what was acknowledged before.
    void run();

    /// Asks for an epoch until the writer ends by itself. Fails the test when it answers.
    void run_until_the_writer_ends();

    /// Fails the test for everything acknowledged that the database does not have. At any time.
    void expect_acknowledged() const;

    [[nodiscard]] int restarts() const { return restarts_; }

private:
    /// A frame, and whether an answer is the one to it.
    struct Question {
        std::string frame;
        std::function<bool(const common::Message&)> answers;
        bool answered = false;
    };
    struct ChainScript {
        std::int64_t number = 0;
        int day = 0;
        common::Close opening;
        std::map<common::Stamp, std::int32_t> attempts;  ///< of the newest claim
    };

    void import_prices();
    void take_epoch();
    void submit();
    void claim(std::vector<ChainScript*> chains);
    /// The present day of each: its start, then its end.
    void run_day(const std::vector<ChainScript*>& chains, common::Ending ending);

    void ask(std::vector<Question> questions);
    void send_unanswered(const std::vector<Question>& questions);
    void hear(const std::string& frame, std::vector<Question>& questions);
    void note(const common::Message& message);
    void start_again();
    [[nodiscard]] Question batch(const common::Batch& batch) const;

    WriterProcess& writer_;
    zmq::context_t context_;
    zmq::socket_t socket_;
    std::vector<ChainScript> chains_;
    int restarts_ = 0;
    int claims_ = 0;
    std::string last_heard_ = "none";

    // Acknowledged.
    bool imported_ = false;
    bool submitted_ = false;
    std::map<std::string, std::int64_t> claimed_;         ///< chain by request
    std::map<common::AttemptKey, std::int64_t> batches_;  ///< upto
};

}  // namespace tradepit::faults
