#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zmq.hpp>

#include "common/digest.h"
#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/process/clock.h"
#include "common/process/sockets.h"
#include "common/process/temporary_folder.h"
#include "tests/writer/worker_script.h"
#include "writer/server.h"

namespace tradepit::writer::tests {

/// A writer on a real socket, with one peer. The test steps its loop.
class Serving : public ::testing::Test {
protected:
    Serving() { ready(); }

    void ready() {
        // An answer shows that the connection is up.
        while (sent(common::EpochRequest{7}) != common::Sent::queued)
            ASSERT_LT(common::steady_now(), deadline) << "no connection";
        EXPECT_EQ(answer<common::EpochGranted>().epoch, 1);
    }
    template <class M>
    common::Sent sent(const M& message) {
        return common::send(peer, encode(message));
    }
    /// Steps the writer until a message of kind M comes. Other messages are dropped.
    template <class M>
    M answer() {
        while (common::steady_now() < deadline) {
            server->step(std::chrono::milliseconds{5});
            while (auto frame = common::receive(peer)) {
                auto decoded = common::decode(*frame);
                if (auto* message = std::get_if<common::Message>(&decoded))
                    if (auto* wanted = std::get_if<M>(message)) return std::move(*wanted);
            }
        }
        throw std::runtime_error("no answer in time");
    }
    /// The parts of a command as the broker of epoch 1 sends them.
    static std::vector<common::CommandPart> parts(const common::Command& request,
                                                  std::size_t part_bytes = common::PART_BYTES_MAX) {
        auto parts = parts_of(request, part_bytes);
        for (common::CommandPart& part : parts) part.epoch = 1;
        return parts;
    }
    /// Expects that only WriterState has come, which the writer sends to its broker unasked.
    void no_answer_has_come() {
        while (auto frame = common::receive(peer)) {
            const auto decoded = common::decode(*frame);
            const auto* message = std::get_if<common::Message>(&decoded);
            ASSERT_NE(message, nullptr);
            EXPECT_TRUE(std::holds_alternative<common::WriterState>(*message));
        }
    }
    void submit(const common::Job& submitted, std::size_t part_bytes = common::PART_BYTES_MAX) {
        for (const common::CommandPart& part : parts(submitted, part_bytes))
            EXPECT_EQ(sent(part), common::Sent::queued);
    }
    void ask(const common::Command& request) {
        for (const common::CommandPart& part : parts(request))
            EXPECT_EQ(sent(part), common::Sent::queued);
    }
    /// A price file of so many symbols.
    static std::string prices(int symbols) {
        common::MarketRules rules;
        rules.name = common::MarketName{"us"};
        common::PriceImport import{
            .market = rules.name, .rules = to_json(rules), .source = "merged.jsonl", .bars = {}};
        for (int i = 0; i < symbols; ++i)
            import.bars.push_back({.symbol = common::Symbol{"S" + std::to_string(i)},
                                   .date = D1,
                                   .open = common::Price::from_millionths(1'000'000),
                                   .high = {},
                                   .low = {},
                                   .close = {},
                                   .volume = {}});
        return encode_upload(import);
    }
    void upload(const std::string& octets, const std::string& key = "prices") {
        EXPECT_EQ(sent(common::Upload{
                      key, common::UploadKind::prices, 0, 1, {octets}, common::sha256_hex(octets)}),
                  common::Sent::queued);
    }
    void claim(const char* request, std::vector<common::Stamp> dates) {
        EXPECT_EQ(
            sent(common::Claim{1, request, 1, std::move(dates), common::WorkerName{"w1"}, 42}),
            common::Sent::queued);
    }
    std::int64_t number(const char* sql) { return store->database().execAndGet(sql).getInt64(); }
    void start_again(Server::Settings settings) {
        server.reset();
        server = std::make_unique<Server>(events, *store, settings);
    }
    /// What the peer sends from here on has arrived once it is sent, so it is taken in one turn.
    void connect_directly() {
        events.bind("inproc://direct");
        peer = common::make_dealer(context, "inproc://direct");
    }
    /// Sends four requests from another peer. With inproc, frames have arrived once they are sent.
    void four_requests_wait() {
        events.bind("inproc://events");
        near = common::make_dealer(context, "inproc://events");
        for (std::uint64_t nonce = 8; nonce < 12; ++nonce)
            EXPECT_EQ(common::send(near, encode(common::EpochRequest{nonce})),
                      common::Sent::queued);
    }
    /// Runs the server with a stop descriptor that is readable from the start.
    void stop() {
        int pipe_ends[2];
        ASSERT_EQ(::pipe(pipe_ends), 0);
        ASSERT_EQ(::write(pipe_ends[1], "x", 1), 1);
        server->run(pipe_ends[0]);
        ::close(pipe_ends[0]);
        ::close(pipe_ends[1]);
    }
    /// Another connection, which holds the write lock until it is destroyed.
    std::unique_ptr<SQLite::Database> lock() {
        auto other =
            std::make_unique<SQLite::Database>(dir.file("results.db"), SQLite::OPEN_READWRITE);
        other->exec("BEGIN IMMEDIATE");
        return other;
    }

    const common::Instant deadline = common::steady_now() + std::chrono::seconds{20};
    common::TemporaryFolder dir;
    std::unique_ptr<Store> store =
        std::make_unique<Store>(dir.file("results.db"), Synchronous::normal);
    zmq::context_t context;
    zmq::socket_t events = common::make_router(context, "ipc://" + dir.file("events"));
    std::unique_ptr<Server> server = std::make_unique<Server>(
        events, *store,
        Server::Settings{.limits = {}, .pause_after_failure = std::chrono::milliseconds{1}});
    zmq::socket_t peer = common::make_dealer(context, "ipc://" + dir.file("events"));
    zmq::socket_t near;
};

}  // namespace tradepit::writer::tests
