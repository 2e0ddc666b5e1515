#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::writer {

/// The books of one attempt as its events have told them so far, and whether each event follows
/// from the ones before it. Pure. What it lets through breaks no rule of the schema either.
class DayLedger {
public:
    /// What is stored of an attempt when the writer starts.
    struct Stored {
        std::int32_t actions = 0;
        std::int32_t trades = 0;
        common::Close first;  ///< of action 0
        common::Close last;   ///< of the last row
        std::int64_t last_position = 0;
        std::int32_t steps = 0;
        std::size_t step_bytes = 0;  ///< of the last step
        std::vector<std::string> tools;
        bool figured = false;  ///< the rows carry figures
    };

    DayLedger() = default;
    explicit DayLedger(Stored stored) : now_{std::move(stored)} {}

    /// Takes events in their order, or says which is wrong and why; then the attempt is refused and
    /// the ledger of no more use. `opening` is the committed close that the day starts from, or
    /// null while an earlier day is open: then action 0 is believed until opens_from() is asked.
    [[nodiscard]] std::optional<std::string> add(std::span<const common::Event> events,
                                                 const common::Close* opening);

    /// Says how action 0 and the last row differ from the day's opening and close, if they do.
    [[nodiscard]] std::optional<std::string> differs(const common::Close& opening,
                                                     const common::Close& close) const;

    [[nodiscard]] std::int32_t actions() const { return now_.actions; }
    [[nodiscard]] std::int32_t trades() const { return now_.trades; }
    [[nodiscard]] std::int32_t steps() const { return now_.steps; }
    /// The value of action 0, which the figures of a running day come from.
    [[nodiscard]] common::Money first_value() const { return now_.first.value; }
    [[nodiscard]] std::int64_t last_position() const { return now_.last_position; }
    [[nodiscard]] bool figured() const { return now_.figured; }

    /// Rows were stored: the last has this id; with or without figures.
    void stored(std::int64_t last_position, bool figured);

private:
    std::optional<std::string> add_position(const common::Position& position,
                                            const common::Close* opening,
                                            const common::Position* before);
    std::optional<std::string> add_step(const common::Reasoning& step);
    std::optional<std::string> add_tool(const common::ToolUsage& usage);

    Stored now_;
};

}  // namespace tradepit::writer
