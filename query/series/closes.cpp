#include "query/series/closes.h"

#include "common/schema/series_rows.h"
#include "common/schema/stored_values.h"

namespace tradepit::query {

namespace {

/// The first of rows with the columns chain, job_id and date; nothing where there are none.
std::optional<CompletedDay> first_of(Rows rows) {
    if (!rows.next()) return std::nullopt;
    return CompletedDay{
        .chain = rows.integer(0), .job_id = rows.text(1), .date = common::stamp_of(rows.text(2))};
}

}  // namespace

std::optional<CompletedDay> last_completed(Reader& reader, const Competitor& who) {
    return first_of(
        reader.ask(common::SELECT_LAST_COMPLETED, who.model, who.market, who.read_by_default));
}

// In the statements below, read_by_default >= ?3 admits every job where `who.read_by_default` is
// false (0), and only those with read_by_default = 1 where it is true.

std::optional<CompletedDay> completed_on(Reader& reader, const Competitor& who,
                                         common::Stamp date) {
    return first_of(reader.ask(
        "SELECT m.chain, m.job_id, c.date FROM job_models m"
        " CROSS JOIN closings c ON c.chain = m.chain AND c.date = ?4"
        " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.read_by_default >= ?3"
        " CROSS JOIN jobs j ON j.job_id = m.job_id AND j.status IN ('completed', 'partial')"
        " WHERE m.model = ?1 AND m.market = ?2 ORDER BY m.chain DESC LIMIT 1",
        who.model, who.market, who.read_by_default, date));
}

std::set<common::Stamp> completed_dates(Reader& reader, const Competitor& who) {
    std::set<common::Stamp> dates;
    auto rows = reader.ask(
        "SELECT DISTINCT c.date FROM job_models m CROSS JOIN closings c ON c.chain = m.chain"
        " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.read_by_default >= ?3"
        " CROSS JOIN jobs j ON j.job_id = m.job_id AND j.status IN ('completed', 'partial')"
        " WHERE m.model = ?1 AND m.market = ?2",
        who.model, who.market, who.read_by_default);
    while (rows.next()) dates.insert(common::stamp_of(rows.text(0)));
    return dates;
}

std::string open_job_of(Reader& reader, const Competitor& who) {
    auto rows = reader.ask(
        "SELECT j.job_id FROM jobs j CROSS JOIN job_models m"
        " ON m.job_id = j.job_id AND m.model = ? AND m.market = ?"
        " WHERE j.status IN ('pending', 'running') LIMIT 1",
        who.model, who.market);
    return rows.next() ? rows.text(0) : std::string{};
}

std::optional<common::Close> close_before(Reader& reader, std::int64_t chain, common::Stamp from) {
    auto row = reader.ask(common::SELECT_CLOSE_BEFORE, chain, from);
    if (!row.next()) return std::nullopt;
    return common::Close{
        .cash = common::money_of(row[0]),
        .value = common::money_of(row[1]),
        .holdings = common::holdings_of(reader.ask(common::SELECT_HOLDINGS, row.integer(2)))};
}

}  // namespace tradepit::query
