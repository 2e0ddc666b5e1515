#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/pipeline/log_output.h"
#include "cli/pipeline/restart_policy.h"
#include "cli/pipeline/run_folder.h"
#include "common/process/child.h"
#include "common/process/stop_signals.h"
#include "common/time.h"

namespace tradepit::cli {

/// A program to keep running.
struct Program {
    std::string name;  ///< names its pid file and its log: "writer", "worker-1"
    common::ChildCommand command;
    int stage = 0;  ///< stop() ends lower stages first
};

/// Keeps programs running: starts them, restarts those that die, and ends all in order. Programs
/// are restarted only in turn() and stop(). Captured output of the programs is passed on to this
/// process's standard error, in whole lines, without waiting for it. All calls must come from one
/// thread, and that thread must live as long as the programs: the kernel kills a child when the
/// thread that started it ends. The destructor kills the programs that still run and removes their
/// pid files.
class Supervisor {
public:
    static constexpr common::Duration NAME_TAKEN_BACKOFF = std::chrono::seconds{30};

    /// Starts every program, in order. `folder` must outlive this object. @throws std::system_error
    /// when a program cannot be started.
    Supervisor(RunFolder& folder, std::vector<Program> programs);
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    /// A descriptor to poll: readable when turn() has work.
    [[nodiscard]] int descriptor() const { return epoll_.number(); }
    /// One iteration: passes captured output on, notes programs that died, starts those whose
    /// backoff has passed, and keeps the run folder. A program that cannot be started now (no
    /// memory, no descriptor) is tried again after its backoff. A worker whose name another process
    /// has (EXIT_NAME_TAKEN) is tried again after NAME_TAKEN_BACKOFF, and does not count as one
    /// that died: a stranger cannot end the pipeline. Never blocks.
    void turn();

    struct ProgramState {
        std::optional<pid_t> pid;    ///< nothing while it does not run
        common::Instant started{0};  ///< time of the last start
        int starts = 0;              ///< how often it was started
    };
    /// The present state of a program. `name` must be one that the constructor got (CHECKed).
    [[nodiscard]] ProgramState state_of(const std::string& name) const;
    /// Sends the signal `number` to a program; does nothing when it does not run. `name` as for
    /// state_of().
    void signal(const std::string& name, int number) const;

    /// A program that does not come up or ended for good.
    struct FailedProgram {
        std::string name;
        common::ProcessEnd ended;  ///< how it ended the last time
        std::string last_lines;    ///< of its output if that is captured, else empty
    };
    /// The first program that died at least `deaths` times without running for
    /// RestartPolicy::STEADY_LIFE; nothing when there is none.
    [[nodiscard]] std::optional<FailedProgram> crash_looping(int deaths) const;

    /// The first program that ended with an exit code for which a restart does not help
    /// (common::restart_cannot_help()), or with EXIT_USAGE at its first start, because it refuses
    /// its set-up; nothing when there is none. Such a program is not started again.
    [[nodiscard]] std::optional<FailedProgram> ended_for_good() const;

    /// Ends the programs stage by stage: sends SIGTERM, waits up to `patience` for the stage to
    /// drain, and kills what is left of it. Programs of later stages are kept running meanwhile. A
    /// stop signal that comes after the call has begun kills all programs at once. @return whether
    /// every program ended by itself with code 0; of a program that was dead and not yet started
    /// again, how it died counts.
    bool stop(common::Duration patience, common::StopSignals& signals);

private:
    /// A program that is kept running, and its state.
    struct Kept {
        Program program;
        RestartPolicy policy;
        std::unique_ptr<common::Child> child;  ///< null while it does not run
        std::optional<common::Instant> due;    ///< when to start it again
        std::optional<common::ProcessEnd> last_end;
        std::string line;        ///< captured output after the last newline
        std::string last_lines;  ///< captured output: its last whole lines, within 2,000 bytes
        bool ending = false;     ///< not to be started again
        bool has_ended_for_good = false;  ///< as ended_for_good() says
        common::Instant started{0};
        int starts = 0;
    };

    void start(Kept& kept);
    /// start() for a program that has run before.
    void start_again(Kept& kept);
    [[nodiscard]] const Kept& named(const std::string& name) const;
    void pass_on_output(Kept& kept);
    /// Records how a program ended, and when to start it again if it is to be.
    void note_death(Kept& kept, common::ProcessEnd ended);
    /// Sets the timer to the next start that is due, or to the next look at the run folder.
    void set_timer();
    /// Whether any program of the stage runs.
    [[nodiscard]] bool any_runs(int stage) const;
    /// stop() for one stage. @param signals_before the stop signals taken when stop() began
    bool drain(int stage, common::Duration patience, common::StopSignals& signals,
               int signals_before);
    /// Waits until no program of the stage runs. @return false when one still runs at the deadline,
    /// or when more than `signals_before` stop signals came; in that case it has killed all
    /// programs.
    bool wait_for_end(int stage, common::Instant deadline, common::StopSignals& signals,
                      int signals_before);
    void kill_stage(int stage);

    RunFolder& folder_;
    LogOutput output_;  ///< standard error, for captured output
    common::Descriptor epoll_;
    common::Descriptor timer_;
    std::vector<Kept> kept_;
};

}  // namespace tradepit::cli
