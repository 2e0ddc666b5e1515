#include <algorithm>
#include <cstdlib>
#include <string>

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "common/limits.h"
#include "common/process/settings.h"
#include "common/process/stop_signals.h"
#include "common/resources.h"
#include "worker/agents/model_day.h"
#include "worker/loop.h"

namespace {

using namespace tradepit;

struct Flags {
    common::ProgramSettings program;
    std::string name;
    std::string slots = "cpu=1,wait=64";
    int heartbeat_ms = 2'000;
};

/// The name of a worker that was given none. The host is cut so that the name has at most
/// NAME_BYTES_MAX bytes.
std::string host_and_pid() {
    char host[HOST_NAME_MAX + 1] = {};
    if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
    return std::string{host}.substr(0, common::NAME_BYTES_MAX / 2) + "-" +
           std::to_string(::getpid());
}

/// Why `text` is no valid value of --slots; empty when it is one.
std::string fault_of_slots_text(const std::string& text) {
    const auto offer = common::parse_offer(text);
    if (const auto* fault = std::get_if<std::string>(&offer)) return *fault;
    return worker::fault_of_slots(std::get<common::Offer>(offer)).value_or("");
}

void declare(CLI::App& app, Flags& flags) {
    common::declare_settings(app, flags.program);
    common::declare_setting(app, "name", flags.name, "Name of this worker; default: host-pid");
    common::declare_setting(
        app, "slots", flags.slots,
        "The resources that this worker offers: name=count, with commas between "
        "them. A model-day takes one cpu if its agent computes, or one wait if "
        "it waits for somebody");
    common::declare_setting(app, "heartbeat-ms", flags.heartbeat_ms,
                            "Milliseconds between heartbeats");
    app.get_option("--name")->check([](const std::string& name) {
        if (name.size() <= common::NAME_BYTES_MAX) return std::string{};
        return "has " + std::to_string(name.size()) + " bytes; a name may have at most " +
               std::to_string(common::NAME_BYTES_MAX);
    });
    app.get_option("--slots")->check(fault_of_slots_text);
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
                       .slots = std::get<common::Offer>(common::parse_offer(flags.slots)),
                       .heartbeat = std::chrono::milliseconds{flags.heartbeat_ms}},
                      runner};
    spdlog::info("worker {}: slots {}", name, flags.slots);
    if (loop.run(signals) == worker::Loop::Ended::drained) return 0;
    spdlog::warn("a second signal came: the worker ends without waiting for its agents");
    // Agents may still run. Unlike a return, this does not wait for their threads.
    std::_Exit(0);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Runs model-days for a tradepit pipeline", "tradepit-worker"};
    Flags flags;
    declare(app, flags);
    return common::run_program(app, argc, argv, flags.program, [&] { return work(flags); });
}
