#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"
#include "tests/simulation/plan.h"

namespace tradepit::simulation {

/// The sender or the receiver of a letter.
struct Address {
    enum class Role : char {
        writer = 'W',
        tasks = 'T',   ///< whichever broker has bound the endpoint
        broker = 'B',  ///< one boot of the broker
        worker = 'w',  ///< any boot of it: a letter to an earlier boot may reach a later one
        client = 'c'
    };
    Role role = Role::writer;
    std::uint64_t number = 0;  ///< a broker's nonce, a worker's or a client's number

    /// The address as the peer id of a ROUTER socket, and back.
    [[nodiscard]] std::string peer() const;
    [[nodiscard]] static Address of_peer(const std::string& peer);
    friend auto operator<=>(const Address&, const Address&) = default;
};

inline constexpr Address WRITER{};
inline constexpr Address BROKER{Address::Role::tasks, 0};

/// A message on its way, decoded or as a frame.
struct Letter {
    Address from;
    Address to;
    std::variant<common::Message, std::string> content;
    std::uint64_t number = 0;  ///< in the order of sending
};

/// Carries letters between all programs. While there are faults it drops, repeats and delays them.
/// It always reorders them: freely, or (by_pair) keeping the order from each sender to each
/// receiver.
class Network {
public:
    enum class Order { none, by_pair };

    Network(Random& random, const Rates& rates, Order order)
        : random_{random}, rates_{rates}, order_{order} {}

    void send(const Address& from, const Address& to, common::Message message);
    void send(const Address& from, const Address& to, std::string frame);
    /// Puts a letter back that was taken and could not be delivered.
    void put_back(Letter letter) { waiting_.push_back(std::move(letter)); }
    void end_faults() { faults_ = false; }

    /// Sets the time. Delayed letters that are due can be taken like the others from now on.
    void step(common::Instant now);
    /// Removes a random letter that is not delayed; with by_pair the earliest one of its pair.
    std::optional<Letter> take();

    /// How many letters are not delayed.
    [[nodiscard]] std::size_t waiting_count() const { return waiting_.size(); }
    [[nodiscard]] bool empty() const { return waiting_.empty() && late_.empty(); }

    /// The letter's message, which is moved out of it or decoded. @throws std::runtime_error for a
    /// frame that cannot be decoded; no sender makes one.
    [[nodiscard]] static common::Message opened(Letter& letter);

private:
    void post(Letter letter);

    Random& random_;
    const Rates& rates_;
    const Order order_;
    std::uint64_t posted_ = 0;
    bool faults_ = true;
    common::Instant now_{};
    std::vector<Letter> waiting_;
    std::vector<std::pair<common::Instant, Letter>> late_;
};

}  // namespace tradepit::simulation
