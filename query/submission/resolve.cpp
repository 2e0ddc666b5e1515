#include "query/submission/resolve.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/text/folder_name.h"
#include "common/text/json.h"
#include "common/text/quoted.h"
#include "query/submission/config.h"
#include "query/submission/continuation.h"
#include "query/submission/days.h"
#include "query/submission/job_settings.h"
#include "query/submission/replay.h"

namespace tradepit::query {

namespace {

using common::Job;
using common::JobModel;
using common::Stamp;
using Fault = std::optional<std::string>;

/// The config_path of a job whose config came in the request, and of a replay.
constexpr std::string_view INLINE_CONFIG = "inline";
constexpr std::string_view REPLAY_CONFIG = "replay";

/// Makes the job of one submission.
class Resolution {
public:
    Resolution(const Submission& submission, Reader& reader, Calendars& calendars,
               const ResolutionSettings& settings)
        : submission_{submission}, reader_{reader}, calendars_{calendars}, settings_{settings} {}

    /// Makes the job from a config. @return the refusal, if any.
    std::optional<Reply> resolve_config() {
        if (auto fault = set_all_but_dates()) return refused(400, *fault);
        auto reply =
            submission_.resume_upto ? set_resume_dates(*submission_.resume_upto) : set_dates();
        if (reply) return reply;
        if (auto fault = complete_job()) return refused(400, *fault);
        return std::nullopt;
    }

    /// Makes the job of a replay. @return the error text, if any.
    Fault resolve_replay() {
        if (auto fault = set_market({})) return fault;
        job_.read_by_default = !settings_.is_dev;
        job_.config_path = REPLAY_CONFIG;
        set_given_settings(job_.settings, nlohmann::json::parse(submission_.settings));
        auto plan =
            plan_replay(reader_, market_, calendars_.of(reader_, market_), submission_.replay);
        if (auto* fault = std::get_if<std::string>(&plan)) return *fault;
        auto& made = std::get<ReplayPlan>(plan);
        job_.dates = std::move(made.dates);
        job_.models = std::move(made.models);
        job_.warnings = std::move(made.warnings);
        if (auto fault = fault_of_days()) return fault;
        return complete_job();
    }

    Job take() { return std::move(job_); }

private:
    // A function that can refuse the submission returns the refusal or its text; nothing where it
    // does not refuse.

    Fault set_all_but_dates() {
        if (auto fault = read_stated_config(settings_.config_dir)) return fault;
        if (auto fault = set_market(config_.market)) return fault;
        job_.settings = config_.settings;
        set_given_settings(job_.settings, nlohmann::json::parse(submission_.settings));
        return set_models();
    }

    /// Sets the dates of the job and the start of every model, which may continue from a close.
    std::optional<Reply> set_dates() {
        if (auto fault = choose_dates()) return refused(400, *fault);
        if (auto fault = fault_of_days()) return refused(400, *fault);
        start_fresh();
        for (auto& model : job_.models) model.first_date = job_.dates.front();
        if (!submission_.range || submission_.replace_existing) return std::nullopt;
        return skip_completed(reader_, *submission_.range, job_);
    }

    /// Sets the dates of a resume up to `upto`, and the start of every model.
    std::optional<Reply> set_resume_dates(Stamp upto) {
        const auto& calendar = calendars_.of(reader_, market_);
        if (auto fault = fault_of_end(calendar, upto)) return refused(400, *fault);
        if (calendar.empty()) return refused(400, no_prices());
        const auto dates = days_of_range(calendar, {calendar.front().date(), upto});
        const auto from = config_.range ? std::optional{config_.range->from} : std::nullopt;
        start_fresh();
        if (auto reply =
                resume(reader_, {.calendar = dates, .fresh_from = from, .upto = upto}, job_))
            return reply;
        if (auto fault = fault_of_days()) return refused(400, *fault);
        return std::nullopt;
    }

    /// Reads the config that the submission states, or the default config.
    Fault read_stated_config(const std::string& config_dir) {
        std::variant<nlohmann::json, std::string> document;
        if (submission_.config.empty()) {
            job_.config_path = submission_.config_path.empty() ? std::string{DEFAULT_CONFIG}
                                                               : submission_.config_path;
            document = load_config(config_dir, submission_.config_path);
        } else {
            job_.config_path = INLINE_CONFIG;
            auto custom = common::parse_json(submission_.config);
            if (const auto* fault = std::get_if<common::JsonFault>(&custom)) return fault->text;
            document = with_defaults(config_dir, std::move(std::get<nlohmann::json>(custom)));
        }
        if (const auto* fault = std::get_if<std::string>(&document)) return *fault;
        auto config = read_config(std::get<nlohmann::json>(document));
        if (const auto* fault = std::get_if<std::string>(&config)) {
            return "Config " + job_.config_path + ": " + *fault;
        }
        config_ = std::move(std::get<Config>(config));
        return std::nullopt;
    }

    /// Sets the market: the submission's, else `config_market`, else the only one that there is.
    Fault set_market(const std::string& config_market) {
        auto market =
            choose_market(reader_, submission_.market.empty() ? config_market : submission_.market);
        if (const auto* fault = std::get_if<std::string>(&market)) return *fault;
        market_ = std::move(std::get<Market>(market));
        job_.market = market_.name;
        job_.price_set = market_.price_set;
        job_.price_hash = market_.price_hash;
        job_.rules = market_.rules;
        return std::nullopt;
    }

    /// Sets the models that run: those that the submission names, else those that are enabled.
    Fault set_models() {
        for (const auto& name : submission_.models) {
            const bool known =
                std::any_of(config_.models.begin(), config_.models.end(),
                            [&](const auto& each) { return each.signature == name; });
            if (!known)
                return "Unknown model " + common::quoted_text(name) + "; known: " + signatures();
        }
        const auto& named = submission_.models;
        for (const auto& model : config_.models) {
            const bool runs = named.empty() ? model.enabled
                                            : std::find(named.begin(), named.end(),
                                                        model.signature) != named.end();
            if (!runs) continue;
            const auto agent = settings_.is_dev ? common::default_agent("mock") : model.agent;
            if (agent.kind->availability != common::AgentKind::Availability::available) {
                return "Model " + common::quoted_text(model.signature) + ": the agent kind \"" +
                       std::string{agent.kind->name} + "\" is not available yet";
            }
            JobModel made;
            made.model = common::ModelName{model.signature};
            made.agent = agent.json;
            made.needs = agent.needs;
            made.lease_days_max = agent.lease_days_max;
            job_.models.push_back(std::move(made));
            job_.read_by_default = job_.read_by_default && agent.kind->read_by_default;
        }
        if (job_.models.empty()) {
            return "Config " + job_.config_path + ": no model is enabled; known: " + signatures();
        }
        return std::nullopt;
    }

    /// Sets job_.dates: those of the submission, else the config's, else all of the market. Sets
    /// job_.skipped, too.
    Fault choose_dates() {
        const auto& calendar = calendars_.of(reader_, market_);
        if (submission_.dates) {
            auto days = days_of_list(calendar, *submission_.dates, market_.name);
            if (days.dates.size() == days.skipped.size()) {
                return "None of the dates has prices in the market " + market_.name.value() +
                       ", which has them from " + first_to_last(calendar);
            }
            job_.dates = std::move(days.dates);
            job_.skipped = std::move(days.skipped);
            return std::nullopt;
        }
        if (submission_.range)
            if (auto fault = fault_of_end(calendar, submission_.range->upto)) return fault;
        const auto range = submission_.range ? submission_.range : config_.range;
        job_.dates = range ? days_of_range(calendar, *range) : calendar;
        if (job_.dates.empty()) {
            if (!range) return no_prices();
            return "The market " + market_.name.value() + " has no prices from " +
                   range->from.text() + " to " + range->upto.text() + ", only from " +
                   first_to_last(calendar);
        }
        return std::nullopt;
    }

    std::string no_prices() const {
        return "The market " + market_.name.value() + " has no prices at all";
    }

    /// Refuses an end in the future, unless the market has prices up to it.
    Fault fault_of_end(const std::vector<Stamp>& calendar, Stamp end) const {
        const bool is_known = !calendar.empty() && end.date() <= calendar.back().date();
        if (is_known || end.date() <= settings_.today) return std::nullopt;
        return "end_date " + end.text() + " is in the future: today is " + settings_.today.text() +
               " (UTC), and the market " + market_.name.value() + " has prices from " +
               first_to_last(calendar);
    }

    /// Refuses more days than MAX_SIMULATION_DAYS. The stamps of one date count as one day.
    Fault fault_of_days() const {
        std::int64_t days = 0;
        for (std::size_t at = 0; at < job_.dates.size(); ++at)
            days += at == 0 || job_.dates[at].date() != job_.dates[at - 1].date() ? 1 : 0;
        if (settings_.days_max == 0 || days <= settings_.days_max) return std::nullopt;
        return "The job has " + std::to_string(days) + " days, from " + job_.dates.front().text() +
               " to " + job_.dates.back().text() + ", more than " +
               std::to_string(settings_.days_max) + " (MAX_SIMULATION_DAYS)";
    }

    /// Gives every model the initial cash as its opening.
    void start_fresh() {
        const auto cash = submission_.initial_cash.value_or(config_.initial_cash);
        for (auto& model : job_.models) model.opening = {cash, cash, {}};
    }

    /// Sorts the models, limits leases to one day where the job runs date by date, and checks names
    /// and the limits of a job.
    Fault complete_job() {
        std::sort(job_.models.begin(), job_.models.end(),
                  [](const auto& left, const auto& right) { return left.model < right.model; });
        if (job_.settings.order == common::Order::date) {
            for (auto& model : job_.models) model.lease_days_max = 1;
        }
        if (auto fault = fault_of_names()) return fault;
        const auto over = [](std::size_t count, std::size_t limit, const char* what,
                             const char* limit_name) -> Fault {
            if (count <= limit) return std::nullopt;
            return "The job has " + std::to_string(count) + " " + what + ", more than " +
                   std::to_string(limit) + " (" + limit_name + ")";
        };
        if (auto fault =
                over(job_.models.size(), common::JOB_MODELS_MAX, "models", "JOB_MODELS_MAX")) {
            return fault;
        }
        if (auto fault = over(job_.dates.size(), common::JOB_DATES_MAX, "dates", "JOB_DATES_MAX")) {
            return fault;
        }
        return over(model_day_count(job_), common::JOB_MODEL_DAYS_MAX, "model-days",
                    "JOB_MODEL_DAYS_MAX");
    }

    /// With dual_write, refuses models that cannot have folders: the mirror has one for each model.
    Fault fault_of_names() const {
        if (!job_.settings.dual_write) return std::nullopt;
        std::set<std::string> names;
        for (const auto& each : job_.models) names.insert(each.model.value());
        const auto folders = common::folders_of(names);
        const auto* fault = std::get_if<std::string>(&folders);
        return fault == nullptr ? std::nullopt : Fault{"dual_write: " + *fault};
    }

    /// The signatures of the config's models, for an error text.
    std::string signatures() const {
        std::set<std::string> names;
        for (const auto& model : config_.models) names.insert(model.signature);
        std::string text;
        for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
        return text.empty() ? "none" : text;
    }
    /// "2025-10-01 to 2025-10-29", or "no date on": to stand behind the word "from".
    static std::string first_to_last(const std::vector<Stamp>& calendar) {
        if (calendar.empty()) return "no date on";
        return calendar.front().text() + " to " + calendar.back().text();
    }

    const Submission& submission_;
    Reader& reader_;
    Calendars& calendars_;
    const ResolutionSettings& settings_;
    Config config_;
    Market market_;
    Job job_;
};

}  // namespace

std::size_t model_day_count(const Job& job) {
    std::size_t days = 0;
    for (const auto& model : job.models) {
        const auto from = std::lower_bound(job.dates.begin(), job.dates.end(), model.first_date);
        days += static_cast<std::size_t>(job.dates.end() - from);
    }
    return days;
}

std::variant<Job, Reply> resolve(const Submission& submission, Reader& reader, Calendars& calendars,
                                 const ResolutionSettings& settings) {
    Resolution resolution{submission, reader, calendars, settings};
    if (submission.replay.empty()) {
        if (auto reply = resolution.resolve_config()) return *reply;
    } else if (const auto fault = resolution.resolve_replay()) {
        return refused(400, *fault);
    }
    return resolution.take();
}

}  // namespace tradepit::query
