#include "query/submission/resolve.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/text/json.h"
#include "common/text/name_rules.h"
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

/// The values of jobs.config_path for a config in the request, and for a replay.
constexpr std::string_view INLINE_CONFIG = "inline";
constexpr std::string_view REPLAY_CONFIG = "replay";

/// Makes the job of one submission.
class Resolution {
public:
    Resolution(const Submission& submission, Reader& reader, Calendars& calendars,
               const Terms& terms)
        : submission_{submission}, reader_{reader}, calendars_{calendars}, terms_{terms} {}

    std::optional<Reply> of_config() {
        if (auto fault = what()) return refused(400, *fault);
        auto reply = submission_.resume_upto ? when_resumed(*submission_.resume_upto) : when();
        if (reply) return reply;
        if (auto fault = finish()) return refused(400, *fault);
        return std::nullopt;
    }

    Fault of_replay() {
        if (auto fault = choose({})) return fault;
        job_.answers = !terms_.is_dev;
        job_.config_path = REPLAY_CONFIG;
        set_named(job_.settings, nlohmann::json::parse(submission_.settings));
        auto plan =
            plan_replay(reader_, market_, calendars_.of(reader_, market_), submission_.replay);
        if (auto* fault = std::get_if<std::string>(&plan)) return *fault;
        auto& made = std::get<ReplayPlan>(plan);
        job_.dates = std::move(made.dates);
        job_.models = std::move(made.models);
        job_.warnings = std::move(made.warnings);
        if (auto fault = fault_of_days()) return fault;
        return finish();
    }

    Job take() { return std::move(job_); }

private:
    /// Sets everything but the dates.
    Fault what() {
        if (auto fault = read(terms_.config_dir)) return fault;
        if (auto fault = choose(config_.market)) return fault;
        job_.settings = config_.settings;
        set_named(job_.settings, nlohmann::json::parse(submission_.settings));
        return models();
    }

    std::optional<Reply> when() {
        if (auto fault = dates()) return refused(400, *fault);
        if (auto fault = fault_of_days()) return refused(400, *fault);
        start_fresh();
        for (auto& model : job_.models) model.from = job_.dates.front();
        if (!submission_.range || submission_.replace_existing) return std::nullopt;
        return skip_completed(reader_, *submission_.range, job_);
    }

    std::optional<Reply> when_resumed(Stamp upto) {
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
            if (!known)
                return "Unknown model " + common::quoted_text(name) + "; known: " + signatures();
        }
        const auto& named = submission_.models;
        for (const auto& model : config_.models) {
            const bool runs = named.empty() ? model.enabled
                                            : std::find(named.begin(), named.end(),
                                                        model.signature) != named.end();
            if (!runs) continue;
            const auto agent = terms_.is_dev ? common::default_agent("mock") : model.agent;
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
            job_.answers = job_.answers && agent.kind->answers;
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
        if (submission_.range)
            if (auto fault = fault_of_end(calendar, submission_.range->upto)) return fault;
        const auto range = submission_.range ? submission_.range : config_.range;
        job_.dates = range ? days_of_range(calendar, *range) : calendar;
        if (job_.dates.empty()) {
            if (!range) return no_prices();
            return "The market " + market_.name.value() + " has no prices from " +
                   range->from.text() + " to " + range->upto.text() + ", only from " +
                   ends(calendar);
        }
        return std::nullopt;
    }

    std::string no_prices() const {
        return "The market " + market_.name.value() + " has no prices at all";
    }

    /// Refuses an end in the future, unless the market has prices up to it.
    Fault fault_of_end(const std::vector<Stamp>& calendar, Stamp end) const {
        const bool is_known = !calendar.empty() && end.date() <= calendar.back().date();
        if (is_known || end.date() <= terms_.today) return std::nullopt;
        return "end_date " + end.text() + " is in the future: today is " + terms_.today.text() +
               " (UTC), and the market " + market_.name.value() + " has prices from " +
               ends(calendar);
    }

    /// Refuses more days than MAX_SIMULATION_DAYS. The stamps of one date count as one day.
    Fault fault_of_days() const {
        std::int64_t days = 0;
        for (std::size_t at = 0; at < job_.dates.size(); ++at)
            days += at == 0 || job_.dates[at].date() != job_.dates[at - 1].date() ? 1 : 0;
        if (terms_.days_max == 0 || days <= terms_.days_max) return std::nullopt;
        return "The job has " + std::to_string(days) + " days, from " + job_.dates.front().text() +
               " to " + job_.dates.back().text() + ", more than " +
               std::to_string(terms_.days_max) + " (MAX_SIMULATION_DAYS)";
    }

    void start_fresh() {
        const auto cash = submission_.initial_cash.value_or(config_.initial_cash);
        for (auto& model : job_.models) model.opening = {cash, cash, {}};
    }

    Fault finish() {
        std::sort(job_.models.begin(), job_.models.end(),
                  [](const auto& left, const auto& right) { return left.model < right.model; });
        if (job_.settings.order == common::Order::date) {
            for (auto& model : job_.models) model.lease_days_max = 1;
        }
        if (auto fault = fault_of_names()) return fault;
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

    /// With dual_write, refuses a model name that cannot name a folder: the mirror has one for each
    /// model.
    Fault fault_of_names() const {
        const auto no_folder = std::ranges::find_if(job_.models, [](const auto& each) {
            return !common::is_folder_name(each.model.value());
        });
        if (!job_.settings.dual_write || no_folder == job_.models.end()) return std::nullopt;
        return "dual_write: model " + common::quoted_text(no_folder->model.value()) +
               " is no name for a folder";
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
    const Terms& terms_;
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
                                 const Terms& terms) {
    Resolution resolution{submission, reader, calendars, terms};
    if (submission.replay.empty()) {
        if (auto reply = resolution.of_config()) return *reply;
    } else if (const auto fault = resolution.of_replay()) {
        return refused(400, *fault);
    }
    return resolution.take();
}

}  // namespace tradepit::query
