#include "common/process/child.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace tradepit::common {

namespace {

/// The exit code of a child that could not execute its program, as shells have it.
constexpr int EXIT_NOT_EXECUTED = 127;

/// The texts in the form that execve() wants, with a null pointer at the end. They point into
/// `texts`.
std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

/// The variables of this process as "NAME=value", without those of the given names.
std::vector<std::string> environment_without(const std::vector<std::string>& names) {
    std::vector<std::string> result;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const std::string name{text.substr(0, text.find('='))};
        if (std::find(names.begin(), names.end(), name) == names.end()) result.emplace_back(text);
    }
    return result;
}

/// Makes a forked process the program `executable`. This process has other threads (ZeroMQ's), so
/// only async-signal-safe calls are allowed between fork and exec.
/// @param output becomes standard output and standard error
/// @param parent the process that forked
[[noreturn]] void become(const char* executable, char* const* arguments, char* const* environment,
                         int output, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // A parent that ended before that call would not be noticed.
    if (::getppid() != parent) ::_exit(EXIT_NOT_EXECUTED);
    ::setpgid(0, 0);
    // exec keeps the blocked signals and the ignored ones of this process (StopSignals).
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const int input = ::open("/dev/null", O_RDONLY);
    if (input >= 0) ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    // Closes all other descriptors, also those that this process inherited itself. A kernel before
    // 5.9 does not know this call, and leaves them open.
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    ::execve(executable, arguments, environment);
    ::_exit(EXIT_NOT_EXECUTED);
}

}  // namespace

std::string ProcessEnd::text() const {
    return signal != 0 ? "was killed by signal " + std::to_string(signal)
                       : "exited with code " + std::to_string(code);
}

Child::Child(const ChildCommand& command) {
    std::vector<std::string> texts{command.executable.filename().string()};
    texts.insert(texts.end(), command.arguments.begin(), command.arguments.end());
    auto variables = environment_without(command.without_environment);
    const auto arguments = pointers(texts);
    const auto environment = pointers(variables);
    const std::string executable = command.executable.string();

    Descriptor log;
    if (!command.log.empty()) {
        log = Descriptor{
            ::open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
        if (log.number() < 0)
            throw std::system_error(errno, std::generic_category(), command.log.string());
    }
    Descriptor captured;
    if (command.log.empty() && command.captured) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe2");
        output_ = Descriptor{ends[0]};
        captured = Descriptor{ends[1]};
        ::fcntl(output_.number(), F_SETFL, O_NONBLOCK);
    }
    const int output = !command.log.empty() ? log.number()
                       : command.captured   ? captured.number()
                                            : STDERR_FILENO;
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ == 0) become(executable.c_str(), arguments.data(), environment.data(), output, parent);

    pidfd_ = Descriptor{static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))};
    if (pidfd_.number() < 0) {
        const int reason = errno;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        throw std::system_error(reason, std::generic_category(), "pidfd_open");
    }
    ::fcntl(pidfd_.number(), F_SETFD, FD_CLOEXEC);
}

Child::~Child() {
    if (pid_ <= 0 || ended()) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void Child::signal(int number) const {
    if (!ended_) ::kill(pid_, number);
}

std::optional<ProcessEnd> Child::ended() {
    if (ended_) return ended_;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    ended_ = WIFSIGNALED(status) ? ProcessEnd{.signal = WTERMSIG(status)}
                                 : ProcessEnd{.code = WEXITSTATUS(status)};
    return ended_;
}

}  // namespace tradepit::common
