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

/// Where a page goes on: after this row.
struct PageStart {
    std::string date;
    std::string model;
    std::int64_t number = -1;

    /// As next_cursor has it.
    [[nodiscard]] std::string text() const;
};

/// From the parameter cursor; a text that is no cursor is a fault.
[[nodiscard]] PageStart page_start(Parameters& parameters);

/// Whose rows: a job's, of all its models where `model` is empty.
struct Selection {
    std::string job_id;
    std::string model;
    bool completed_only = false;
    std::string before = {};  ///< only days before this one; empty: all
};

/// What is asked for of them: the parameters limit, cursor, date or start_date and end_date.
struct RowPage {
    std::int64_t limit = 0;
    PageStart start;
    DateSpan span;
};

/// Reads the parameters; job_id or model has to be there. What is wrong is the reply.
[[nodiscard]] std::variant<RowPage, Reply> row_page(Parameters& parameters);

/// The jobs whose rows make up the answer, in the order of their dates: the one that is named, else
/// those of the model's newest series.
[[nodiscard]] std::variant<std::vector<Selection>, Reply> selections(Reader& reader,
                                                                     Parameters& parameters);

}  // namespace tradepit::query
