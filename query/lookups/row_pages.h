#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/text/json_writer.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"
#include "query/storage/row_text.h"

/// Pages of rows that are stored by job, date, model and number: positions, whose number is
/// action_id, and reasoning steps, whose number is step_number.
namespace tradepit::query {

/// A page ends after the row that brings the text of its rows to this, however few they are. The
/// largest row is a reasoning step of STEP_BYTES_MAX. JSON escapes a byte with six at most, so
/// every page is below ANSWER_BYTES_MAX.
inline constexpr std::size_t PAGE_BYTES = std::size_t{4} << 20;

/// Where a page begins: after the row with this date, model and number. The default is before every
/// row.
struct PageStart {
    std::string date;
    std::string model;
    std::int64_t number = -1;
    /// The first and the last chain of the series whose rows the pages list. Both are 0 for a named
    /// job, and on the first page until row_page() sets them.
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
    bool completed_only = false;  ///< only rows of completed model-days
    std::string before = {};      ///< only rows of dates before this date; empty: of all dates
};

/// What a request asks for by its parameters job_id or model, limit, cursor, and date or start_date
/// and end_date.
struct RowPage {
    std::int64_t limit = 0;
    PageStart start;
    StampTextRange span;
    /// The jobs whose rows make up the answer, in the order of their dates: the named one, else
    /// those of the model's series.
    std::vector<Selection> selections;

    /// The earliest date that a row of the page may have. SQLite looks for it in the index. It
    /// would pass over every row before the page's start if it were given the start of the span
    /// instead.
    [[nodiscard]] const std::string& first_date() const { return std::max(span.from, start.date); }
    /// The start of the next page, where the row of this date, model and number is the page's last.
    [[nodiscard]] PageStart after(std::string date, std::string model, std::int64_t number) const;
};

/// Reads the parameters. On the first page a series is the model's newest one; on every later page
/// it is the series of the first page, and a 410 where one of its jobs was cleaned up since. Other
/// refusals are 400, 404 and 422.
[[nodiscard]] std::variant<RowPage, Reply> row_page(Reader& reader, Parameters& parameters);

/// The text of a page, written row by row: {"job_id", NAME: [rows], "count", "next_cursor"}, of
/// which job_id may be left out; or the rows alone, each on a line, as CSV or JSON lines.
class PageText {
public:
    /// The page is full at `rows_max` rows, and once the text of its rows has `bytes_max` bytes.
    /// An empty `job_id` is left out.
    PageText(std::string_view name, std::int64_t rows_max, std::string_view job_id = {},
             std::size_t bytes_max = PAGE_BYTES);
    /// A page of at most `rows_max` rows as lines, unless the format is JSON.
    PageText(std::string_view name, std::int64_t rows_max, common::ListFormat format);

    [[nodiscard]] bool is_full() const {
        return count_ >= rows_max_ || json_.size() - begin_ + lines_.size() >= bytes_max_;
    }
    void add(const nlohmann::ordered_json& row);
    /// Adds a row whose text is written already: an object, or a line without its end.
    void add_written(std::string_view row);
    /// With an empty cursor there is no other page.
    [[nodiscard]] Reply finish(const std::string& next_cursor) &&;

private:
    const std::int64_t rows_max_;
    const std::size_t bytes_max_;
    const std::string_view line_end_ = {};  ///< empty: the page is JSON
    common::JsonWriter json_;
    std::string lines_;
    std::size_t begin_ = 0;  ///< where the rows begin in the text
    std::int64_t count_ = 0;
};

/// A list whose pages reply_of_rows() answers: positions or reasoning.
struct RowList {
    std::string_view name;  ///< the member of the answer that holds the rows
    /// Selects the rows of one job that the page asks for, at most one more than the page's limit:
    /// the additional row shows that there is another page.
    Rows (*select)(Reader&, const Selection&, const RowPage&);
    /// Writes the present row.
    std::function<void(const Rows&, RowText&)> write;
    /// The column of a selected row that has its date. Its model and its number are in the next
    /// two.
    int date_column = 0;
};

/// The page of the list that the parameters ask for, in the format, or the refusal of row_page().
/// In CSV the page has no header.
[[nodiscard]] Reply reply_of_rows(Reader& reader, Parameters& parameters, common::ListFormat format,
                                  const RowList& list);

}  // namespace tradepit::query
