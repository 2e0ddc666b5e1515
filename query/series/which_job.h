#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

/// Which job answers (DESIGN section 5). A series comes from one job per model: the newest that
/// ended completed or partial, unless it answers only when named. A date comes from the newest job
/// that completed that (model, date). Two jobs of one model are never mixed. A job that is named
/// answers alone, with its own days and not those that it goes on from.
namespace tradepit::query {

/// One model in one job.
struct ModelInJob {
    std::int64_t chain = 0;
    std::string job_id;
    std::string model;
    std::string market;
    bool goes_on;             ///< from another chain
    std::string before = {};  ///< a later job runs its days from this one on; empty: none does
    bool alone = false;       ///< it was named: what it goes on from is no part of its series
};

/// A completed model-day, with its closing.
struct ModelDay {
    ModelInJob where;
    std::string date;
};

[[nodiscard]] bool job_exists(Reader& reader, const std::string& job_id);

/// The models of that job, or the one of them, by name; each alone.
[[nodiscard]] std::vector<ModelInJob> models_of_job(Reader& reader, const std::string& job_id,
                                                    const std::optional<std::string>& model);

/// What answers for the model's series; any market where none is named.
[[nodiscard]] std::optional<ModelInJob> newest_series(Reader& reader, const std::string& model,
                                                      const std::optional<std::string>& market);

/// That chain, where it is the model's. Nothing once its job was cleaned up: no number is given to
/// two chains.
[[nodiscard]] std::optional<ModelInJob> chain_of_model(Reader& reader, const std::string& model,
                                                       std::int64_t chain);

/// The newest series of every model, or of the one, by name.
[[nodiscard]] std::vector<ModelInJob> newest_series_of_all(
    Reader& reader, const std::optional<std::string>& model,
    const std::optional<std::string>& market);

/// What a request asks for with job_id, model and market: the models of that job, or the newest
/// series of the model or of every one. The reply says that there is no such job.
[[nodiscard]] std::variant<std::vector<ModelInJob>, Reply> selected_series(Reader& reader,
                                                                           Parameters& parameters);

/// What answers for that date, by model: of a plain date on an hourly market its last stamp.
[[nodiscard]] std::vector<ModelDay> newest_of_date(Reader& reader, const std::string& date,
                                                   const std::string& upto,
                                                   const std::optional<std::string>& model,
                                                   const std::optional<std::string>& market);

/// The model's last completed day of the job within the span.
[[nodiscard]] std::optional<std::string> last_day(Reader& reader, std::int64_t chain,
                                                  const std::string& from, const std::string& upto);

/// The same of its series: of the chain and, unless it is alone, those that it goes on from.
[[nodiscard]] std::optional<std::string> last_day_of_series(Reader& reader, const ModelInJob& last,
                                                            const DateSpan& span);

/// What makes up the series: the chain and, unless it is alone, those that it goes on from, oldest
/// first; of each its days `before` the next one's first.
[[nodiscard]] std::vector<ModelInJob> with_predecessors(Reader& reader, const ModelInJob& last);

/// A 400 that lists the markets, when there is none of that name.
[[nodiscard]] std::optional<Reply> unknown_market(Reader& reader,
                                                  const std::optional<std::string>& named);

/// The market whose models are compared: the named one, else the only one with results (empty:
/// there are none), else an answer that lists them.
[[nodiscard]] std::variant<std::string, Reply> compared_market(
    Reader& reader, const std::optional<std::string>& named);

}  // namespace tradepit::query
