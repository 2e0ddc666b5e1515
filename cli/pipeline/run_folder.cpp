#include "cli/pipeline/run_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace tradepit::cli {

namespace {

/// The bytes at the end of a log that log_tail() reads. They bound the text that it returns.
constexpr std::streamoff LOG_TAIL_BYTES = 8 << 10;
constexpr std::size_t NOTE_LINES = 8;

void make_folder(const std::filesystem::path& path) {
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
    if (::mkdir(path.c_str(), 0700) == 0) return;
    if (errno != EEXIST || !std::filesystem::is_directory(path))
        throw std::runtime_error("--run-dir " + path.string() +
                                 ": cannot make the folder: " + std::strerror(errno));
}

/// "process 123", by the pid in the open lock file; "another process" when the file has none.
std::string holder_of(int lock) {
    char text[32] = {};
    const auto size = ::pread(lock, text, sizeof text - 1, 0);
    std::string pid{text, size > 0 ? static_cast<std::size_t>(size) : 0};
    pid.erase(std::remove(pid.begin(), pid.end(), '\n'), pid.end());
    return pid.empty() ? "another process" : "process " + pid;
}

common::Descriptor lock_folder(const std::filesystem::path& path) {
    const auto file = path / "lock";
    common::Descriptor lock{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (lock.number() < 0)
        throw std::runtime_error("--run-dir " + path.string() +
                                 ": cannot open its lock: " + std::strerror(errno));
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0)
        throw std::runtime_error("--run-dir " + path.string() +
                                 ": a pipeline runs in it already (" + holder_of(lock.number()) +
                                 "); stop that one, or choose another folder");
    const auto pid = std::to_string(::getpid()) + "\n";
    const auto written =
        ::ftruncate(lock.number(), 0) == 0 &&
        ::pwrite(lock.number(), pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size());
    if (!written) throw std::system_error(errno, std::generic_category(), file.string());
    return lock;
}

}  // namespace

RunFolder::RunFolder(std::filesystem::path path) : path_(std::move(path)) {
    make_folder(path_);
    lock_ = lock_folder(path_);
}

std::filesystem::path RunFolder::log_of(const std::string& program) const {
    return path_ / (program + ".log");
}

void RunFolder::write_pid(const std::string& program, pid_t pid) const {
    const auto file = path_ / (program + ".pid");
    auto new_file = file;
    new_file += ".new";
    std::ofstream{new_file} << pid << '\n';
    std::filesystem::rename(new_file, file);
}

void RunFolder::remove_pid(const std::string& program) const {
    std::error_code ignored;  // a pid file that does not exist needs no removal
    std::filesystem::remove(path_ / (program + ".pid"), ignored);
}

std::string RunFolder::log_tail(const std::string& program, std::size_t lines) const {
    std::ifstream log{log_of(program), std::ios::binary | std::ios::ate};
    if (!log) return {};
    const std::streamoff size = log.tellg();
    log.seekg(std::max<std::streamoff>(0, size - LOG_TAIL_BYTES));
    std::string text{std::istreambuf_iterator<char>{log}, {}};
    while (!text.empty() && text.back() == '\n') text.pop_back();
    auto start = text.size();
    for (std::size_t found = 0; found < lines && start != std::string::npos; ++found)
        start = start == 0 ? std::string::npos : text.rfind('\n', start - 1);
    return start == std::string::npos ? text : text.substr(start + 1);
}

std::string RunFolder::log_tail_note(const std::string& program) const {
    const auto tail = log_tail(program, NOTE_LINES);
    return tail.empty() ? "" : "; the end of " + log_of(program).string() + ":\n" + tail;
}

}  // namespace tradepit::cli
