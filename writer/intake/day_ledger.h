#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::writer {

/// Checks the events of one attempt: whether each of them follows from those before it under the
/// rules of accounting. Keeps the cash and holdings that they result in. Pure. Events that pass
/// also satisfy the constraints of the schema.
class DayLedger {
public:
    /// The state of the ledger. When a writer starts, it is read from the stored rows.
    struct State {
        std::int32_t actions = 0;        ///< position rows, action 0 included
        std::int32_t trades = 0;         ///< those that buy or sell
        common::Close first;             ///< cash, value and holdings of action 0
        common::Close last;              ///< those of the last position row
        std::int64_t last_position = 0;  ///< id of the last position row; 0: none is stored
        std::int32_t steps = 0;          ///< number of the last reasoning step; 0: none
        std::size_t step_bytes = 0;      ///< of the content of that step so far
        std::vector<std::string> tools;  ///< those whose usage was stated
        bool has_figures = false;        ///< rows are stored, and all have their figures
    };

    DayLedger() = default;
    explicit DayLedger(State state) : state_{std::move(state)} {}

    /// Takes events in their order.
    /// @param opening the committed close that the day starts from. Null while an earlier day is
    /// open: action 0 is then accepted as it is, and difference_from() checks it at the end of the
    /// day.
    /// @return nothing, or which event is wrong and why. The attempt must then be refused, and this
    /// object must not be used any more.
    [[nodiscard]] std::optional<std::string> add(std::span<const common::Event> events,
                                                 const common::Close* opening);

    /// How action 0 differs from `opening`, or the last position row from `close`; nothing when
    /// both agree. A day without position rows is a fault too.
    [[nodiscard]] std::optional<std::string> difference_from(const common::Close& opening,
                                                             const common::Close& close) const;

    [[nodiscard]] std::int32_t actions() const { return state_.actions; }
    [[nodiscard]] std::int32_t trades() const { return state_.trades; }
    [[nodiscard]] std::int32_t steps() const { return state_.steps; }
    /// The value of action 0. Until the day ends, its rows have the figures that follow from this
    /// value; then they get those of the close.
    [[nodiscard]] common::Money first_value() const { return state_.first.value; }
    [[nodiscard]] std::int64_t last_position() const { return state_.last_position; }
    [[nodiscard]] bool has_figures() const { return state_.has_figures; }

    /// Notes that position rows are stored with the next commit.
    /// @param last_position the id of the last one.
    /// @param has_figures whether all position rows of the attempt then have figures.
    void note_stored(std::int64_t last_position, bool has_figures);

private:
    /// @param before the position before this one in the same add(); null: there is none.
    std::optional<std::string> add_position(const common::Position& position,
                                            const common::Close* opening,
                                            const common::Position* before);
    std::optional<std::string> add_step(const common::Reasoning& step);
    std::optional<std::string> add_tool(const common::ToolUsage& usage);

    State state_;
};

}  // namespace tradepit::writer
