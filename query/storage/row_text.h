#pragma once

#include <string>
#include <string_view>

#include "common/http/accept.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// The text of one row of a list, written column by column: an object in JSON and JSON lines, the
/// cells of a line in CSV. Used again for every row of a page.
class RowText {
public:
    explicit RowText(common::ListFormat format) : is_csv_{format == common::ListFormat::csv} {}

    /// Begins a row. The text of the one before is gone.
    void begin();
    /// Writes the value of a column as it is stored. `name` needs no escapes.
    void value(std::string_view name, const Rows& rows, int column);
    void value(std::string_view name, std::string_view text);
    /// Writes a nested value, given as JSON.
    void nested(std::string_view name, std::string_view json);
    /// Ends the row. @return its text, valid until the next begin().
    [[nodiscard]] std::string_view end();

private:
    void begin_value(std::string_view name);
    void append_text(std::string_view text);

    const bool is_csv_;
    bool is_first_ = true;  ///< no value of the row is written yet
    std::string text_;
};

}  // namespace tradepit::query
