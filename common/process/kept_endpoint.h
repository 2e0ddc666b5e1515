#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <zmq.hpp>

#include "common/machine/file_identity.h"
#include "common/time.h"

namespace tradepit::common {

/// Keeps a bound ipc endpoint reachable. Such an endpoint is a file, and when its name is removed
/// (by a cleaner of temporary folders, or by a person), libzmq keeps the connections that are
/// there, hears of no new one, and reports nothing. For other endpoints keep() does nothing. Not
/// thread-safe.
class KeptEndpoint {
public:
    /// How often the name is looked at.
    static constexpr Duration LOOK_EVERY = std::chrono::seconds{1};
    /// How often the socket is bound again. Each time leaves a descriptor behind that listens to
    /// nobody, since libzmq cannot unbind one of two listeners of the same endpoint.
    static constexpr int REBINDS_MAX = 64;

    /// `socket` is bound, and must outlive this object.
    explicit KeptEndpoint(zmq::socket_t& socket);

    /// Looks at the name if the last look was LOOK_EVERY ago, and binds the socket again where the
    /// name is gone or leads to a socket that nobody serves. Makes the folder again, for its owner
    /// alone, where it is gone too. Logs what it does, and a fault at most once a minute.
    /// @throws std::runtime_error after REBINDS_MAX: the process has to be started again.
    void keep(Instant now);

    /// Why new peers do not reach the socket: another process serves its name, or it cannot be
    /// bound. Empty when they reach it.
    [[nodiscard]] const std::string& fault() const { return fault_; }

private:
    void bind_again();
    void log_fault(Instant now);

    zmq::socket_t& socket_;
    std::string endpoint_;
    std::string path_;  ///< of the socket's file; empty for other endpoints
    std::optional<FileIdentity> own_;
    Instant next_look_{0};
    std::optional<Instant> next_line_;
    int rebinds_ = 0;
    std::string fault_;
};

/// The path of an ipc endpoint: "run/tasks" for "ipc://run/tasks"; empty for any other endpoint.
[[nodiscard]] std::string ipc_path(const std::string& endpoint);

/// Whether a process listens at the socket file.
[[nodiscard]] bool is_served(const std::string& path);

}  // namespace tradepit::common
