#include "bench/programs/program.h"

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

constexpr int STOP_WITHIN_MS = 30'000;
constexpr int LOOK_EVERY_MS = 100;
constexpr int EXIT_NOT_EXECUTED = 127;
constexpr std::size_t LOG_TAIL_BYTES = 2'000;

/// Between fork and exec: async-signal-safe calls alone. A group of its own, so that Ctrl-C reaches
/// the bench, which ends its programs in order.
[[noreturn]] void become(char* const* arguments, int output, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(EXIT_NOT_EXECUTED);
    ::setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execv(arguments[0], arguments);
    ::_exit(EXIT_NOT_EXECUTED);
}

}  // namespace

Program::Program(const std::filesystem::path& executable, const std::vector<std::string>& arguments,
                 std::filesystem::path log)
    : name_(executable.filename().string()), log_(std::move(log)) {
    if (!std::filesystem::exists(executable))
        throw std::runtime_error("no program " + executable.string() + " (see --programs)");
    std::vector<std::string> texts{executable.string()};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);

    const int output = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) throw std::system_error(errno, std::generic_category(), log_.string());
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) become(pointers.data(), output, parent);
    const int error = errno;
    ::close(output);
    if (pid_ < 0) throw std::system_error(error, std::generic_category(), "fork");
    pidfd_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
}

Program::~Program() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    if (pidfd_ >= 0) ::close(pidfd_);
}

void Program::fail(const std::string& what) const {
    std::ifstream file(log_);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text.size() > LOG_TAIL_BYTES) text.erase(0, text.size() - LOG_TAIL_BYTES);
    throw std::runtime_error(name_ + " " + what + "; its log ends:\n" + text);
}

void Program::check_running() {
    int status = 0;
    if (pid_ < 0 || ::waitpid(pid_, &status, WNOHANG) == 0) return;
    pid_ = -1;
    fail("ended");
}

void Program::stop() {
    check_running();
    ::kill(pid_, SIGTERM);
    pollfd ended{.fd = pidfd_, .events = POLLIN, .revents = 0};
    if (::poll(&ended, 1, STOP_WITHIN_MS) != 1) fail("did not end within 30 s of SIGTERM");
    reap();
}

void Program::await_end(std::chrono::milliseconds span, Progress& progress) {
    const auto deadline = common::steady_now() + span;
    pollfd ended{.fd = pidfd_, .events = POLLIN, .revents = 0};
    while (::poll(&ended, 1, LOOK_EVERY_MS) != 1) {
        progress.check();
        if (common::steady_now() > deadline) fail("did not end in time");
    }
    reap();
}

void Program::reap() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("did not end in order");
}

}  // namespace tradepit::bench
