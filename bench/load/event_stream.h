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

/// Plays the broker's claims and the workers' streams of one recorded job: every model-day is one
/// batch with its end, within each worker's window, counted when its acknowledgement is there.
class EventStream {
public:
    /// `broker` and `workers` are connections to the same writer. Encodes everything beforehand.
    /// The workload has at most LEASE_DAYS_MAX dates: each model's are one claim. What is
    /// acknowledged is added to `log`.
    EventStream(const Workload& work, const RecordedJob& job, Link& broker,
                std::vector<std::unique_ptr<Link>>& workers, AckLog& log);

    /// Claims all days, sends all batches date by date, and waits for the last acknowledgement.
    /// @param pace positions a second at most; 0: as fast as the writer takes them
    /// @return from the first claim sent to the last acknowledgement received.
    /// @throws std::runtime_error when the writer refuses anything.
    std::chrono::duration<double> run(double pace = 0);

private:
    struct Outgoing {
        std::string frame;
        std::size_t worker = 0;
        common::AttemptKey key;
        std::size_t positions = 0;
    };
    struct UnderWay {
        const Outgoing* batch = nullptr;
        common::Instant sent{};
    };
    struct Window {
        std::size_t batches = 0;
        std::size_t bytes = 0;
    };

    [[nodiscard]] common::WorkerName worker_name(std::size_t worker) const;
    [[nodiscard]] common::Batch batch_of(const WorkDay& day, const common::AttemptKey& key,
                                         std::size_t worker) const;
    void claim_all();
    [[nodiscard]] bool has_room(const Outgoing& batch) const;
    void take_answers();
    void wait_for_answers();
    void keep_pace(common::Instant due);
    void on_ack(const common::Ack& ack);

    const Workload& work_;
    const RecordedJob& job_;
    Link& broker_;
    std::vector<std::unique_ptr<Link>>& workers_;
    std::vector<Outgoing> batches_;
    std::vector<Window> windows_;
    std::map<std::pair<std::int64_t, common::Stamp>, UnderWay> under_way_;
    AckLog& log_;
    std::size_t acknowledged_ = 0;
};

}  // namespace tradepit::bench
