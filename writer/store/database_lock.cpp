#include "writer/store/database_lock.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/machine/errno_text.h"
#include "common/machine/file_identity.h"
#include "common/process/set_up_fault.h"

namespace tradepit::writer {

using common::Descriptor;
using common::errno_text;
using common::SetUpFault;

namespace {

/// The second line of the file, before the writer's number.
constexpr std::string_view LOG_OF = "log of writer ";

Descriptor lock_file(const std::string& path) {
    return Descriptor{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)};
}

/// What the file says, as far as it has the form that write() gives it.
std::string content_of(const Descriptor& file) {
    std::array<char, 128> text{};
    const auto length = ::pread(file.number(), text.data(), text.size(), 0);
    return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : std::string{};
}

/// " (process 123)", from what the owner has written; empty when it has not.
std::string owner_text(const std::string& text) {
    const auto process = text.substr(0, text.find('\n'));
    return process.empty() ? "" : " (process " + process + ")";
}

std::optional<std::int64_t> log_writer_in(const std::string& text) {
    const auto at = text.find(LOG_OF);
    if (at == std::string::npos) return std::nullopt;
    std::int64_t number = 0;
    const char* const begin = text.data() + at + LOG_OF.size();
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
    // A torn line has no newline.
    const bool whole = error == std::errc{} && end != text.data() + text.size() && *end == '\n';
    return whole ? std::optional{number} : std::nullopt;
}

}  // namespace

DatabaseLock::DatabaseLock(const std::string& database)
    : database_{database}, path_{database + ".lock"}, file_{lock_file(path_)} {
    if (file_.number() < 0) throw SetUpFault(path_ + ": " + errno_text());
    if (const auto fault = fault_of_locking(file_); !fault.empty()) throw std::runtime_error(fault);
    log_writer_ = log_writer_in(content_of(file_));
    try {
        write(file_);
    } catch (const std::system_error& error) {
        throw SetUpFault(error.what());
    }
}

std::string DatabaseLock::fault_of_locking(const Descriptor& file) const {
    if (::flock(file.number(), LOCK_EX | LOCK_NB) == 0) return {};
    // Only this error means that another process has the lock.
    if (errno == EWOULDBLOCK)
        return database_ + ": another writer has it" + owner_text(content_of(file));
    throw SetUpFault(path_ + ": locks do not work there (flock: " + errno_text() +
                     "); the database must be on a file system that has them");
}

void DatabaseLock::write(const Descriptor& file) const {
    auto text = std::to_string(::getpid()) + '\n';
    if (log_writer_) text += std::string{LOG_OF} + std::to_string(*log_writer_) + '\n';
    if (::ftruncate(file.number(), 0) != 0 ||
        ::pwrite(file.number(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
        ::fdatasync(file.number()) != 0)
        throw std::system_error(errno, std::generic_category(), path_);
}

void DatabaseLock::set_log_writer(std::optional<std::int64_t> number) {
    log_writer_ = number;
    write(file_);
}

void DatabaseLock::keep() {
    struct stat mine {};
    if (::fstat(file_.number(), &mine) != 0) return;
    try {
        if (common::identity_of(path_) == common::FileIdentity{mine.st_dev, mine.st_ino}) return;
        auto again = lock_file(path_);
        if (again.number() < 0 || !fault_of_locking(again).empty()) return;
        write(again);
        file_ = std::move(again);
    } catch (const std::exception&) {
        // The file cannot be made at present. It is tried again.
    }
}

}  // namespace tradepit::writer
