#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tradepit::common {

/// One gzip stream (RFC 1952), compressed for speed and not for size. Not thread-safe.
class Gzip {
public:
    Gzip();
    ~Gzip();
    Gzip(Gzip&&) noexcept;
    Gzip& operator=(Gzip&&) noexcept;

    /// Compresses `piece`. Returns the next octets of the stream, which may be none.
    std::string add(std::string_view piece);
    /// Ends the stream, and returns its last octets. Nothing may be added afterwards.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// `text` as one whole gzip stream.
[[nodiscard]] std::string gzipped(std::string_view text);

}  // namespace tradepit::common
