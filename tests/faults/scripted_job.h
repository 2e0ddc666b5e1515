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

/// Plays importer, query, broker and worker for a job of 2 models and 5 days, with a writer that
/// may die or hang at any time. It sends unanswered requests again, starts a writer that has ended
/// again (without the fault), and records everything that was acknowledged. One attempt of the job
/// fails and one is given back, so that the writer also deletes rows.
class ScriptedJob {
public:
    static constexpr const char* JOB = "job-of-faults";

    explicit ScriptedJob(WriterProcess& writer) : writer_{writer} {}

    /// Runs everything from the import of prices to the end of the job. Fails the test when an
    /// acknowledgement goes back behind an earlier one. @throws std::runtime_error when a request
    /// is not answered within a minute, or the writer keeps ending.
    void run();

    /// Requests an epoch until the writer ends by itself. Fails the test when the writer answers.
    /// @throws std::runtime_error after a minute.
    void run_until_the_writer_ends();

    /// Fails the test when something acknowledged is missing in the database. May be called at any
    /// time.
    void expect_acknowledged() const;

    /// How often the writer was started again.
    [[nodiscard]] int restarts() const { return restarts_; }

private:
    /// A request frame, and a function that recognises its answer.
    struct Question {
        std::string frame;
        std::function<bool(const common::Message&)> answers;
        bool answered = false;
    };
    struct ChainScript {
        std::int64_t number = 0;
        int day = 0;
        common::Close opening;
        std::map<common::Stamp, std::int32_t> attempts;  ///< numbers from the newest claim, by date
    };

    void import_prices();
    void take_epoch();
    void submit();
    void claim(std::vector<ChainScript*> chains);
    /// Sends the start and then the end of the present day of each chain.
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

    // What the writer has acknowledged.
    bool imported_ = false;
    bool submitted_ = false;
    std::map<std::string, std::int64_t> claimed_;         ///< chain number by request id
    std::map<common::AttemptKey, std::int64_t> batches_;  ///< number of the last acknowledged batch
};

}  // namespace tradepit::faults
