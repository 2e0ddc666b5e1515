#include "cli/pipeline/run_folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/machine/file_identity.h"
#include "common/process/kept_endpoint.h"

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

/// The sockets that every pipeline with the default endpoints has in its folder.
constexpr std::array SOCKETS{"tasks", "control", "events", "lookup"};

/// Refuses a folder in which sockets are served although nobody has its lock.
void refuse_served(const std::filesystem::path& path) {
    for (const char* name : SOCKETS)
        if (common::is_served((path / name).string()))
            throw std::runtime_error("--run-dir " + path.string() +
                                     ": a pipeline runs in it already (its lock file was removed, "
                                     "and " +
                                     (path / name).string() +
                                     " is served); stop that one, or choose another folder");
}

/// Opens the lock file and makes it where there is none. @return whether it was made.
bool open_lock(const std::filesystem::path& path, common::Descriptor& lock) {
    const auto file = path / "lock";
    constexpr int FLAGS = O_RDWR | O_CREAT | O_CLOEXEC;
    lock = common::Descriptor{::open(file.c_str(), FLAGS | O_EXCL, 0600)};
    const bool made = lock.number() >= 0;
    if (!made && errno == EEXIST) lock = common::Descriptor{::open(file.c_str(), FLAGS, 0600)};
    return made;
}

void write_owner(const common::Descriptor& lock, const std::filesystem::path& path) {
    const auto pid = std::to_string(::getpid()) + "\n";
    const auto written =
        ::ftruncate(lock.number(), 0) == 0 &&
        ::pwrite(lock.number(), pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size());
    if (!written) throw std::system_error(errno, std::generic_category(), (path / "lock").string());
}

common::Descriptor lock_folder(const std::filesystem::path& path) {
    common::Descriptor lock;
    const bool made = open_lock(path, lock);
    if (lock.number() < 0)
        throw std::runtime_error("--run-dir " + path.string() +
                                 ": cannot open its lock: " + std::strerror(errno));
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0)
        throw std::runtime_error("--run-dir " + path.string() +
                                 ": a pipeline runs in it already (" + holder_of(lock.number()) +
                                 "); stop that one, or choose another folder");
    // Where the file was there, the kernel has told that its owner has ended.
    if (made) refuse_served(path);
    write_owner(lock, path);
    return lock;
}

/// Removes the pid files that a pipeline left which was killed: their numbers may be those of other
/// processes by now.
void remove_old_pids(const std::filesystem::path& path) {
    std::error_code ignored;
    std::vector<std::filesystem::path> old;
    for (const auto& each : std::filesystem::directory_iterator{path, ignored})
        if (each.path().extension() == ".pid") old.push_back(each.path());
    for (const auto& each : old) std::filesystem::remove(each, ignored);
}

bool write_text(const std::filesystem::path& file, const std::string& text) {
    auto fresh = file;
    fresh += ".new";
    std::ofstream out{fresh};
    out << text;
    out.close();
    std::error_code error;
    if (out) std::filesystem::rename(fresh, file, error);
    if (out && !error) return true;
    std::filesystem::remove(fresh, error);
    return false;
}

}  // namespace

RunFolder::RunFolder(std::filesystem::path path) : path_(std::move(path)) {
    make_folder(path_);
    lock_ = lock_folder(path_);
    remove_old_pids(path_);
}

bool RunFolder::has_lock() const {
    struct stat mine {};
    return ::fstat(lock_.number(), &mine) == 0 &&
           common::identity_of((path_ / "lock").string()) ==
               common::FileIdentity{mine.st_dev, mine.st_ino};
}

void RunFolder::keep(common::Instant now) {
    if (now < next_keep_) return;
    next_keep_ = now + KEEP_EVERY;
    try {
        make_folder(path_);
        keep_lock(now);
        for (const auto& [program, pid] : pids_) {
            std::ifstream file{pid_file(program)};
            pid_t written = 0;
            if (!(file >> written) || written != pid)
                write_text(pid_file(program), std::to_string(pid) + '\n');
        }
    } catch (const std::exception& error) {
        spdlog::debug("the run folder cannot be kept: {}", error.what());
    }
}

void RunFolder::keep_lock(common::Instant now) {
    if (has_lock()) {
        lost_since_.reset();
        return;
    }
    common::Descriptor lock;
    open_lock(path_, lock);
    if (lock.number() < 0) return;
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
        if (!lost_since_) lost_since_ = now;
        return;
    }
    write_owner(lock, path_);
    lock_ = std::move(lock);
    lost_since_.reset();
    spdlog::warn("the lock of {} was removed, and is made again", path_.string());
}

bool RunFolder::is_lost(common::Instant now) const {
    return lost_since_ && now - *lost_since_ >= LOCK_LOST_MAX;
}

std::string RunFolder::owner() const {
    const common::Descriptor lock{::open((path_ / "lock").c_str(), O_RDONLY | O_CLOEXEC)};
    return holder_of(lock.number());
}

std::filesystem::path RunFolder::log_of(const std::string& program) const {
    return path_ / (program + ".log");
}

std::filesystem::path RunFolder::pid_file(const std::string& program) const {
    return path_ / (program + ".pid");
}

void RunFolder::write_pid(const std::string& program, pid_t pid) {
    pids_[program] = pid;
    if (write_text(pid_file(program), std::to_string(pid) + '\n')) return;
    std::error_code ignored;
    std::filesystem::remove(pid_file(program), ignored);  // it has an earlier number
    spdlog::warn("{} cannot be written", pid_file(program).string());
}

void RunFolder::remove_pid(const std::string& program) {
    pids_.erase(program);
    std::error_code ignored;  // a pid file that does not exist needs no removal
    std::filesystem::remove(pid_file(program), ignored);
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
