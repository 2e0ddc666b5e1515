#include "bench/programs/lookup_client.h"

#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>

#include <spdlog/fmt/fmt.h>

#include "common/messages/answer_parts.h"
#include "common/process/clock.h"

namespace tradepit::bench {

using namespace common;

LookupClient::Response LookupClient::ask(const Request& request) {
    ++id_;
    const auto parts = split(request.body);
    Lookup lookup{.id = id_,
                  .method = request.method,
                  .path = request.path,
                  .parameters = request.parameters,
                  .key = "",
                  .part = 0,
                  .parts = static_cast<std::int32_t>(parts.size()),
                  .body = {}};
    for (const std::string_view part : parts) {
        lookup.body.octets = part;
        lookup_.send(encode(lookup));
        ++lookup.part;
    }
    Assembly assembly{ANSWER_PART_LIMITS};
    while (true) {
        auto answer = lookup_.receive_as<Answer>();
        if (answer.id != id_) continue;
        auto taken = assembly.add(
            {.part = answer.part, .parts = answer.parts, .octets = std::move(answer.body.octets)},
            steady_now());
        if (auto* whole = std::get_if<std::string>(&taken))
            return {.status = answer.status, .body = std::move(*whole)};
        if (const auto* refused = std::get_if<Assembly::Refused>(&taken))
            throw std::runtime_error("the parts of an answer: " + refused->detail);
    }
}

std::string LookupClient::accepted(const Request& request) {
    auto response = ask(request);
    if (response.status == 200) return std::move(response.body);
    throw std::runtime_error(fmt::format("{} {}: {} {}", request.method, request.path,
                                         response.status, response.body.substr(0, 500)));
}

}  // namespace tradepit::bench
