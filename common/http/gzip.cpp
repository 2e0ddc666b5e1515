#include "common/http/gzip.h"

#include <array>

#include <zlib.h>

#include "common/check.h"

namespace tradepit::common {

namespace {

/// 15 is the largest window; 16 more asks zlib for the header and the checksum of gzip.
constexpr int WINDOW_BITS = 15 + 16;
constexpr int MEMORY_LEVEL = 8;  ///< zlib's default
/// How much is compressed or decompressed in one step.
constexpr std::size_t STEP_BYTES = 32'768;

/// zlib does not write to its input.
Bytef* input_of(std::string_view octets) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(octets.data()));
}

/// zlib's state of a decompression.
struct Inflating {
    Inflating() { CHECK(::inflateInit2(&stream, WINDOW_BITS) == Z_OK); }
    ~Inflating() { ::inflateEnd(&stream); }
    Inflating(const Inflating&) = delete;
    Inflating& operator=(const Inflating&) = delete;

    z_stream stream{};
};

}  // namespace

struct Gzip::State {
    State() {
        CHECK(::deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, WINDOW_BITS, MEMORY_LEVEL,
                             Z_DEFAULT_STRATEGY) == Z_OK);
    }
    ~State() { ::deflateEnd(&stream); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    /// The next octets of the stream after `piece`. `flush` is zlib's Z_NO_FLUSH or Z_FINISH.
    std::string deflated(std::string_view piece, int flush) {
        stream.next_in = input_of(piece);
        stream.avail_in = static_cast<uInt>(piece.size());
        std::string out;
        std::array<char, STEP_BYTES> room;
        do {
            stream.next_out = reinterpret_cast<Bytef*>(room.data());
            stream.avail_out = static_cast<uInt>(room.size());
            // Z_BUF_ERROR is harmless: it says that there was nothing left to do.
            CHECK(::deflate(&stream, flush) != Z_STREAM_ERROR);
            out.append(room.data(), room.size() - stream.avail_out);
        } while (stream.avail_out == 0);
        return out;
    }

    z_stream stream{};
};

Gzip::Gzip() : state_(std::make_unique<State>()) {}
Gzip::~Gzip() = default;
Gzip::Gzip(Gzip&&) noexcept = default;
Gzip& Gzip::operator=(Gzip&&) noexcept = default;

std::string Gzip::add(std::string_view piece) { return state_->deflated(piece, Z_NO_FLUSH); }
std::string Gzip::finish() { return state_->deflated({}, Z_FINISH); }

std::string gzipped(std::string_view text) {
    Gzip stream;
    auto out = stream.add(text);
    return out += stream.finish();
}

std::variant<std::string, GunzipFault> gunzipped(std::string_view octets, std::size_t bytes_max) {
    Inflating inflating;
    z_stream& stream = inflating.stream;
    stream.next_in = input_of(octets);
    stream.avail_in = static_cast<uInt>(octets.size());
    std::string text;
    std::array<char, STEP_BYTES> room;
    while (true) {
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = static_cast<uInt>(room.size());
        const int status = ::inflate(&stream, Z_NO_FLUSH);
        // Z_BUF_ERROR: the input has ended, and the stream has not.
        if (status != Z_OK && status != Z_STREAM_END) return GunzipFault::not_gzip;
        text.append(room.data(), room.size() - stream.avail_out);
        if (text.size() > bytes_max) return GunzipFault::too_long;
        if (status != Z_STREAM_END) continue;
        if (stream.avail_in == 0) return text;
        CHECK(::inflateReset(&stream) == Z_OK);
    }
}

}  // namespace tradepit::common
