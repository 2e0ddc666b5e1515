#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

/// Which job answers a request.
///
/// A series is a chain with its predecessors, as far as these ran before it. A model's series is
/// that of the newest job which ended completed or partial, among the jobs that answer without
/// being named (job_settings.answers). A model's result of one date comes from the newest such job
/// that completed the date, whether it has ended or not; a cancelled job only counts for the days
/// that another chain continues from. Apart from predecessors, two jobs of one model are never
/// mixed. A job that is named (job_id) answers alone, with its own days and without its
/// predecessors'.
namespace tradepit::query {

/// One model in one job: a chain, which stands for its series.
struct ModelInJob {
    std::int64_t chain = 0;
    std::string job_id;
    std::string model;
    std::string market;
    bool has_predecessor = false;
    /// A later chain of the series runs from this date on; empty: none does.
    std::string successor_first_date = {};
    bool without_predecessors = false;  ///< its job was named: the series is this chain alone
};

/// A completed model-day. It has a row in `closings`.
struct ModelDay {
    ModelInJob where;
    std::string date;
};

[[nodiscard]] bool job_exists(Reader& reader, const std::string& job_id);

/// The models of the job, or only `model`, by name; `without_predecessors` is set in each.
[[nodiscard]] std::vector<ModelInJob> models_of_job(Reader& reader, const std::string& job_id,
                                                    const std::optional<std::string>& model);

/// The model's series in `market`, or in any market where none is given; nothing where no job
/// answers.
[[nodiscard]] std::optional<ModelInJob> newest_series(Reader& reader, const std::string& model,
                                                      const std::optional<std::string>& market);

/// That chain, where it is the model's. Nothing once its job was cleaned up: no number is given to
/// two chains.
[[nodiscard]] std::optional<ModelInJob> chain_of_model(Reader& reader, const std::string& model,
                                                       std::int64_t chain);

/// The newest series of every model, or only of `model`, by name.
[[nodiscard]] std::vector<ModelInJob> newest_series_of_all(
    Reader& reader, const std::optional<std::string>& model,
    const std::optional<std::string>& market);

/// The series that a request selects by job_id, model and market: the models of that job, else the
/// newest series of the model or of every model. The alternative is a 404 for an unknown job.
[[nodiscard]] std::variant<std::vector<ModelInJob>, Reply> selected_series(Reader& reader,
                                                                           Parameters& parameters);

/// The completed day of each model, or only of `model`, by name: the day on `date` exactly, else
/// the last from `date` to `upto`, as for a plain date of an hourly market (span_of()).
[[nodiscard]] std::vector<ModelDay> newest_of_date(Reader& reader, const std::string& date,
                                                   const std::string& upto,
                                                   const std::optional<std::string>& model,
                                                   const std::optional<std::string>& market);

/// The chain's last completed day from `from` to `upto`.
[[nodiscard]] std::optional<std::string> last_day(Reader& reader, std::int64_t chain,
                                                  const std::string& from, const std::string& upto);

/// The last completed day within the span of the series of `last`.
[[nodiscard]] std::optional<std::string> last_day_of_series(Reader& reader, const ModelInJob& last,
                                                            const DateSpan& span);

/// The chains of the series of `last`, oldest first: its predecessors, unless it is
/// without_predecessors, then `last` itself. Only a chain's days before successor_first_date belong
/// to the series.
[[nodiscard]] std::vector<ModelInJob> with_predecessors(Reader& reader, const ModelInJob& last);

/// A 400 that lists the known markets where `named` is not one of them.
[[nodiscard]] std::optional<Reply> unknown_market(Reader& reader,
                                                  const std::optional<std::string>& named);

/// The market whose models are compared: the named one, else the only one with results, or an empty
/// text where no market has results. The alternative is a 400 that lists the markets.
[[nodiscard]] std::variant<std::string, Reply> compared_market(
    Reader& reader, const std::optional<std::string>& named);

}  // namespace tradepit::query
