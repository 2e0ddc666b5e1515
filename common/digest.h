#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace tradepit::common {

/// SHA-256 (OpenSSL's) over octets that arrive in pieces. Not thread-safe.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::string_view octets);
    /// Ends the computation, and returns the 32 octets of the digest. Nothing may be added
    /// afterwards.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The SHA-256 of `octets` as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view octets);

/// Each octet as two lower-case hexadecimal digits.
std::string hex(std::string_view octets);

/// The running digest of an attempt after one more batch: SHA-256(`digest` ‖ `event_octets`), 32
/// raw octets. `digest` is the running digest before that batch, and empty before the first one.
/// `event_octets` are the batch's events as encode_events() (messages/messages.h) writes them.
/// Worker and writer compute it in the same way, and a batch without events changes it too.
std::string next_digest(std::string_view digest, std::string_view event_octets);

}  // namespace tradepit::common
