#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "common/splitmix.h"

namespace tradepit::simulation {

using common::mixed;

/// The source of all randomness of a simulation. It is independent of the standard library, so that
/// a seed gives the same run everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_{mixed(seed)} {}

    std::uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15U); }
    bool chance(double probability) {
        return static_cast<double>(next() >> 11U) * 0x1p-53 < probability;
    }
    /// A number from `from` to `to`, both included.
    int pick(int from, int to) {
        const auto span = static_cast<std::uint64_t>(to - from) + 1;
        return from + static_cast<int>(next() % span);
    }
    std::size_t index(std::size_t size) { return static_cast<std::size_t>(next() % size); }
    template <class T>
    T choose(std::initializer_list<T> from) {
        return from.begin()[index(from.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace tradepit::simulation
