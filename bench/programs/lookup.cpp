#include "bench/programs/lookup.h"

#include <algorithm>
#include <stdexcept>

#include <spdlog/fmt/fmt.h>

namespace tradepit::bench {

using namespace common;

LookupClient::Response LookupClient::ask(const Request& request) {
    ++id_;
    const auto& body = request.body;
    const auto parts =
        std::max<std::size_t>(1, (body.size() + PART_BYTES_MAX - 1) / PART_BYTES_MAX);
    for (std::size_t part = 0; part < parts; ++part) {
        lookup_.send(encode(Lookup{.id = id_,
                                   .method = request.method,
                                   .path = request.path,
                                   .parameters = request.parameters,
                                   .key = "",
                                   .part = static_cast<std::int32_t>(part),
                                   .parts = static_cast<std::int32_t>(parts),
                                   .body = {body.substr(part * PART_BYTES_MAX, PART_BYTES_MAX)}}));
    }
    Response response;
    for (std::int32_t next = 0;;) {
        auto answer = lookup_.receive_as<Answer>();
        if (answer.id != id_ || answer.part != next) continue;
        response.status = answer.status;
        response.body += answer.body.octets;
        if (++next == answer.parts) return response;
    }
}

std::string LookupClient::accepted(const Request& request) {
    auto response = ask(request);
    if (response.status == 200) return std::move(response.body);
    throw std::runtime_error(fmt::format("{} {}: {} {}", request.method, request.path,
                                         response.status, response.body.substr(0, 500)));
}

}  // namespace tradepit::bench
