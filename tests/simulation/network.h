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

/// Who a letter is from or for.
struct Address {
    enum class Role : char {
        writer = 'W',
        tasks = 'T',   ///< whichever broker has the endpoint that is bound
        broker = 'B',  ///< that boot of it
        worker = 'w',  ///< any boot of it: what was meant for an earlier one may reach a later one
        client = 'c'
    };
    Role role = Role::writer;
    std::uint64_t number = 0;  ///< a broker's nonce, a worker's or a client's number

    /// As the octets by which a ROUTER knows its peers, and back.
    [[nodiscard]] std::string peer() const;
    [[nodiscard]] static Address of_peer(const std::string& peer);
    friend auto operator<=>(const Address&, const Address&) = default;
};

inline constexpr Address WRITER{};
inline constexpr Address BROKER{Address::Role::tasks, 0};

/// A message, or its frame.
struct Letter {
    Address from;
    Address to;
    std::variant<common::Message, std::string> content;
    std::uint64_t number = 0;  ///< in the order of sending
};

/// Between all of them: while there are faults it drops, repeats and delays. It always reorders, or
/// keeps at least to the order of what one says to another.
class Network {
public:
    enum class Order { none, by_pair };

    Network(Random& random, const Rates& rates, Order order)
        : random_{random}, rates_{rates}, order_{order} {}

    void send(const Address& from, const Address& to, common::Message message);
    void send(const Address& from, const Address& to, std::string frame);
    /// Goes on as if it had only now been sent.
    void put_back(Letter letter) { waiting_.push_back(std::move(letter)); }
    void end_faults() { faults_ = false; }

    /// What was late and is due now is under way like the others.
    void step(common::Instant now);
    /// Any letter.
    std::optional<Letter> take();

    [[nodiscard]] std::size_t size() const { return waiting_.size(); }
    [[nodiscard]] bool empty() const { return waiting_.empty() && late_.empty(); }

    /// The message, decoded if it travels as a frame. @throws std::runtime_error for a frame that
    /// cannot be read: none of the senders makes such a one.
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
