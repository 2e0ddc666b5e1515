#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/load/ack_log.h"
#include "bench/load/job_record.h"
#include "bench/load/workload.h"
#include "bench/programs/link.h"

namespace tradepit::bench {

/// Plays the broker and the workers of one job that the writer has stored: sends the claims and the
/// event batches. Each model-day is one batch that ends the day. No worker has more unacknowledged
/// than its window allows. Not thread-safe.
class EventStream {
public:
    /// `broker` and `workers` must be connections to the same writer. All batches are encoded here,
    /// before the measurement. The workload may have at most LEASE_DAYS_MAX dates (CHECKed),
    /// because one Claim message asks for all days of a model. Acknowledged batches are added to
    /// `log`. The references must outlive this object.
    EventStream(const Workload& work, const RecordedJob& job, Link& broker,
                std::vector<std::unique_ptr<Link>>& workers, AckLog& log);

    /// Claims all days, sends all batches date by date, and waits for the last acknowledgement. May
    /// be called once.
    /// @param pace the limit in positions per second; 0: as fast as the writer takes them
    /// @return the time from sending the first claim to receiving the last acknowledgement
    /// @throws std::runtime_error when the writer refuses a claim or a batch, claims fewer days
    /// than it was asked to, or is silent for 30 s; Interrupted on SIGINT or SIGTERM, which it
    /// notices while it waits for the claims but not while it waits for acknowledgements.
    std::chrono::duration<double> run(double pace = 0);

private:
    /// An encoded batch, and the worker that sends it.
    struct Outgoing {
        std::string frame;
        std::size_t worker = 0;  ///< index into workers_
        common::AttemptKey key;
        std::size_t positions = 0;
    };
    /// A batch that was sent and is not acknowledged.
    struct UnderWay {
        const Outgoing* batch = nullptr;
        common::Instant sent{};
    };
    /// How much a worker has sent and not had acknowledged.
    struct Window {
        std::size_t batches = 0;
        std::size_t bytes = 0;
    };

    [[nodiscard]] common::WorkerName worker_name(std::size_t worker) const;
    [[nodiscard]] common::Batch batch_of(const WorkDay& day, const common::AttemptKey& key,
                                         std::size_t worker) const;
    /// Sends a claim for each chain, and waits until the writer has recorded all of them.
    void claim_all();
    /// Whether the batch fits into the window of its worker.
    [[nodiscard]] bool has_room(const Outgoing& batch) const;
    /// Takes what the writer has sent, without waiting.
    void take_answers();
    /// Waits until a frame for any worker has come, for `longest` at most. @return whether one has.
    bool poll_workers(std::chrono::milliseconds longest);
    /// Waits until a frame for any worker has come. @throws std::runtime_error after 30 s.
    void wait_for_answers();
    /// Waits until `due`, and takes the answers that come meanwhile.
    void take_answers_until(common::Instant due);
    void on_ack(const common::Ack& ack);

    const Workload& work_;
    const RecordedJob& job_;
    Link& broker_;
    std::vector<std::unique_ptr<Link>>& workers_;
    std::vector<Outgoing> batches_;
    std::vector<Window> windows_;                                           ///< by worker
    std::map<std::pair<std::int64_t, common::Stamp>, UnderWay> under_way_;  ///< by chain and date
    AckLog& log_;
    std::size_t acknowledged_ = 0;  ///< batches
};

}  // namespace tradepit::bench
