#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

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

/// Why octets cannot be decompressed.
enum class GunzipFault : std::uint8_t {
    not_gzip,  ///< they are no gzip stream, a damaged one, or one that does not end
    too_long,  ///< the text has more bytes than the caller allows
};

/// The text of the gzip streams that `octets` consists of: one, or several one after the other,
/// whose texts are joined (RFC 1952, section 2.2). Decompression stops as soon as the text is
/// longer than `bytes_max`, so a small body that stands for a huge one costs no memory.
[[nodiscard]] std::variant<std::string, GunzipFault> gunzipped(std::string_view octets,
                                                               std::size_t bytes_max);

}  // namespace tradepit::common
