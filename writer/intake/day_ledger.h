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
    /// What the store holds of an attempt when the writer starts.
    struct Stored {
        std::int32_t actions = 0;
        std::int32_t trades = 0;
        common::Close first;  ///< of action 0
        common::Close last;   ///< of the last row
        std::int64_t last_position = 0;
        std::int32_t steps = 0;
        std::size_t step_bytes = 0;  ///< of the last step
        std::vector<std::string> tools;
        bool has_figures = false;  ///< all of its position rows have figures
    };

    DayLedger() = default;
    explicit DayLedger(Stored stored) : state_{std::move(stored)} {}

    /// Takes events in their order.
    /// @param opening the committed close that the day starts from. Null while an earlier day is
    /// open: action 0 is then accepted as it is, and difference_from() checks it at the end of the
    /// day.
    /// @return nothing, or which event is wrong and why. The attempt must then be refused, and this
    /// object must not be used any more.
    [[nodiscard]] std::optional<std::string> add(std::span<const common::Event> events,
                                                 const common::Close* opening);

    /// How action 0 differs from `opening`, or the last row from `close`; nothing when both agree.
    [[nodiscard]] std::optional<std::string> difference_from(const common::Close& opening,
                                                             const common::Close& close) const;

    [[nodiscard]] std::int32_t actions() const { return state_.actions; }
    [[nodiscard]] std::int32_t trades() const { return state_.trades; }
    [[nodiscard]] std::int32_t steps() const { return state_.steps; }
    /// The value of action 0, from which the figures of a running day are computed.
    [[nodiscard]] common::Money first_value() const { return state_.first.value; }
    [[nodiscard]] std::int64_t last_position() const { return state_.last_position; }
    [[nodiscard]] bool has_figures() const { return state_.has_figures; }

    /// Notes that position rows were stored.
    /// @param last_position the id of the last one.
    /// @param has_figures whether all position rows of the attempt now have figures.
    void note_stored(std::int64_t last_position, bool has_figures);

private:
    std::optional<std::string> add_position(const common::Position& position,
                                            const common::Close* opening,
                                            const common::Position* before);
    std::optional<std::string> add_step(const common::Reasoning& step);
    std::optional<std::string> add_tool(const common::ToolUsage& usage);

    Stored state_;
};

}  // namespace tradepit::writer
