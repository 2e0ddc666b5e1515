#pragma once

#include <array>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

namespace tradepit {

/// What one gzip stream holds; fails the test where it is none, or does not end.
inline std::string unzipped(const std::string& octets) {
    z_stream stream{};
    EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
    std::string in = octets;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    std::string out;
    std::array<char, 4'096> room;
    int status = Z_OK;
    while (status == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.avail_out = room.size();
        status = ::inflate(&stream, Z_NO_FLUSH);
        out.append(room.data(), room.size() - stream.avail_out);
    }
    EXPECT_EQ(status, Z_STREAM_END);
    ::inflateEnd(&stream);
    return out;
}

}  // namespace tradepit
