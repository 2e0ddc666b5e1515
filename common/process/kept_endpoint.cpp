#include "common/process/kept_endpoint.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/machine/private_folder.h"
#include "common/process/descriptor.h"
#include "common/process/sockets.h"

namespace tradepit::common {

namespace {

/// Between two log lines about one fault.
constexpr Duration FAULT_LINE_EVERY = std::chrono::minutes{1};

}  // namespace

std::string ipc_path(const std::string& endpoint) {
    constexpr std::string_view IPC = "ipc://";
    return endpoint.starts_with(IPC) ? endpoint.substr(IPC.size()) : std::string{};
}

bool is_served(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    const Descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    // EAGAIN: so many wait to be accepted that there is no room. A process that was stopped is one
    // of those that serve.
    return ::connect(probe.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
               0 ||
           errno == EAGAIN;
}

KeptEndpoint::KeptEndpoint(zmq::socket_t& socket)
    : socket_{socket}, endpoint_{bound_endpoint(socket)}, path_{ipc_path(endpoint_)} {
    // libzmq makes the file before bind() returns.
    if (!path_.empty()) own_ = identity_of(path_);
}

void KeptEndpoint::keep(Instant now) {
    if (path_.empty() || now < next_look_) return;
    next_look_ = now + LOOK_EVERY;
    try {
        const auto found = identity_of(path_);
        if (found && found == own_) {
            fault_.clear();
        } else if (found && !std::filesystem::is_socket(path_)) {
            fault_ = "a file that is no socket has its name";
        } else if (found && is_served(path_)) {
            fault_ = "another process serves its name";
        } else {
            bind_again();
        }
    } catch (const std::system_error& error) {
        fault_ = error.what();
    } catch (const zmq::error_t& error) {
        fault_ = error.what();
    }
    if (!fault_.empty()) log_fault(now);
}

void KeptEndpoint::bind_again() {
    if (rebinds_ == REBINDS_MAX)
        throw std::runtime_error(endpoint_ + " was removed " + std::to_string(REBINDS_MAX) +
                                 " times: this process is started again");
    const auto folder = std::filesystem::path{path_}.parent_path();
    if (!folder.empty()) make_private_folder(folder);
    // The listener whose file is gone stays. An unbind would end the new one as well.
    socket_.bind(endpoint_);
    ++rebinds_;
    own_ = identity_of(path_);
    fault_.clear();
    spdlog::warn("{} was removed, and is bound again", endpoint_);
}

void KeptEndpoint::log_fault(Instant now) {
    if (next_line_ && now < *next_line_) return;
    next_line_ = now + FAULT_LINE_EVERY;
    spdlog::error("no new peer reaches {}: {}", endpoint_, fault_);
}

}  // namespace tradepit::common
