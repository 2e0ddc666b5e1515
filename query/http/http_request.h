#pragma once

#include <optional>
#include <utility>  // before Asio 1.74, which forgets it
#include <variant>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "query/requests/reply.h"
#include "query/requests/request.h"

namespace tradepit::query {

using HttpMessage = boost::beast::http::request<boost::beast::http::string_body>;

inline std::string_view text_view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

/// Why a request that could be parsed is still refused: what another server in front of us might
/// read in another way (RFC 9112, sections 3.2 and 6).
[[nodiscard]] std::optional<Reply> framing_fault(const HttpMessage& message);

/// The request as the surface knows it; HEAD is a GET whose body is left out. It refers to
/// `message`. `on_loopback`: nothing else is listened on, and requests are to name it as their
/// host.
[[nodiscard]] std::variant<Request, Reply> read_request(const HttpMessage& message,
                                                        bool on_loopback);

}  // namespace tradepit::query
