#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tradepit::faults {

/// What strangers send: recorded frames and requests with random edits. Equal seeds give equal
/// sequences. Not thread-safe.
class Strangers {
public:
    explicit Strangers(std::uint32_t seed) : random_{seed} {}

    /// The frames of `golden` and of the commands and uploads in it, each as a frame of its own.
    /// @param golden the file with the golden octets of all messages
    void learn(const std::string& golden);
    /// One of the frames that were learnt, with 1 to 8 edits: a bit flipped, octets put in, taken
    /// out or set to ff, or a piece of another frame. Never one by which anybody may take the
    /// broker's epoch or run a maintenance task.
    std::string frame();
    /// An HTTP request with such edits.
    std::string request();

private:
    std::string mutated(std::string octets, const std::vector<std::string>& others);
    std::size_t below(std::size_t end) {
        return std::uniform_int_distribution<std::size_t>{0, end - 1}(random_);
    }

    std::mt19937 random_;
    std::vector<std::string> frames_;
};

/// The seed of a test with strangers: TRADEPIT_SEED, or a random one. It is printed.
std::uint32_t strangers_seed();

}  // namespace tradepit::faults
