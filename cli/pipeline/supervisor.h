#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/pipeline/restart_policy.h"
#include "cli/pipeline/run_folder.h"
#include "common/process/child.h"
#include "common/process/stop_signals.h"
#include "common/time.h"

namespace tradepit::cli {

struct Program {
    std::string name;  ///< of its pid file and its log: "writer", "worker-1"
    common::ChildCommand command;
    int stage = 0;  ///< stop() ends lower stages first
};

/// Keeps programs running: starts them, starts again what dies, and ends them in order. What is
/// captured of their output goes to our standard error, line by line. One thread,
/// which is to live as long as the programs (the kernel ties them to the thread that started them).
class Supervisor {
public:
    /// Starts every program, in order. @throws std::system_error.
    Supervisor(const RunFolder& folder, std::vector<Program> programs);
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    /// Readable when turn() has something to do.
    [[nodiscard]] int descriptor() const { return epoll_.number(); }
    /// Takes note of what died, and starts what is due. Never waits.
    void turn();

    /// A program as it stands.
    struct Standing {
        std::optional<pid_t> pid;    ///< nothing between a death and the next start
        common::Instant started{0};  ///< the last time
        int starts = 0;
    };
    /// Of the program of that name, which is one of those given to the constructor.
    [[nodiscard]] Standing standing(const std::string& name) const;
    /// Sends a signal to a program; to one that does not run, nothing.
    void signal(const std::string& name, int number) const;

    /// A program whose every start failed lately, how it ended the last time, and its last lines
    /// where they are captured.
    struct Hopeless {
        std::string name;
        common::Ended ended;
        std::string last_lines;
    };
    /// The first program that died at least `deaths` times without a steady life, or that refused
    /// its arguments (exit code 64).
    [[nodiscard]] std::optional<Hopeless> hopeless(int deaths) const;

    /// The first program that ended with a code that says that starting it again does not help
    /// (common/process/exit_codes.h): it was not.
    [[nodiscard]] std::optional<Hopeless> gone_for_good() const;

    /// Ends everything: SIGTERM to a stage, `patience` for it to drain, SIGKILL for what is left,
    /// then the next stage; programs of later stages are kept running meanwhile. Another stop
    /// signal kills everything at once. @return whether every program ended by itself with code 0.
    bool stop(common::Instant patience, common::StopSignals& signals);

private:
    struct Kept {
        Program program;
        RestartPolicy policy;
        std::unique_ptr<common::Child> child;  ///< null between a death and the next start
        std::optional<common::Instant> due;    ///< of the next start
        std::optional<common::Ended> last_end;
        std::string line;        ///< the one that it is printing
        std::string last_lines;  ///< whole ones before that, up to TAIL_BYTES
        bool ending = false;     ///< not to be started again
        common::Instant started{0};
        int starts = 0;
    };

    void start(Kept& kept);
    [[nodiscard]] const Kept& named(const std::string& name) const;
    static void pass_on_output(Kept& kept);
    void note_death(Kept& kept, common::Ended ended);
    void set_timer();
    [[nodiscard]] bool runs(int stage) const;
    bool drain(int stage, common::Instant patience, common::StopSignals& signals);
    bool wait_for_end(int stage, common::Instant deadline, common::StopSignals& signals,
                      int signals_before);
    void kill_stage(int stage);

    const RunFolder& folder_;
    common::Descriptor epoll_;
    common::Descriptor timer_;
    std::vector<Kept> kept_;
};

}  // namespace tradepit::cli
