#include "tests/simulation/network.h"

#include <algorithm>
#include <stdexcept>

namespace tradepit::simulation {

using namespace common;

std::string Address::peer() const { return static_cast<char>(role) + std::to_string(number); }

Address Address::of_peer(const std::string& peer) {
    return {static_cast<Role>(peer.at(0)), std::stoull(peer.substr(1))};
}

void Network::send(const Address& from, const Address& to, Message message) {
    if (random_.chance(rates_.encoded))
        post({from, to, std::visit([](const auto& one) { return encode(one); }, message), 0});
    else
        post({from, to, std::move(message), 0});
}

void Network::send(const Address& from, const Address& to, std::string frame) {
    post({from, to, std::move(frame), 0});
}

void Network::post(Letter letter) {
    letter.number = ++posted_;
    int copies = 1;
    if (faults_) copies = (random_.chance(rates_.drop) ? 0 : 1) + random_.chance(rates_.repeat);
    for (; copies > 0; --copies) {
        if (faults_ && random_.chance(rates_.late))
            late_.emplace_back(now_ + std::chrono::milliseconds{random_.pick(1'000, AWAY_MS_MAX)},
                               letter);
        else
            waiting_.push_back(letter);
    }
}

void Network::step(Instant now) {
    now_ = now;
    for (std::size_t i = 0; i < late_.size();) {
        if (late_[i].first > now) {
            ++i;
            continue;
        }
        waiting_.push_back(std::move(late_[i].second));
        late_[i] = std::move(late_.back());
        late_.pop_back();
    }
}

std::optional<Letter> Network::take() {
    if (waiting_.empty()) return std::nullopt;
    std::size_t taken = random_.index(waiting_.size());
    if (order_ == Order::by_pair)
        for (std::size_t i = 0; i < waiting_.size(); ++i)
            if (waiting_[i].from == waiting_[taken].from && waiting_[i].to == waiting_[taken].to &&
                waiting_[i].number < waiting_[taken].number)
                taken = i;
    std::swap(waiting_[taken], waiting_.back());
    Letter letter = std::move(waiting_.back());
    waiting_.pop_back();
    return letter;
}

Message Network::opened(Letter& letter) {
    if (auto* message = std::get_if<Message>(&letter.content)) return std::move(*message);
    auto decoded = decode(std::get<std::string>(letter.content));
    if (const auto* malformed = std::get_if<Malformed>(&decoded))
        throw std::runtime_error("a frame cannot be read: " + malformed->text());
    return std::get<Message>(std::move(decoded));
}

}  // namespace tradepit::simulation
