#include <algorithm>
#include <cstdlib>
#include <string>

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "common/limits.h"
#include "common/process/settings.h"
#include "common/process/stop_signals.h"
#include "worker/agents/model_day.h"
#include "worker/loop.h"

namespace {

using namespace tradepit;

/// Slots are threads with two sockets and a stop flag each: all of them within libzmq's default of
/// 1,023 sockets and the usual 1,024 descriptors.
constexpr int COMPUTING_SLOTS_MAX = 64;
constexpr int WAITING_SLOTS_MAX = 250;

struct Flags {
    common::ProgramSettings program;
    std::string name;
    int computing_slots = 1;
    int waiting_slots = 64;
    int heartbeat_ms = 2'000;
};

std::string host_and_pid() {
    char host[HOST_NAME_MAX + 1] = {};
    if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
    return std::string{host}.substr(0, common::NAME_BYTES_MAX / 2) + "-" +
           std::to_string(::getpid());
}

void declare(CLI::App& app, Flags& flags) {
    common::declare_settings(app, flags.program);
    common::declare_setting(app, "name", flags.name, "Name of this worker; default: host-pid");
    common::declare_setting(app, "computing-slots", flags.computing_slots,
                            "Model-days at once of agents that need a core");
    common::declare_setting(app, "waiting-slots", flags.waiting_slots,
                            "Model-days at once of agents that wait for somebody");
    common::declare_setting(app, "heartbeat-ms", flags.heartbeat_ms,
                            "Milliseconds between heartbeats");
    app.get_option("--name")->check([](const std::string& name) {
        return name.size() <= common::NAME_BYTES_MAX ? "" : "has more than 128 bytes";
    });
    app.get_option("--computing-slots")->check(CLI::Range(0, COMPUTING_SLOTS_MAX));
    app.get_option("--waiting-slots")->check(CLI::Range(0, WAITING_SLOTS_MAX));
    app.get_option("--heartbeat-ms")->check(CLI::Range(100, 60'000));
}

int work(const Flags& flags) {
    common::start_log("tradepit-worker", flags.program.log_level);
    common::StopSignals signals;
    zmq::context_t context;
    const worker::Runner runner = worker::run_model_day;
    const std::string name = flags.name.empty() ? host_and_pid() : flags.name;
    worker::Loop loop{context,
                      {.endpoints = flags.program.endpoints,
                       .name = common::WorkerName{name},
                       .slots = {flags.computing_slots, flags.waiting_slots},
                       .heartbeat = std::chrono::milliseconds{flags.heartbeat_ms}},
                      runner};
    spdlog::info("worker {}: {} computing slots, {} waiting", name, flags.computing_slots,
                 flags.waiting_slots);
    if (loop.run(signals) == worker::Loop::Ended::drained) return 0;
    // Agents may be in the middle of anything, and nobody waits for them.
    spdlog::warn("ends at once");
    std::_Exit(0);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Runs model-days for a tradepit pipeline", "tradepit-worker"};
    Flags flags;
    declare(app, flags);
    return common::run_program(app, argc, argv, flags.program, [&] { return work(flags); });
}
