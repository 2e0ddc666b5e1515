#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "query/storage/reader.h"
#include "query/storage/row_text.h"

/// The rows of the table `positions`, as the API and the mirrored files have them.
namespace tradepit::query {

/// A statement that selects the columns that PositionRows::write() reads.
/// @param where what follows WHERE: the condition about p, the table positions, and after it ORDER
/// BY and LIMIT.
[[nodiscard]] std::string select_positions_where(std::string_view where);

/// Writes position rows that are read one after another. The rows of a model-day have consecutive
/// ids, so the holdings of a row usually follow in the index those of the row before: one statement
/// goes through them, and only a gap costs another search. Must not outlive the snapshot in which
/// it is used.
class PositionRows {
public:
    /// `reader` must outlive this object, and must have no other one.
    explicit PositionRows(Reader& reader) : reader_{reader} {}

    /// Writes the present row of `rows`, with its holdings by symbol and, as `status`, the status
    /// of its model-day.
    void write(const Rows& rows, RowText& text);

private:
    struct HeldRow {
        std::string symbol;
        bool is_whole = false;
        std::int64_t whole = 0;
        double fraction = 0;  ///< where it is not whole
    };

    /// Reads the status of the row's model-day into status_.
    void read_status(const Rows& rows);
    /// Reads the holdings of a position into holdings_.
    void read_holdings(std::int64_t position);
    /// holdings_ as a JSON list.
    void print_holdings();

    Reader& reader_;
    // Of the row that was written last.
    std::string job_id_;
    std::string date_;
    std::string model_;
    std::string status_;
    std::unique_ptr<Rows> rows_;      ///< of `holdings`, from some position on
    bool has_row_ = false;            ///< whether rows_ has a present row, which is not read yet
    std::int64_t next_position_ = 0;  ///< whose holdings rows_ is at, or comes to next
    std::vector<HeldRow> holdings_;
    std::string holdings_text_;
};

/// Calls `take` with each row of one model-day, in the order of action_id.
void each_day_row(Reader& reader, const std::string& job_id, const std::string& model,
                  const std::string& date,
                  const std::function<void(const nlohmann::ordered_json&)>& take);

}  // namespace tradepit::query
