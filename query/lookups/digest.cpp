#include "query/lookups/digest.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "common/digest.h"
#include "common/schema/stored_values.h"
#include "common/text/json_text.h"
#include "query/lookups/row_pages.h"
#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// The SHA-256 of rows, each written as a line. It buffers about PIECE_BYTES at a time, whatever
/// the size of the job.
class LineHash {
public:
    /// Adds the line of `count` columns of the present row, from the column `first` on.
    void add(const Rows& rows, int first, int count) {
        for (int i = 0; i < count; ++i) {
            text_ += i == 0 ? '[' : ',';
            add(rows[first + i]);
        }
        text_ += "]\n";
        if (text_.size() >= PIECE_BYTES) flush();
    }
    /// The digest in hexadecimal. To be called once, after the last line.
    std::string finish() {
        flush();
        return common::hex(sha_.finish());
    }

private:
    static constexpr std::size_t PIECE_BYTES = std::size_t{64} << 10;

    void add(const SQLite::Column& value) {
        if (value.isNull()) {
            text_ += "null";
        } else if (value.isInteger()) {
            text_ += std::to_string(value.getInt64());
        } else if (value.isFloat()) {
            common::append_number(text_, value.getDouble());
        } else {
            common::append_string(text_, value.getString());
        }
    }
    void flush() {
        sha_.add(text_);
        text_.clear();
    }

    common::Sha256 sha_;
    std::string text_;
};

/// Adds the first `count` columns of each row.
void add_all(LineHash& lines, Rows rows, int count) {
    while (rows.next()) lines.add(rows, 0, count);
}

void add_books(LineHash& lines, Reader& reader, const std::string& job_id) {
    auto rows = reader.ask(
        "SELECT id, date, model, action_id, action_type, symbol, amount, price, cash,"
        " portfolio_value, daily_profit, daily_return_pct, cumulative_profit,"
        " cumulative_return_pct FROM positions WHERE job_id = ? ORDER BY date, model, action_id",
        job_id);
    while (rows.next()) {
        lines.add(rows, 1, 13);  // all but the id
        add_all(lines, reader.ask(common::SELECT_HOLDINGS, rows.integer(0)), 2);
    }
}

}  // namespace

std::string job_digest(Reader& reader, const std::string& job_id, DigestOf of) {
    LineHash lines;
    if (of == DigestOf::books) {
        add_books(lines, reader, job_id);
        return lines.finish();
    }
    add_all(lines,
            // The open days of a cancelled job count as cancelled: the writer updates their rows
            // only some time after the cancel.
            reader.ask("SELECT d.date, d.model, CASE WHEN j.status = 'cancelled' AND d.status IN"
                       " ('pending', 'running') THEN 'cancelled' ELSE d.status END"
                       " FROM jobs j CROSS JOIN job_details d USING (job_id) WHERE j.job_id = ?"
                       " ORDER BY d.date, d.model",
                       job_id),
            3);
    add_books(lines, reader, job_id);
    add_all(lines,
            reader.ask("SELECT date, model, step_number, role, content, tool_name"
                       " FROM reasoning_logs WHERE job_id = ? ORDER BY date, model, step_number",
                       job_id),
            6);
    add_all(lines,
            reader.ask("SELECT date, model, tool_name, call_count FROM tool_usage"
                       " WHERE job_id = ? ORDER BY date, model, tool_name",
                       job_id),
            4);
    return lines.finish();
}

Reply digest_reply(Reader& reader, const std::string& job_id, Parameters& parameters) {
    const bool books = parameters.flag("books");
    if (const auto fault = parameters.fault()) return *fault;
    std::string status;
    {
        auto rows = reader.ask("SELECT status FROM jobs WHERE job_id = ?", job_id);
        if (!rows.next()) return unknown_job(job_id);
        status = rows.text(0);
    }
    const auto digest = job_digest(reader, job_id, books ? DigestOf::books : DigestOf::everything);
    return {200,
            common::json_text(
                {{"job_id", job_id}, {"status", status}, {"books", books}, {"digest", digest}}),
            0};
}

Reply differences_of_job(Reader& reader, const std::string& job_id, Parameters& parameters) {
    const auto limit = parameters.integer("limit");
    const auto start = page_start(parameters);
    if (const auto fault = parameters.fault()) return *fault;
    if (!job_exists(reader, job_id)) return unknown_job(job_id);
    // The replay agent notes a difference as a step of the tool `replay`.
    auto rows = reader.ask(
        "SELECT date, model, step_number, content FROM reasoning_logs"
        " WHERE job_id = ? AND tool_name = 'replay' AND (date, model, step_number) > (?, ?, ?)"
        " ORDER BY date, model, step_number LIMIT ?",
        job_id, start.date, start.model, start.number, limit + 1);
    PageText text{"differences", limit, job_id};
    PageStart last;
    while (rows.next()) {
        if (text.is_full()) return std::move(text).finish(last.text());
        last = {.date = rows.text(0), .model = rows.text(1), .number = rows.integer(2)};
        const auto content = rows.text(3);
        const auto parsed = Json::parse(content, nullptr, false);
        text.add({{"date", last.date},
                  {"model", last.model},
                  {"step_number", last.number},
                  {"content", parsed.is_object() ? parsed : Json(content)}});
    }
    return std::move(text).finish("");
}

}  // namespace tradepit::query
