#include "query/resolve.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "common/json.h"
#include "common/limits.h"
#include "common/shown.h"
#include "query/config.h"
#include "query/days.h"
#include "query/replay.h"

namespace tradepit::query {

namespace {

using common::Job;
using common::JobModel;
using common::Stamp;
using Fault = std::optional<std::string>;

/// What jobs.config_path says where no file was named.
constexpr std::string_view INLINE_CONFIG = "inline";
constexpr std::string_view REPLAY_CONFIG = "replay";
constexpr std::string_view DEFAULT_CONFIG = "default_config.json";

/// One submission on its way to a job.
class Resolution {
public:
    Resolution(const Submission& submission, Reader& reader, Calendars& calendars)
        : submission_{submission}, reader_{reader}, calendars_{calendars} {}

    Fault of_config(const std::string& config_dir) {
        if (auto fault = read(config_dir)) return fault;
        if (auto fault = choose(config_.market)) return fault;
        job_.label = submission_.label.empty() ? config_.label : submission_.label;
        job_.order = submission_.order.value_or(config_.order);
        job_.priority = submission_.priority.value_or(config_.priority);
        if (auto fault = models()) return fault;
        if (auto fault = dates()) return fault;
        if (auto fault = openings()) return fault;
        if (auto fault = leave_out_completed()) return fault;
        return finish();
    }

    Fault of_replay() {
        if (auto fault = choose({})) return fault;
        job_.config_path = REPLAY_CONFIG;
        job_.label = submission_.label;
        job_.order = submission_.order.value_or(common::Order::model);
        job_.priority = submission_.priority.value_or(0);
        auto plan =
            plan_replay(reader_, market_, calendars_.of(reader_, market_), submission_.replay);
        if (auto* fault = std::get_if<std::string>(&plan)) return *fault;
        auto& made = std::get<ReplayPlan>(plan);
        job_.dates = std::move(made.dates);
        job_.models = std::move(made.models);
        job_.warnings = std::move(made.warnings);
        return finish();
    }

    Job take() { return std::move(job_); }

private:
    Fault read(const std::string& config_dir) {
        std::variant<nlohmann::json, std::string> document;
        if (submission_.config.empty()) {
            job_.config_path = submission_.config_path.empty() ? std::string{DEFAULT_CONFIG}
                                                               : submission_.config_path;
            document = load_config(config_dir, submission_.config_path);
        } else {
            job_.config_path = INLINE_CONFIG;
            auto custom = common::parse_json(submission_.config);
            if (const auto* fault = std::get_if<common::JsonFault>(&custom)) return fault->text;
            document = over_default(config_dir, std::move(std::get<nlohmann::json>(custom)));
        }
        if (const auto* fault = std::get_if<std::string>(&document)) return *fault;
        auto config = read_config(std::get<nlohmann::json>(document));
        if (const auto* fault = std::get_if<std::string>(&config)) {
            return "Config " + job_.config_path + ": " + *fault;
        }
        config_ = std::move(std::get<Config>(config));
        return std::nullopt;
    }

    Fault choose(const std::string& otherwise) {
        auto market =
            choose_market(reader_, submission_.market.empty() ? otherwise : submission_.market);
        if (const auto* fault = std::get_if<std::string>(&market)) return *fault;
        market_ = std::move(std::get<Market>(market));
        job_.market = market_.name;
        job_.price_set = market_.price_set;
        job_.price_hash = market_.price_hash;
        job_.rules = market_.rules;
        return std::nullopt;
    }

    Fault models() {
        for (const auto& name : submission_.models) {
            const bool known =
                std::any_of(config_.models.begin(), config_.models.end(),
                            [&](const auto& each) { return each.signature == name; });
            if (!known) return "Unknown model " + common::shown(name) + "; known: " + signatures();
        }
        const auto& named = submission_.models;
        for (const auto& model : config_.models) {
            const bool runs = named.empty() ? model.enabled
                                            : std::find(named.begin(), named.end(),
                                                        model.signature) != named.end();
            if (!runs) continue;
            if (!available(model.agent.kind)) {
                return "Model " + common::shown(model.signature) + ": the agent kind \"" +
                       model.agent.kind + "\" is not available yet";
            }
            JobModel made;
            made.model = common::ModelName{model.signature};
            made.agent = model.agent.json;
            made.slot = model.agent.slot;
            made.stretch = model.agent.stretch;
            job_.models.push_back(std::move(made));
            job_.answers = job_.answers && model.agent.kind != "mock";
        }
        if (job_.models.empty()) {
            return "Config " + job_.config_path + ": no model is enabled; known: " + signatures();
        }
        return std::nullopt;
    }

    Fault dates() {
        const auto& calendar = calendars_.of(reader_, market_);
        if (submission_.dates) {
            auto days = days_of_list(calendar, *submission_.dates, market_.name);
            if (days.dates.size() == days.skipped.size()) {
                return "None of the dates has prices in the market " + market_.name.value() +
                       ", which has them from " + ends(calendar);
            }
            job_.dates = std::move(days.dates);
            job_.skipped = std::move(days.skipped);
            return std::nullopt;
        }
        const auto range = submission_.range ? submission_.range : config_.range;
        job_.dates = range ? days_of_range(calendar, *range) : calendar;
        if (job_.dates.empty()) {
            return "The market " + market_.name.value() + " has no prices " +
                   (range ? "from " + range->from.text() + " to " + range->upto.text() +
                                ", only from " + ends(calendar)
                          : "at all");
        }
        return std::nullopt;
    }

    /// Every model starts with its initial cash on the job's first date.
    Fault openings() {
        const auto cash = submission_.initial_cash.value_or(config_.initial_cash);
        const auto& first = job_.dates.front();
        for (auto& model : job_.models) {
            model.from = first;
            model.opening = {cash, cash, {}};
        }
        return std::nullopt;
    }

    /// The form with start_date and end_date leaves out the models whose dates other jobs have all
    /// completed. Of any other every date runs: a portfolio has no gaps, and starts with its cash.
    Fault leave_out_completed() {
        if (!submission_.range || submission_.replace_existing) return std::nullopt;
        const auto range = *submission_.range;
        std::erase_if(job_.models, [&](const JobModel& model) {
            const auto completed = completed_dates(model);
            const auto& name = model.model.value();
            if (completed == job_.dates.size()) {
                job_.warnings.push_back("Model " + name +
                                        " is left out: all its dates are completed");
                return true;
            }
            if (completed > 0) {
                job_.warnings.push_back("Model " + name + " runs all " +
                                        std::to_string(job_.dates.size()) + " dates, " +
                                        std::to_string(completed) +
                                        " of them completed before: its portfolio starts with the"
                                        " first");
            }
            return false;
        });
        if (!job_.models.empty()) return std::nullopt;
        return "All model-days from " + range.from.text() + " to " + range.upto.text() +
               " are completed already; replace_existing runs them again";
    }

    std::size_t completed_dates(const JobModel& model) {
        std::set<std::string> completed;
        auto rows = reader_.ask(
            "SELECT DISTINCT c.date FROM job_models m CROSS JOIN closings c ON c.chain = m.chain"
            " CROSS JOIN job_settings s ON s.job_id = m.job_id AND s.answers = 1"
            " CROSS JOIN jobs j ON j.job_id = m.job_id AND j.status <> 'cancelled'"
            " WHERE m.model = ? AND m.market = ?",
            model.model.value(), market_.name.value());
        while (rows.next()) completed.insert(rows.text(0));
        return static_cast<std::size_t>(
            std::count_if(job_.dates.begin(), job_.dates.end(),
                          [&](Stamp date) { return completed.contains(date.text()); }));
    }

    Fault finish() {
        std::sort(job_.models.begin(), job_.models.end(),
                  [](const auto& left, const auto& right) { return left.model < right.model; });
        if (job_.order == common::Order::date) {
            for (auto& model : job_.models) model.stretch = 1;
        }
        const auto over = [](std::size_t count, std::size_t most, const char* what,
                             const char* limit) -> Fault {
            if (count <= most) return std::nullopt;
            return "The job has " + std::to_string(count) + " " + what + ", more than " +
                   std::to_string(most) + " (" + limit + ")";
        };
        if (auto fault =
                over(job_.models.size(), common::JOB_MODELS_MAX, "models", "JOB_MODELS_MAX")) {
            return fault;
        }
        if (auto fault = over(job_.dates.size(), common::JOB_DATES_MAX, "dates", "JOB_DATES_MAX")) {
            return fault;
        }
        return over(model_days(job_), common::JOB_MODEL_DAYS_MAX, "model-days",
                    "JOB_MODEL_DAYS_MAX");
    }

    std::string signatures() const {
        std::set<std::string> names;
        for (const auto& model : config_.models) names.insert(model.signature);
        std::string text;
        for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
        return text.empty() ? "none" : text;
    }
    static std::string ends(const std::vector<Stamp>& calendar) {
        if (calendar.empty()) return "no date on";
        return calendar.front().text() + " to " + calendar.back().text();
    }

    const Submission& submission_;
    Reader& reader_;
    Calendars& calendars_;
    Config config_;
    Market market_;
    Job job_;
};

}  // namespace

std::size_t model_days(const Job& job) {
    std::size_t days = 0;
    for (const auto& model : job.models) {
        const auto from = std::lower_bound(job.dates.begin(), job.dates.end(), model.from);
        days += static_cast<std::size_t>(job.dates.end() - from);
    }
    return days;
}

std::variant<Job, Reply> resolve(const Submission& submission, Reader& reader, Calendars& calendars,
                                 const std::string& config_dir) {
    if (submission.resume) return refused(400, "resume (start_date null) is not available yet");
    Resolution resolution{submission, reader, calendars};
    const auto fault =
        submission.replay.empty() ? resolution.of_config(config_dir) : resolution.of_replay();
    if (fault) return refused(400, *fault);
    return resolution.take();
}

}  // namespace tradepit::query
