#include <algorithm>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "common/limits.h"
#include "common/process/exit_codes.h"
#include "common/process/nonce.h"
#include "common/process/settings.h"
#include "common/process/stop_signals.h"
#include "common/resources.h"
#include "common/text/name_rules.h"
#include "common/text/quoted.h"
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

/// The name of a worker that was given none: host-pid-random. Containers may have one host name,
/// and a process in each has the pid 1, so only the random part tells such workers apart. The host
/// is cut so that the name has at most NAME_BYTES_MAX bytes.
std::string drawn_name() {
    char host[HOST_NAME_MAX + 1] = {};
    if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
    const std::string_view shown{host};
    const auto usable = common::name_fault("host", shown) ? std::string_view{"worker"} : shown;
    return fmt::format("{}-{}-{:08x}", usable.substr(0, common::NAME_BYTES_MAX / 2), ::getpid(),
                       static_cast<std::uint32_t>(common::draw_nonce()));
}

/// Why `text` is no valid value of --slots; empty when it is one.
std::string fault_of_slots_text(const std::string& text) {
    const auto offer = common::parse_offer(text);
    if (const auto* fault = std::get_if<std::string>(&offer)) return *fault;
    return worker::fault_of_slots(std::get<common::Offer>(offer)).value_or("");
}

void declare(CLI::App& app, Flags& flags) {
    common::declare_settings(app, flags.program);
    common::declare_setting(app, "name", flags.name,
                            "Name of this worker, which no other worker of the pipeline may have; "
                            "default: host-pid-random");
    common::declare_setting(
        app, "slots", flags.slots,
        "The resources that this worker offers: name=count, with commas between "
        "them. A model-day takes one cpu if its agent computes, or one wait if "
        "it waits for somebody");
    common::declare_setting(app, "heartbeat-ms", flags.heartbeat_ms,
                            "Milliseconds between heartbeats");
    app.get_option("--name")->check([](const std::string& name) {
        return name.empty() ? "" : common::name_fault("the name", name).value_or("");
    });
    app.get_option("--slots")->check(fault_of_slots_text);
    app.get_option("--heartbeat-ms")->check(CLI::Range(100, 60'000));
}

int work(const Flags& flags) {
    common::start_log("tradepit-worker", flags.program.log_level);
    common::StopSignals signals;
    zmq::context_t context;
    const worker::Runner runner = worker::run_model_day;
    const std::string name = flags.name.empty() ? drawn_name() : flags.name;
    worker::Loop loop{context,
                      {.endpoints = flags.program.endpoints,
                       .name = common::WorkerName{name},
                       .slots = std::get<common::Offer>(common::parse_offer(flags.slots)),
                       .heartbeat = std::chrono::milliseconds{flags.heartbeat_ms}},
                      runner};
    spdlog::info("worker {}: slots {}", name, flags.slots);
    switch (loop.run(signals)) {
        case worker::Loop::Ended::drained:
            return 0;
        case worker::Loop::Ended::name_taken:
            spdlog::error(
                "another worker of the name {} is at work at {}: worker names must differ; give "
                "--name, or leave it out",
                common::quoted_text(name), flags.program.endpoints.tasks);
            std::_Exit(common::EXIT_NAME_TAKEN);
        case worker::Loop::Ended::at_once:
            spdlog::warn("a second signal came: the worker ends without waiting for its agents");
    }
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
