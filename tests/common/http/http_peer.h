#pragma once

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace tradepit {

/// An answer as the server sent it.
struct HttpResponse {
    int status = 0;
    std::string header;  ///< status line and fields
    std::string body;

    /// The value of a field; empty when there is none.
    [[nodiscard]] std::string field(const std::string& name) const {
        const auto at = header.find("\r\n" + name + ": ");
        if (at == std::string::npos) return "";
        const auto from = at + name.size() + 4;
        return header.substr(from, header.find("\r\n", from) - from);
    }
};

/// A blocking client that sends any octets and reads answers. It throws after ten seconds without
/// any.
class HttpPeer {
public:
    explicit HttpPeer(const std::string& address) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const auto colon = address.rfind(':');
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
        if (::inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr) != 1)
            throw std::runtime_error("not an address: " + address);
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
            throw std::runtime_error("cannot connect to " + address);
    }
    ~HttpPeer() { ::close(socket_); }
    HttpPeer(const HttpPeer&) = delete;
    HttpPeer& operator=(const HttpPeer&) = delete;

    /// Sends the octets, or as many of them as the server takes before it closes the connection.
    HttpPeer& send(std::string_view octets) {
        while (!octets.empty()) {
            const auto sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
            if (sent <= 0) return *this;
            octets.remove_prefix(static_cast<std::size_t>(sent));
        }
        return *this;
    }
    HttpPeer& get(const std::string& target, const std::string& fields = "") {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    }
    HttpPeer& post(const std::string& target, const std::string& body,
                   const std::string& fields = "") {
        return send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }

    /// Sends nothing more, which the server is told.
    HttpPeer& end_sending() {
        ::shutdown(socket_, SHUT_WR);
        return *this;
    }

    enum class Body { sent, left_out };
    HttpResponse response(Body body = Body::sent) {
        HttpResponse read;
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!read_more()) throw std::runtime_error("closed before an answer: " + buffer_);
        read.header = buffer_.substr(0, end + 2);
        buffer_.erase(0, end + 4);
        read.status = std::stoi(read.header.substr(9, 3));
        const auto length = read.field("Content-Length");
        if (body == Body::left_out || length.empty()) return read;
        while (buffer_.size() < std::stoul(length))
            if (!read_more()) throw std::runtime_error("closed within a body");
        read.body = buffer_.substr(0, std::stoul(length));
        buffer_.erase(0, read.body.size());
        return read;
    }

    /// Reads the chunked body of an answer whose header was read. @return the body, and whether its
    /// last chunk came.
    std::pair<std::string, bool> chunks() {
        std::string body;
        while (true) {
            auto end = buffer_.find("\r\n");
            while (end == std::string::npos && read_more()) end = buffer_.find("\r\n");
            if (end == std::string::npos) return {body, false};
            const auto size = std::stoul(buffer_.substr(0, end), nullptr, 16);
            while (buffer_.size() < end + 2 + size + 2)
                if (!read_more()) return {body, false};
            body += buffer_.substr(end + 2, size);
            buffer_.erase(0, end + 2 + size + 2);
            if (size == 0) return {body, true};
        }
    }
    /// Reads what the server sends until it closes the connection.
    std::string to_the_end() {
        while (read_more()) {
        }
        return std::move(buffer_);
    }

    /// Whether the connection ended with a reset when it was last read, and not in order.
    [[nodiscard]] bool was_reset() const { return was_reset_; }

    /// Whether the server closes the connection within ten seconds without sending another octet.
    bool is_closed() {
        if (!buffer_.empty()) return false;
        char octet;
        const auto got = ::recv(socket_, &octet, 1, 0);
        return got == 0 || (got < 0 && errno == ECONNRESET);
    }

private:
    bool read_more() {
        char octets[65'536];
        const auto got = ::recv(socket_, octets, sizeof octets, 0);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            throw std::runtime_error("no answer within ten seconds");
        was_reset_ = got < 0 && errno == ECONNRESET;
        if (got <= 0) return false;
        buffer_.append(octets, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    std::string buffer_;
    bool was_reset_ = false;
};

}  // namespace tradepit
