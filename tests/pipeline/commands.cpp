#include "tests/pipeline/commands.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/check.h"

namespace tradepit {

namespace {

std::filesystem::path program_path(const std::string& program) {
    if (program.find('/') != program.npos) return program;
    const char* folder = std::getenv("TRADEPIT_BIN");
    CHECK(folder != nullptr);
    return std::filesystem::path{folder} / program;
}

/// Runs in the child after fork, so it calls only async-signal-safe functions.
[[noreturn]] void become(const std::vector<char*>& argv, const std::filesystem::path& folder,
                         int out, int err) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setpgid(0, 0);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    if (::chdir(folder.c_str()) == 0) ::execv(argv[0], argv.data());
    ::_exit(127);
}

int create(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    CHECK(descriptor >= 0);
    return descriptor;
}

}  // namespace

nlohmann::json Finished::json() const {
    auto document = nlohmann::json::parse(out, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << "standard output: " << out << "\nerror: " << err;
    return document;
}

Command::Command(const std::string& program, std::vector<std::string> arguments,
                 const std::filesystem::path& folder) {
    arguments.insert(arguments.begin(), program_path(program).string());
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const int out = create(output_.path() / "out");
    const int err = create(output_.path() / "err");
    pid_ = ::fork();
    CHECK(pid_ >= 0);
    if (pid_ == 0) become(argv, folder, out, err);
    ::setpgid(pid_, pid_);
    ::close(out);
    ::close(err);
    descriptor_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    CHECK(descriptor_ >= 0);
}

Command::~Command() {
    if (pid_ > 0) {
        ::kill(-pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(descriptor_);
}

void Command::signal(int number) const {
    CHECK(pid_ > 0);
    CHECK(::kill(pid_, number) == 0);
}

Finished Command::finish(std::chrono::seconds deadline) {
    pollfd ended{descriptor_, POLLIN, 0};
    const auto milliseconds = std::chrono::milliseconds{deadline}.count();
    if (::poll(&ended, 1, static_cast<int>(milliseconds)) != 1) {
        ADD_FAILURE() << "still running after " << deadline.count() << " s: " << text_of("err");
        ::kill(-pid_, SIGKILL);
    }
    int status = 0;
    CHECK(::waitpid(pid_, &status, 0) == pid_);
    pid_ = -1;
    return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            .out = text_of("out"),
            .err = text_of("err")};
}

std::string Command::text_of(const char* name) const {
    std::ifstream file{output_.path() / name};
    return {std::istreambuf_iterator<char>{file}, {}};
}

Finished run_command(const std::string& program, std::vector<std::string> arguments,
                     const std::filesystem::path& folder) {
    return Command{program, std::move(arguments), folder}.finish();
}

std::filesystem::path source_root() {
    const char* root = std::getenv("TRADEPIT_ROOT");
    return root ? root : ".";
}

std::filesystem::path real_data() {
    const char* given = std::getenv("TRADEPIT_DATA");
    const auto folder =
        given ? std::filesystem::path{given} : source_root() / ".." / "shared" / "data";
    return std::filesystem::exists(folder) ? std::filesystem::canonical(folder)
                                           : std::filesystem::path{};
}

}  // namespace tradepit
