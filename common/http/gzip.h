#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace tradepit::common {

/// One gzip stream (RFC 1952), compressed fast rather than small. One thread.
class Gzip {
public:
    Gzip();
    ~Gzip();
    Gzip(Gzip&&) noexcept;
    Gzip& operator=(Gzip&&) noexcept;

    /// What the stream goes on with; may be empty.
    std::string add(std::string_view piece);
    /// Its end; nothing may be added afterwards.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The text as a stream of its own.
[[nodiscard]] std::string gzipped(std::string_view text);

}  // namespace tradepit::common
