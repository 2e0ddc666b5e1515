#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/text/json_writer.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

/// Pages of rows that are stored by (job, date, model, number): positions and reasoning.
namespace tradepit::query {

/// A page ends after the row that brings the text of its rows to this, however few they are. The
/// largest row is a reasoning step of STEP_BYTES_MAX, so that every page is below ANSWER_BYTES_MAX.
inline constexpr std::size_t PAGE_BYTES = std::size_t{4} << 20;

/// The row after which a page begins. By default the page begins with the first row.
struct PageStart {
    std::string date;
    std::string model;
    std::int64_t number = -1;
    /// The first and the last chain of the series that every page is of; 0 for a named job.
    std::int64_t first_chain = 0;
    std::int64_t last_chain = 0;

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

/// What a request asks for with job_id or model, limit, cursor, date or start_date and end_date.
struct RowPage {
    std::int64_t limit = 0;
    PageStart start;
    DateSpan span;
    /// The jobs whose rows make up the answer, in the order of their dates: the named one, else
    /// those of the model's series.
    std::vector<Selection> of;

    /// The start of the next page, where this row is the last one of the page.
    [[nodiscard]] PageStart after(std::string date, std::string model, std::int64_t number) const;
};

/// Reads the parameters. A series is the model's newest one on the first page, and on every later
/// page the one of the first: where a job of it was cleaned up since, the reply is 410.
[[nodiscard]] std::variant<RowPage, Reply> row_page(Reader& reader, Parameters& parameters);

/// The text of a page, written row by row: {"job_id"?, NAME: [rows], "count", "next_cursor"}.
class PageText {
public:
    /// The page is full at `rows_max` rows, and once the text of its rows has `bytes_max` bytes.
    /// An empty `job_id` is left out.
    PageText(std::string_view name, std::int64_t rows_max, std::string_view job_id = {},
             std::size_t bytes_max = PAGE_BYTES);

    [[nodiscard]] bool is_full() const {
        return count_ >= rows_max_ || json_.size() - begin_ >= bytes_max_;
    }
    void add(const nlohmann::ordered_json& row);
    /// An empty cursor becomes null: there is no other page.
    [[nodiscard]] Reply finish(const std::string& next_cursor) &&;

private:
    const std::int64_t rows_max_;
    const std::size_t bytes_max_;
    common::JsonWriter json_;
    std::size_t begin_ = 0;  ///< of the rows in the text
    std::int64_t count_ = 0;
};

/// What differs between the lists of rows of a job or a series.
struct RowList {
    std::string_view name;  ///< of the member of the answer that holds the rows
    /// The rows of one job on the page, one more than its limit where there are as many.
    Rows (*select)(Reader&, const Selection&, const RowPage&);
    nlohmann::ordered_json (*row)(Reader&, const Rows&);
    int date_column = 0;  ///< of a selected row; its model and its number follow
};

/// The page of the list that the parameters ask for, or the refusal of row_page().
[[nodiscard]] Reply reply_of_rows(Reader& reader, Parameters& parameters, const RowList& list);

}  // namespace tradepit::query
