#include "cli/client.h"

#include <algorithm>
#include <variant>

#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "common/limits.h"
#include "common/messages/answer_parts.h"
#include "common/messages/parts.h"
#include "common/process/clock.h"
#include "common/shapes/shape.h"
#include "common/text/json.h"

namespace tradepit::cli {

using common::Answer;
using common::Duration;
using common::Instant;
using common::Lookup;
using nlohmann::json;

namespace {

constexpr Duration NOTICE_AFTER = std::chrono::seconds{1};
constexpr int BUSY = 503;  ///< HTTP: query cannot answer now

/// The flag ("--end") that sets the field at `loc` of a request; empty when no flag does. `loc` is
/// the path in a fault of a 422 answer: "query" or "body", then names.
std::string flag_of(const json& loc) {
    if (loc.size() < 2 || !loc[0].is_string() || !loc[1].is_string()) return {};
    auto name = loc[1].get<std::string>();
    if (loc[0] == "query") {
        std::replace(name.begin(), name.end(), '_', '-');
        return "--" + name;
    }
    if (loc[0] != "body") return {};
    for (const auto& shape : common::all_shapes())
        if (const auto* field = common::field_named(shape, name)) return std::string{field->flag};
    return {};
}

/// The place of a fault for the user of a command: the field's flag where it has one, else the path
/// `loc`. After a flag follows the rest of the path: "--models.0".
std::string place_of(const json& loc) {
    std::string place = flag_of(loc);
    for (std::size_t i = place.empty() ? 0 : 2; i < loc.size(); ++i)
        place += (place.empty() ? "" : ".") +
                 (loc[i].is_string() ? loc[i].get<std::string>() : loc[i].dump());
    return place;
}

/// One fault of a 422 answer ({"loc", "msg"}): "--end: must be a date".
std::string fault_text(const json& fault) {
    if (!fault.is_object()) return fault.dump();
    std::string where;
    if (const auto loc = fault.find("loc"); loc != fault.end() && loc->is_array())
        where = place_of(*loc);
    return (where.empty() ? "" : where + ": ") + fault.value("msg", fault.dump());
}

}  // namespace

Response Client::ask(const Request& request) {
    const auto deadline =
        common::steady_now() + (request.is_long ? patience_.long_total : patience_.total);
    std::optional<Instant> busy_until;
    while (true) {
        auto response = ask_until(request, deadline);
        if (!response)
            throw Unreachable("no answer from query at " + channel_.endpoint() +
                              ": is the pipeline up (tradepit up), and in this --run-dir?");
        if (response->status != BUSY) return *response;
        if (!busy_until) busy_until = std::min(deadline, common::steady_now() + patience_.total);
        if (common::steady_now() + patience_.pause_when_busy >= *busy_until) return *response;
        // A pause before the repeat.
        channel_.serve_until(common::steady_now() + patience_.pause_when_busy);
    }
}

std::optional<Response> Client::ask_until(const Request& request, Instant deadline) {
    if (request.body.size() > common::REQUEST_BYTES_MAX)
        throw UsageError("the request has " + std::to_string(request.body.size()) +
                         " bytes, the limit is " + std::to_string(common::REQUEST_BYTES_MAX));
    const auto notice_at = common::steady_now() + NOTICE_AFTER;
    const auto repeat_after =
        request.is_long ? patience_.long_repeat_after : patience_.repeat_after;
    // A long request waits long for an answer, but not for a query process that cannot be reached.
    auto connect_until = common::steady_now() + patience_.total;
    bool noticed = false;
    ++id_;
    while (common::steady_now() < deadline) {
        auto send_until = std::min(deadline, common::steady_now() + patience_.repeat_after);
        if (!noticed) send_until = std::min(send_until, std::max(notice_at, common::steady_now()));
        if (send_parts(request, send_until)) {
            const auto repeat_at = std::min(deadline, common::steady_now() + repeat_after);
            if (auto response = receive_parts(repeat_at, repeat_after)) return response;
            connect_until = common::steady_now() + patience_.total;
        } else if (request.is_long && common::steady_now() >= connect_until) {
            return std::nullopt;
        }
        // A repeat takes a new id, so that the parts of two answers never mix. A long request keeps
        // its id: query recognises the repeat by the id and does not start the work again.
        if (!request.is_long) ++id_;
        if (!noticed && common::steady_now() >= notice_at) noticed = true, call_notice();
    }
    return std::nullopt;
}

void Client::call_notice() const {
    if (notice_) notice_(channel_.endpoint());
}

bool Client::send_parts(const Request& request, Instant deadline) {
    const auto parts = common::split(request.body);
    Lookup lookup{.id = id_,
                  .method = request.method,
                  .path = request.path,
                  .parameters = request.parameters,
                  .key = request.key,
                  .part = 0,
                  .parts = static_cast<std::int32_t>(parts.size()),
                  .body = {}};
    for (const std::string_view part : parts) {
        lookup.body.octets = part;
        if (!channel_.send(common::encode(lookup), deadline)) return false;
        ++lookup.part;
    }
    return true;
}

std::optional<Response> Client::receive_parts(Instant deadline, Duration repeat_after) {
    common::Assembly assembly{common::ANSWER_PART_LIMITS};
    while (const auto frame = channel_.receive(deadline)) {
        auto message = common::decode(*frame);
        auto* known = std::get_if<common::Message>(&message);
        auto* answer = known == nullptr ? nullptr : std::get_if<Answer>(known);
        if (answer == nullptr || answer->id != id_) continue;
        auto taken = assembly.add({.part = answer->part,
                                   .parts = answer->parts,
                                   .octets = std::move(answer->body.octets)},
                                  common::steady_now());
        if (auto* whole = std::get_if<std::string>(&taken))
            return Response{.status = answer->status, .body = std::move(*whole)};
        deadline = std::max(deadline, common::steady_now() + repeat_after);
    }
    return std::nullopt;
}

std::string accepted(const Response& response) {
    if (response.status < 400) return response.body;
    if (response.status == BUSY) throw Unreachable(detail_of(response));
    throw Refused(response.status, detail_of(response));
}

std::string detail_of(const Response& response) {
    const auto parsed = common::parse_json(response.body);
    const auto* body = std::get_if<json>(&parsed);
    if (body == nullptr || !body->is_object() || !body->contains("detail"))
        return "answered " + std::to_string(response.status) + ": " + response.body;
    const auto& detail = (*body)["detail"];
    if (detail.is_string()) return detail.get<std::string>();
    if (!detail.is_array()) return detail.dump();
    std::string text;
    for (const auto& fault : detail) text += (text.empty() ? "" : "; ") + fault_text(fault);
    return text;
}

}  // namespace tradepit::cli
