#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "tests/simulation/database.h"
#include "tests/simulation/simulation.h"

namespace {

using namespace tradepit;

struct Flags {
    std::uint64_t seed = 0;
    std::vector<std::uint64_t> seeds{1, 1'000};
    std::string must_find;  ///< empty: nothing may be wrong
    bool verbose = false;
    bool trace = false;
};

/// Printed when a CHECK aborts: names the seed that runs.
char running_seed[64] = "";

void say_seed(int) {
    // The CHECK has printed what it found. A signal handler may call nothing but functions such as
    // write() and _Exit().
    static_cast<void>(
        ::write(STDERR_FILENO, running_seed, std::char_traits<char>::length(running_seed)));
    std::_Exit(1);
}

std::vector<std::string> run(std::uint64_t seed, simulation::Database& database,
                             std::map<std::string, int>& fault_counts, bool trace) {
    std::snprintf(running_seed, sizeof running_seed, "seed %llu: aborted\n",
                  static_cast<unsigned long long>(seed));
    try {
        simulation::Simulation simulation{seed, database};
        if (trace)
            simulation.follow([](common::Instant now, const std::string& what) {
                fmt::print("{:.3f} {}\n", static_cast<double>(now.count()) / 1e6, what);
            });
        auto wrong = simulation.run();
        for (const auto& [note, count] : simulation.fault_counts()) fault_counts[note] += count;
        return wrong;
    } catch (const std::exception& error) {
        return {std::string{"an exception: "} + error.what()};
    }
}

/// Whether what is wrong is what has to be found. Anything else is a fault of the simulation.
bool is_expected(const std::vector<std::string>& wrong, const Flags& flags) {
    const auto is_it = [&](const std::string& what) {
        return what.find(flags.must_find) != std::string::npos;
    };
    return !flags.must_find.empty() && std::any_of(wrong.begin(), wrong.end(), is_it);
}

/// Runs seeds from `first` until one fails. @return the exit code.
int run_all(std::uint64_t first, std::uint64_t count, const Flags& flags) {
    simulation::Database database;
    std::map<std::string, int> fault_counts;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const auto wrong = run(seed, database, fault_counts, flags.trace);
        for (const std::string& what : wrong) fmt::print("seed {}: {}\n", seed, what);
        if (!wrong.empty()) return is_expected(wrong, flags) ? 0 : 1;
    }
    fmt::print("{} seeds from {} without a failure\n", count, first);
    if (flags.verbose)
        for (const auto& [note, count_of] : fault_counts) fmt::print("{:>9}  {}\n", count_of, note);
    return flags.must_find.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "The pipeline's own queue, retry, intake, lease and outbox logic under a virtual clock and "
        "network that are out to break it. A failing seed is printed; --seed repeats it.",
        "simulation"};
    Flags flags;
    const auto* seed = app.add_option("--seed", flags.seed, "Runs this seed alone");
    app.add_option("--seeds", flags.seeds, "Runs seeds FROM ... FROM + COUNT - 1")
        ->expected(2)
        ->excludes(app.get_option("--seed"))
        ->capture_default_str();
    app.add_option(
        "--must-find", flags.must_find,
        "Exit code 0 when the first seed that fails finds something that begins with this "
        "text, else 1: for programs without a rule");
    app.add_flag("--verbose", flags.verbose, "Says what the adversary brought about");
    app.add_flag("--trace", flags.trace, "Says what arrives where, and every fault");
    CLI11_PARSE(app, argc, argv);
    if (seed->count() > 0) flags.seeds = {flags.seed, 1};
    std::signal(SIGABRT, say_seed);
    return run_all(flags.seeds[0], flags.seeds[1], flags);
}
