#include "query/series/which_job.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "common/text/quoted.h"

namespace tradepit::query {

namespace {

/// A statement over `job_models m` in two versions: for all markets, and for one, whose name is the
/// last parameter. The two versions use different indexes. CROSS JOIN, here as elsewhere, keeps
/// SQLite from reading the tables in another order than they are written in.
class StatementByMarket {
public:
    /// @param text the statement, with '@' wherever the condition on the market belongs.
    /// @param parameter the number of the parameter with the market's name: "2" for ?2.
    StatementByMarket(const std::string& text, const std::string& parameter)
        : all_{replaced(text, "")}, one_{replaced(text, " AND m.market = ?" + parameter)} {}

    /// The rows for `market`, or for all markets where it is empty. @param values all parameters
    /// but the market's name.
    template <class... Values>
    Rows ask(Reader& reader, const std::string& market, const Values&... values) const {
        return market.empty() ? reader.ask(Sql::of_static(all_), values...)
                              : reader.ask(Sql::of_static(one_), values..., market);
    }

private:
    static std::string replaced(std::string text, const std::string& with) {
        for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + with.size()))
            text.replace(at, 1, with);
        return text;
    }

    std::string all_;
    std::string one_;
};

/// Calls `each` with the name of every model of the jobs in `market` (empty: of all jobs), in the
/// order of names; where `only` is given, with that name alone. The statement finds each name by
/// one search of an index, however many jobs the model has.
template <class Each>
void for_each_model(Reader& reader, const std::optional<std::string>& only,
                    const std::string& market, Each each) {
    static const StatementByMarket NAMES{
        "WITH RECURSIVE names(model) AS (SELECT MIN(m.model) FROM job_models m WHERE m.model > ''@"
        " UNION ALL SELECT (SELECT MIN(m.model) FROM job_models m WHERE m.model > names.model@)"
        " FROM names WHERE names.model IS NOT NULL)"
        " SELECT model FROM names WHERE model IS NOT NULL",
        "1"};
    if (only) return each(*only);
    auto rows = NAMES.ask(reader, market);
    while (rows.next()) each(rows.text(0));
}

/// Tells whether requests that name no job read a series of a job: the job ended as completed or
/// partial, and has read_by_default = 1. Results are cached, because the newest series of many
/// models are of few jobs.
class AnsweringJobs {
public:
    explicit AnsweringJobs(Reader& reader) : reader_{reader} {}

    bool contains(const std::string& job_id) {
        const auto [job, is_new] = known_.try_emplace(job_id);
        if (!is_new) return job->second;
        auto rows = reader_.ask(
            "SELECT 1 FROM job_settings s CROSS JOIN jobs j ON j.job_id = s.job_id"
            " AND j.status IN ('completed', 'partial') WHERE s.job_id = ? AND s.read_by_default = "
            "1",
            job_id);
        job->second = rows.next();
        return job->second;
    }

private:
    Reader& reader_;
    std::unordered_map<std::string, bool> known_;
};

/// The model's newest chain that has a completed day and whose job is one of `jobs`, in `market`
/// (empty: in any market); nothing where there is none.
std::optional<ModelInJob> newest_of(Reader& reader, AnsweringJobs& jobs, const std::string& model,
                                    const std::string& market) {
    static const StatementByMarket CHAINS{
        "SELECT m.chain, m.job_id, m.market, m.predecessor IS NOT NULL FROM job_models m"
        " CROSS JOIN series_stats t ON t.chain = m.chain"
        " WHERE m.model = ?1@ ORDER BY m.chain DESC",
        "2"};
    auto rows = CHAINS.ask(reader, market, model);
    while (rows.next()) {
        auto job_id = rows.text(1);
        if (jobs.contains(job_id))
            return ModelInJob{.chain = rows.integer(0),
                              .job_id = std::move(job_id),
                              .model = model,
                              .market = rows.text(2),
                              .has_predecessor = rows.integer(3) != 0};
    }
    return std::nullopt;
}

/// The statement for one completed day of a model, ?1.
/// @param of_date the condition on its date, c.date.
/// @param market_parameter as in StatementByMarket.
/// @param order the ORDER BY: of several days only the first one is read.
StatementByMarket days_where(const std::string& of_date, const std::string& market_parameter,
                             const std::string& order) {
    return {
        "SELECT m.chain, m.job_id, m.market, m.predecessor IS NOT NULL, c.date"
        " FROM job_models m CROSS JOIN closings c ON c.chain = m.chain AND c.date " +
            of_date +
            " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.read_by_default = 1"
            " CROSS JOIN jobs j ON j.job_id = m.job_id"
            " WHERE m.model = ?1@ AND (j.status <> 'cancelled' OR EXISTS (SELECT 1"
            " FROM job_models n WHERE n.model = ?1 AND n.predecessor = m.chain"
            " AND c.date < n.first_date)) ORDER BY " +
            order + " LIMIT 1",
        market_parameter};
}

/// The model's day for newest_of_date().
std::optional<ModelDay> newest_day(Reader& reader, const std::string& model,
                                   const std::string& date, const std::string& upto,
                                   const std::string& market) {
    static const auto EXACT = days_where("= ?2", "3", "m.chain DESC");
    static const auto WITHIN = days_where("BETWEEN ?2 AND ?3", "4", "c.date DESC, m.chain DESC");
    const auto read = [&](Rows rows) -> std::optional<ModelDay> {
        if (!rows.next()) return std::nullopt;
        return ModelDay{{.chain = rows.integer(0),
                         .job_id = rows.text(1),
                         .model = model,
                         .market = rows.text(2),
                         .has_predecessor = rows.integer(3) != 0},
                        rows.text(4)};
    };
    auto exact = read(EXACT.ask(reader, market, model, date));
    if (exact || date == upto) return exact;
    return read(WITHIN.ask(reader, market, model, date, upto));
}

}  // namespace

bool job_exists(Reader& reader, const std::string& job_id) {
    return reader.ask("SELECT 1 FROM jobs WHERE job_id = ?", job_id).next();
}

std::vector<ModelInJob> models_of_job(Reader& reader, const std::string& job_id,
                                      const std::optional<std::string>& model,
                                      const std::optional<std::string>& market) {
    std::vector<ModelInJob> found;
    auto rows = reader.ask(
        "SELECT chain, model, market, predecessor IS NOT NULL FROM job_models"
        " WHERE job_id = ?1 AND (?2 = '' OR model = ?2) AND (?3 = '' OR market = ?3)"
        " ORDER BY model",
        job_id, model.value_or(""), market.value_or(""));
    while (rows.next()) {
        found.push_back({.chain = rows.integer(0),
                         .job_id = job_id,
                         .model = rows.text(1),
                         .market = rows.text(2),
                         .has_predecessor = rows.integer(3) != 0,
                         .without_predecessors = true});
    }
    return found;
}

std::optional<ModelInJob> newest_series(Reader& reader, const std::string& model,
                                        const std::optional<std::string>& market) {
    AnsweringJobs jobs{reader};
    return newest_of(reader, jobs, model, market.value_or(""));
}

std::optional<ModelInJob> chain_of_model(Reader& reader, const std::string& model,
                                         std::int64_t chain) {
    auto rows = reader.ask(
        "SELECT job_id, market, predecessor IS NOT NULL FROM job_models"
        " WHERE chain = ? AND model = ?",
        chain, model);
    if (!rows.next()) return std::nullopt;
    return ModelInJob{.chain = chain,
                      .job_id = rows.text(0),
                      .model = model,
                      .market = rows.text(1),
                      .has_predecessor = rows.integer(2) != 0};
}

std::vector<ModelInJob> newest_series_of_all(Reader& reader,
                                             const std::optional<std::string>& model,
                                             const std::optional<std::string>& market) {
    std::vector<ModelInJob> found;
    AnsweringJobs jobs{reader};
    for_each_model(reader, model, market.value_or(""), [&](const std::string& each) {
        if (auto series = newest_of(reader, jobs, each, market.value_or("")))
            found.push_back(*std::move(series));
    });
    return found;
}

std::variant<std::vector<ModelInJob>, Reply> selected_series(Reader& reader,
                                                             Parameters& parameters) {
    const auto model = parameters.text("model");
    if (const auto job_id = parameters.text("job_id")) {
        if (!job_exists(reader, *job_id)) return unknown_job(*job_id);
        return models_of_job(reader, *job_id, model, parameters.text("market"));
    }
    return newest_series_of_all(reader, model, parameters.text("market"));
}

std::vector<ModelDay> newest_of_date(Reader& reader, const std::string& date,
                                     const std::string& upto,
                                     const std::optional<std::string>& model,
                                     const std::optional<std::string>& market) {
    std::vector<ModelDay> found;
    for_each_model(reader, model, market.value_or(""), [&](const std::string& each) {
        if (auto day = newest_day(reader, each, date, upto, market.value_or(""))) {
            found.push_back(*day);
        }
    });
    return found;
}

std::optional<std::string> last_day(Reader& reader, std::int64_t chain, const std::string& from,
                                    const std::string& upto) {
    auto rows = reader.ask(
        "SELECT date FROM closings WHERE chain = ? AND date BETWEEN ? AND ?"
        " ORDER BY date DESC LIMIT 1",
        chain, from, upto);
    if (!rows.next()) return std::nullopt;
    return rows.text(0);
}

std::optional<std::string> last_day_of_series(Reader& reader, const ModelInJob& last,
                                              const StampTextRange& span) {
    const auto all = with_predecessors(reader, last);
    for (auto each = all.rbegin(); each != all.rend(); ++each) {
        auto rows = reader.ask(
            "SELECT date FROM closings WHERE chain = ?1 AND date BETWEEN ?2 AND ?3"
            " AND (?4 = '' OR date < ?4) ORDER BY date DESC LIMIT 1",
            each->chain, span.from, span.upto, each->successor_first_date);
        if (rows.next()) return rows.text(0);
    }
    return std::nullopt;
}

std::vector<ModelInJob> with_predecessors(Reader& reader, const ModelInJob& last) {
    std::vector<ModelInJob> found{last};
    while (!last.without_predecessors && found.back().has_predecessor) {
        auto rows = reader.ask(
            "SELECT p.chain, p.job_id, p.model, p.market, p.predecessor IS NOT NULL,"
            " m.first_date FROM job_models m"
            " JOIN job_models p ON p.chain = m.predecessor AND p.chain < m.chain"
            " WHERE m.chain = ?",
            found.back().chain);
        if (!rows.next()) break;
        found.push_back({.chain = rows.integer(0),
                         .job_id = rows.text(1),
                         .model = rows.text(2),
                         .market = rows.text(3),
                         .has_predecessor = rows.integer(4) != 0,
                         .successor_first_date = rows.text(5)});
    }
    std::reverse(found.begin(), found.end());
    return found;
}

std::optional<Reply> market_fault(Reader& reader, const std::optional<std::string>& named) {
    if (!named) return std::nullopt;
    std::string known;
    auto rows = reader.ask("SELECT market FROM markets ORDER BY market");
    while (rows.next()) {
        if (rows.text(0) == *named) return std::nullopt;
        known += (known.empty() ? "" : ", ") + rows.text(0);
    }
    return refused(400, "Unknown market " + common::quoted_text(*named) +
                            "; known: " + (known.empty() ? "none" : known));
}

std::variant<std::string, Reply> compared_market(Reader& reader,
                                                 const std::optional<std::string>& named) {
    if (auto fault = market_fault(reader, named)) return *fault;
    if (named) return *named;
    std::vector<std::string> with_results;
    {
        auto rows = reader.ask(
            "SELECT m.market, EXISTS (SELECT 1 FROM job_models c"
            " CROSS JOIN series_stats t ON t.chain = c.chain WHERE c.market = m.market)"
            " FROM markets m ORDER BY m.market");
        while (rows.next()) {
            if (rows.integer(1) != 0) with_results.push_back(rows.text(0));
        }
    }
    const auto list = [](const std::vector<std::string>& names) {
        std::string text;
        for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
        return text;
    };
    if (with_results.size() > 1) {
        return refused(400, "Models are compared within one market: give market, one of " +
                                list(with_results));
    }
    return with_results.empty() ? std::string{} : with_results.front();
}

}  // namespace tradepit::query
