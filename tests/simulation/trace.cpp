#include "tests/simulation/trace.h"

#include "tests/simulation/clients.h"

namespace tradepit::simulation {

using namespace common;

namespace {

std::string text(const AttemptKey& key) {
    return std::to_string(key.chain) + "/" + key.date.text() + "/" + std::to_string(key.attempt);
}

std::string text(const ChainState& state) {
    std::string all = " " + std::to_string(state.chain) + ":" + std::to_string(state.ended_days);
    if (state.cancelled) all += " cancelled";
    for (const DayAttempt& attempt : state.attempts)
        all += " (" + text({state.chain, attempt.date, attempt.attempt}) + " of " +
               attempt.worker.value() + "." + std::to_string(attempt.nonce) + " " +
               std::to_string(static_cast<int>(attempt.state)) + ")";
    return all;
}

std::string text(std::int64_t chain, const std::vector<ClaimedDay>& days) {
    std::string all;
    for (const ClaimedDay& day : days) all += " " + text({chain, day.date, day.attempt});
    return all;
}

struct Details {
    std::string operator()(const Hello& hello) const {
        std::string all =
            "nonce " + std::to_string(hello.nonce) + (hello.draining ? " drains" : "");
        for (const Held& held : hello.held)
            all += " " + text(held.key) + (held.finished ? " finished" : "");
        return all;
    }
    std::string operator()(const SlotFreed& freed) const { return text(freed.last); }
    std::string operator()(const HelloAnswer& answer) const { return std::to_string(answer.epoch); }
    std::string operator()(const Assign& assign) const {
        return "epoch " + std::to_string(assign.epoch) + " nonce " + std::to_string(assign.nonce) +
               text(assign.chain, assign.days);
    }
    std::string operator()(const Drop& drop) const { return text(drop.key) + " " + drop.reason; }
    std::string operator()(const Page& page) const {
        std::string all = "after " + std::to_string(page.after);
        for (const Chain& chain : page.chains) all += text(chain.state);
        return all;
    }
    std::string operator()(const Changes& changes) const {
        std::string all = std::to_string(changes.from) + ".." + std::to_string(changes.upto);
        for (const ChainState& state : changes.chains) all += text(state);
        return all;
    }
    std::string operator()(const Claim& claim) const {
        return claim.request + " chain " + std::to_string(claim.chain) + " for " +
               claim.worker.value() + "." + std::to_string(claim.nonce);
    }
    std::string operator()(const Claimed& claimed) const {
        return claimed.request + text(claimed.chain, claimed.days);
    }
    std::string operator()(const ClaimRefused& ended) const {
        return ended.request + text(ended.state);
    }
    std::string operator()(const CommandPart& part) const {
        return part.key + " " + std::to_string(part.part) + " of " + std::to_string(part.parts);
    }
    std::string operator()(const CommandAnswer& answer) const {
        return answer.key + " " + text_of(answer.outcome);
    }
    std::string operator()(const Batch& batch) const {
        return text(batch.key) + " nonce " + std::to_string(batch.nonce) + " batch " +
               std::to_string(batch.number) +
               (batch.end ? " end " + std::to_string(static_cast<int>(batch.end->ending)) : "");
    }
    std::string operator()(const Ack& ack) const {
        return text(ack.key) + " upto " + std::to_string(ack.upto);
    }
    std::string operator()(const Superseded& superseded) const {
        return text(superseded.key) + " " + superseded.reason;
    }
    template <class M>
    std::string operator()(const M&) const {
        return {};
    }
};

}  // namespace

std::string described(const Letter& letter) {
    Letter copy = letter;
    const Message message = Network::opened(copy);
    return letter.from.peer() + " to " + letter.to.peer() + ": " + std::string{name_of(message)} +
           " " + std::visit(Details{}, message);
}

}  // namespace tradepit::simulation
