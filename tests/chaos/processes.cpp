#include "tests/chaos/processes.h"

#include <csignal>
#include <fstream>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/check.h"

namespace tradepit {

namespace {

constexpr std::chrono::seconds SOON{30};

/// The state letters of a process's threads, from /proc.
std::string states_of(pid_t pid) {
    std::string states;
    const auto tasks = std::filesystem::path{"/proc"} / std::to_string(pid) / "task";
    for (const auto& task : std::filesystem::directory_iterator{tasks}) {
        std::ifstream file{task.path() / "stat"};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        const auto name_end = text.rfind(") ");
        if (name_end != std::string::npos) states += text[name_end + 2];
    }
    return states;
}

std::vector<std::string> sockets_of(const std::string& kind) {
    if (kind == "writer") return {"events"};
    if (kind == "broker") return {"tasks", "control"};
    if (kind == "query") return {"lookup"};
    return {};
}

}  // namespace

Witness::Witness(pid_t pid) : descriptor_{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))} {
    CHECK(descriptor_ >= 0);
}

Witness::~Witness() { ::close(descriptor_); }

bool Witness::ends(std::chrono::seconds deadline) const {
    pollfd ended{descriptor_, POLLIN, 0};
    const auto milliseconds = std::chrono::milliseconds{deadline}.count();
    return ::poll(&ended, 1, static_cast<int>(milliseconds)) == 1;
}

void stop(pid_t pid) {
    CHECK(pid > 0);
    CHECK(::kill(pid, SIGSTOP) == 0);
    const auto deadline = std::chrono::steady_clock::now() + SOON;
    while (states_of(pid).find_first_not_of('T') != std::string::npos)
        if (std::chrono::steady_clock::now() > deadline) {
            ADD_FAILURE() << "process " << pid << " does not stop";
            return;
        }
}

SeparatePrograms::SeparatePrograms(const std::filesystem::path& folder) : folder_{folder} {
    std::filesystem::create_directory(folder / "run");
}

Command& SeparatePrograms::start(const std::string& kind, const std::string& as) {
    std::vector<std::string> arguments{"--run-dir", "run"};
    if (kind == "worker") arguments.insert(arguments.end(), {"--name", as.empty() ? kind : as});
    // Removes the socket files of an earlier program of this kind: they would look like those of
    // this one.
    for (const auto& socket : sockets_of(kind)) std::filesystem::remove(folder_ / "run" / socket);
    auto& command = running_[as.empty() ? kind : as];
    command = std::make_unique<Command>("tradepit-" + kind, arguments, folder_);
    const auto deadline = std::chrono::steady_clock::now() + SOON;
    for (const auto& socket : sockets_of(kind))
        while (!std::filesystem::exists(folder_ / "run" / socket))
            if (std::chrono::steady_clock::now() > deadline) {
                ADD_FAILURE() << kind << " makes no socket " << socket;
                return *command;
            }
    return *command;
}

int SeparatePrograms::end(const std::string& as) {
    auto command = std::move(running_.at(as));
    running_.erase(as);
    command->signal(SIGTERM);
    const auto finished = command->finish();
    if (finished.exit_code != 0) ADD_FAILURE() << as << ": " << finished.err;
    return finished.exit_code;
}

}  // namespace tradepit
