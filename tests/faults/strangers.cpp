#include "tests/faults/strangers.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <variant>

#include <gtest/gtest.h>

#include "common/digest.h"
#include "common/messages/messages.h"

namespace tradepit::faults {

namespace {

std::string from_hex(const std::string& text) {
    std::string octets;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        octets += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    return octets;
}

/// The golden octets of a command or an upload as the frame that carries them; nothing for a name
/// of neither.
std::string as_frame(const std::string& name, const std::string& octets) {
    const auto number = [&] { return std::stoi(name.substr(name.rfind('_') + 1)); };
    if (name.starts_with("command_") && name.size() == std::string{"command_0"}.size())
        return common::encode(
            common::CommandPart{.key = "key-1",
                                .part = 0,
                                .parts = 1,
                                .octets = {octets},
                                .command = static_cast<common::CommandKind>(number()),
                                .request_hash = "cd34",
                                .digest = common::sha256_hex(octets)});
    if (name.starts_with("upload_") && name.size() == std::string{"upload_0"}.size())
        return common::encode(common::Upload{.key = "key-2",
                                             .file_kind = static_cast<common::UploadKind>(number()),
                                             .part = 0,
                                             .parts = 1,
                                             .octets = {octets},
                                             .digest = common::sha256_hex(octets)});
    return {};
}

/// Whether the frame is a request that does what no stranger should be able to do, and can until
/// roles have keys.
bool has_power(const std::string& frame) {
    const auto decoded = common::decode(frame);
    const auto* message = std::get_if<common::Message>(&decoded);
    if (message == nullptr) return false;
    if (std::holds_alternative<common::EpochRequest>(*message)) return true;
    const auto* part = std::get_if<common::CommandPart>(message);
    return part != nullptr && part->command == common::CommandKind::maintain &&
           std::holds_alternative<common::Command>(
               common::decode_command(part->command, part->octets.octets));
}

/// Requests as clients send them, and some that no client should.
std::vector<std::string> requests() {
    const std::array targets{"/health",
                             "/metrics",
                             "/jobs",
                             "/jobs?limit=5&cursor=3",
                             "/leaderboard?date=2024-01-05&sort=total_return",
                             "/positions?job_id=x&format=csv",
                             "/reasoning?job_id=x&format=jsonl",
                             "/results?date=2024-01-05&detail=full&reasoning=full",
                             "/analytics?model=random&benchmark=slow",
                             "/portfolio/timeseries?model=random&mark=close",
                             "/simulate/status/00000000-0000-4000-8000-000000000001",
                             "/simulate/current",
                             "/jobs/x/attempts",
                             "/jobs/%00/logs",
                             "/openapi.json",
                             "/docs",
                             "/maintenance",
                             "http://localhost/health"};
    std::vector<std::string> all;
    for (const std::string target : targets) {
        all.push_back("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        all.push_back("GET " + target +
                      " HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nAccept: "
                      "text/csv;q=0.5, application/json\r\n\r\n");
    }
    const std::string post = "POST /simulate/trigger HTTP/1.1\r\nHost: localhost\r\n";
    const std::string body =
        R"({"config_path": "none.json", "date_range": ["2024-01-01", "2024-01-09"]})";
    all.push_back(post + "Content-Type: application/json\r\nIdempotency-Key: k\r\n" +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    all.push_back(post + "Transfer-Encoding: chunked\r\n\r\n10\r\n" + body.substr(0, 16) +
                  "\r\n0\r\n\r\n");
    all.push_back(post + "Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n\x1f\x8b\x08" +
                  std::string(17, '\0'));
    all.push_back(
        "POST /simulate/cancel/x HTTP/1.1\r\nHost: localhost\r\nExpect: "
        "100-continue\r\nContent-Length: 2\r\n\r\n{}");
    return all;
}

}  // namespace

std::uint32_t strangers_seed() {
    const char* given = std::getenv("TRADEPIT_SEED");
    const auto seed = given != nullptr
                          ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10))
                          : std::random_device{}();
    std::printf("TRADEPIT_SEED=%u\n", seed);
    testing::Test::RecordProperty("seed", std::to_string(seed));
    return seed;
}

void Strangers::learn(const std::string& golden) {
    std::ifstream file{golden};
    std::string name;
    std::string hex;
    while (file >> name >> hex) {
        frames_.push_back(from_hex(hex));
        if (auto whole = as_frame(name, frames_.back()); !whole.empty() && !has_power(whole))
            frames_.push_back(std::move(whole));
    }
    if (frames_.empty()) throw std::runtime_error(golden + " has no frames");
}

std::string Strangers::frame() {
    while (true) {
        auto frame = mutated(frames_[below(frames_.size())], frames_);
        if (!has_power(frame)) return frame;
    }
}

std::string Strangers::request() {
    static const auto REQUESTS = requests();
    return mutated(REQUESTS[below(REQUESTS.size())], REQUESTS);
}

std::string Strangers::mutated(std::string octets, const std::vector<std::string>& others) {
    for (std::size_t edits = 1 + below(8); edits > 0; --edits) {
        const std::size_t at = below(octets.size() + 1);
        const std::size_t size = 1 + below(8);
        if (at == octets.size()) {
            octets += static_cast<char>(below(256));
            continue;
        }
        switch (below(5)) {
            case 0:
                octets[at] = static_cast<char>(octets[at] ^ (1 << below(8)));
                break;
            case 1:
                for (std::size_t i = 0; i < size; ++i)
                    octets.insert(octets.begin() + static_cast<std::ptrdiff_t>(at),
                                  static_cast<char>(below(256)));
                break;
            case 2:
                octets.erase(at, size);
                break;
            case 3:
                octets.replace(at, size, size, '\xff');
                break;
            default: {
                const auto& other = others[below(others.size())];
                octets.replace(at, size, other, below(other.size()), size * 8);
            }
        }
    }
    return octets;
}

}  // namespace tradepit::faults
