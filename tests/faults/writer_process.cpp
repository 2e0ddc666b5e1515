#include "tests/faults/writer_process.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/check.h"

namespace tradepit::faults {

std::string disk_library() {
    return std::string{std::getenv("TRADEPIT_BIN")} + "/libdisk_faults.so";
}

std::vector<std::string> environment_of(const DiskFault& fault, const std::filesystem::path& mark) {
    return {"LD_PRELOAD=" + disk_library(), "TRADEPIT_DISK_FAULT=" + fault.kind,
            "TRADEPIT_DISK_FAULT_AT=" + std::to_string(fault.at),
            "TRADEPIT_DISK_MARK=" + mark.string(),
            // Without this option AddressSanitizer would refuse to start, because disk_library() is
            // loaded before it.
            "ASAN_OPTIONS=verify_asan_link_order=0"};
}

bool WriterProcess::start(std::vector<std::string> environment) {
    const auto writer = std::filesystem::path{std::getenv("TRADEPIT_BIN")} / "tradepit-writer";
    auto& arguments = environment;
    arguments.insert(arguments.end(), {writer.string(), "--run-dir", folder_.string()});
    command_.reset();
    command_ = std::make_unique<tradepit::Command>("/usr/bin/env", arguments, folder_);
    pollfd end{command_->descriptor(), POLLIN, 0};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (std::chrono::steady_clock::now() < deadline) {
        if (::poll(&end, 1, 2) == 1) return false;
        if (serves()) return true;
    }
    ADD_FAILURE() << "the writer neither serves nor ends";
    return false;
}

bool WriterProcess::serves() const {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(descriptor >= 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    std::strncpy(address.sun_path, (folder_ / "events").c_str(), sizeof address.sun_path - 1);
    const bool connected =
        ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(descriptor);
    return connected;
}

bool WriterProcess::ended() const {
    pollfd end{command_->descriptor(), POLLIN, 0};
    return ::poll(&end, 1, 0) == 1;
}

int WriterProcess::descriptor() const { return command_->descriptor(); }

Finished WriterProcess::finish() { return command_->finish(std::chrono::seconds{30}); }

}  // namespace tradepit::faults
