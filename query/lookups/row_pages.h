#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

/// Pages of rows that are stored by (job, date, model, number): positions and reasoning.
namespace tradepit::query {

/// The row after which a page begins. By default the page begins with the first row.
struct PageStart {
    std::string date;
    std::string model;
    std::int64_t number = -1;

    /// The text of next_cursor for a page after this row.
    [[nodiscard]] std::string text() const;
};

/// Reads the parameter `cursor`. A text that is not a cursor is a fault of `parameters`.
[[nodiscard]] PageStart page_start(Parameters& parameters);

/// The rows of one job: of `model`, or of all its models where `model` is empty.
struct Selection {
    std::string job_id;
    std::string model;
    bool completed_only = false;
    std::string before = {};  ///< only days before this one; empty: all
};

/// The page that the parameters limit, cursor, and date or start_date and end_date ask for.
struct RowPage {
    std::int64_t limit = 0;
    PageStart start;
    DateSpan span;
};

/// Reads these parameters. The alternative is the refusal of wrong ones, and of a request that has
/// neither job_id nor model.
[[nodiscard]] std::variant<RowPage, Reply> row_page(Parameters& parameters);

/// The rows that make up the answer, in the order of their dates: those of the named job, else
/// those of the model's newest series. The alternative is a 404.
[[nodiscard]] std::variant<std::vector<Selection>, Reply> selections(Reader& reader,
                                                                     Parameters& parameters);

}  // namespace tradepit::query
