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
/// A request that names a job (job_id) is answered from that job's own days alone, without those of
/// its predecessors. Every other request is answered from the jobs with
/// job_settings.read_by_default = 1:
///
///   - For a series, a model's newest job that ended as completed or partial counts. The series is
///     the model's chain in that job, with its predecessors up to the date where a successor
///     begins.
///   - For the result of one date, the newest job that completed the model-day counts, whether that
///     job has ended or not. Of a cancelled job only the days that another chain continues from
///     count.
///
/// Apart from predecessors, two jobs of one model are never mixed.
namespace tradepit::query {

/// One model in one job: a chain. It also stands for the series that ends with this chain.
struct ModelInJob {
    std::int64_t chain = 0;
    std::string job_id;
    std::string model;
    std::string market;
    bool has_predecessor = false;
    /// From this date on the next chain of the series runs, so this chain's days count only before
    /// it; empty: there is no next chain.
    std::string successor_first_date = {};
    /// The request named the job: the series is this chain alone.
    bool without_predecessors = false;
};

/// A completed model-day. It has a row in `closings`.
struct ModelDay {
    ModelInJob where;
    std::string date;
};

[[nodiscard]] bool job_exists(Reader& reader, const std::string& job_id);

/// The models of the job, or only `model`, by name; `without_predecessors` is set in each. Empty
/// for an unknown job or model, and where `market` is given and is not that of the job.
[[nodiscard]] std::vector<ModelInJob> models_of_job(Reader& reader, const std::string& job_id,
                                                    const std::optional<std::string>& model,
                                                    const std::optional<std::string>& market);

/// The model's newest series in `market`, or in any market where none is given; nothing where the
/// model has none with a completed day.
[[nodiscard]] std::optional<ModelInJob> newest_series(Reader& reader, const std::string& model,
                                                      const std::optional<std::string>& market);

/// The chain of that number; nothing where it is not a chain of `model`, or its job was cleaned up.
/// No later chain gets its number.
[[nodiscard]] std::optional<ModelInJob> chain_of_model(Reader& reader, const std::string& model,
                                                       std::int64_t chain);

/// newest_series() of every model, or only of `model`, by name.
[[nodiscard]] std::vector<ModelInJob> newest_series_of_all(
    Reader& reader, const std::optional<std::string>& model,
    const std::optional<std::string>& market);

/// The series that a request selects by job_id, model and market: the models of that job, else the
/// newest series of the model or of every model. A Reply is the 404 for an unknown job.
[[nodiscard]] std::variant<std::vector<ModelInJob>, Reply> selected_series(Reader& reader,
                                                                           Parameters& parameters);

/// One completed day of each model, or only of `model`, by name: the day whose stamp is `date`,
/// else the last one from `date` to `upto`. Models without such a day are left out. `date` and
/// `upto` differ for a plain date, which on an hourly market means all times of that day
/// (span_of()).
[[nodiscard]] std::vector<ModelDay> newest_of_date(Reader& reader, const std::string& date,
                                                   const std::string& upto,
                                                   const std::optional<std::string>& model,
                                                   const std::optional<std::string>& market);

/// The date of the chain's last completed day from `from` to `upto`; nothing where there is none.
[[nodiscard]] std::optional<std::string> last_day(Reader& reader, std::int64_t chain,
                                                  const std::string& from, const std::string& upto);

/// The date of the last completed day, within the span, of the series whose last chain is `last`.
[[nodiscard]] std::optional<std::string> last_day_of_series(Reader& reader, const ModelInJob& last,
                                                            const StampTextRange& span);

/// The chains of the series whose last chain is `last`, oldest first: its predecessors and itself,
/// or only itself where without_predecessors is set. Of each chain only the days before its
/// successor_first_date belong to the series.
[[nodiscard]] std::vector<ModelInJob> with_predecessors(Reader& reader, const ModelInJob& last);

/// A 400 that lists the known markets, where `named` is not one of them; else nothing.
[[nodiscard]] std::optional<Reply> market_fault(Reader& reader,
                                                const std::optional<std::string>& named);

/// The market whose models are compared: the named one, else the only one with results, or an empty
/// text where no market has results. A Reply is a 400 that lists the markets: the named one is
/// unknown, or none is named and several have results.
[[nodiscard]] std::variant<std::string, Reply> compared_market(
    Reader& reader, const std::optional<std::string>& named);

}  // namespace tradepit::query
