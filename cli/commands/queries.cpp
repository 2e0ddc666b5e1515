#include <array>
#include <functional>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/display/views.h"
#include "cli/flag_checks.h"
#include "cli/pipeline/connection.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "common/shapes/figures.h"

/// The commands that send one GET request and show the answer as a table. Each parameter of the
/// request is a flag.
namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

/// The kind of value that a flag takes; it chooses the validator.
enum class Takes {
    text,
    count,
    number,
    date,
    bounds,  ///< FIGURE=X, repeatable: --min beta=1 sets the parameter min_beta to 1
};

struct Flag {
    std::string name;     ///< "start-date" for the parameter start_date
    std::string meaning;  ///< its line in the help
    Takes takes = Takes::text;
};

/// A command that sends one GET request. With model_required its first flag, which is `model`, must
/// be given.
struct ReadCommand {
    const char* name;
    const char* meaning;   ///< one line of its help
    const char* examples;  ///< command lines in its help
    const char* path;      ///< of the GET request
    std::vector<Flag> flags;
    std::string (*text)(const Json&);  ///< the answer as a table
    bool model_required = false;
};

/// The names of the figures of analytics by which a leaderboard can be sorted, without those that
/// are its own figures: either those that need a benchmark, or those that do not.
std::string analytics_names(bool needs_benchmark) {
    std::string names;
    for (const auto& figure : common::ANALYTICS_FIGURE_NAMES)
        if (figure.needs_benchmark == needs_benchmark && !common::is_board_figure(figure.name))
            names += (names.empty() ? "" : ", ") + std::string{figure.name};
    return names;
}

const Flag MARK{"mark", "Value holdings at the open of their date, or at its close [open]"};
const Flag BENCHMARK{"benchmark", "Compare with this symbol of the market"};

std::vector<Flag> leaderboard_flags() {
    std::string names;
    for (const auto& figure : common::BOARD_FIGURE_NAMES)
        names += (names.empty() ? "" : ", ") + std::string{figure.name};
    std::vector<Flag> flags{
        {"date", "As of this day [each model's last]", Takes::date},
        {"job-id", "Of this job alone"},
        {"model", "Only this model"},
        {"market", "The market; needed where there are several"},
        {"latest", "common: compare on the last date that all have"},
        {"sort", "By this figure [portfolio_value]: " + names + "; " + analytics_names(false) +
                     "; with --benchmark " + analytics_names(true)},
        {"min", "Only with at least this", Takes::bounds},
        {"max", "Only with at most this", Takes::bounds},
        {"detail", "full: with every figure of analytics, in --json"},
        MARK,
        BENCHMARK};
    for (const auto& figure : common::BOARD_FIGURE_NAMES) {
        std::string filter{figure.filter};
        std::replace(filter.begin(), filter.end(), '_', '-');
        const std::string name{figure.name};
        flags.push_back({"min-" + filter, "Only with at least this " + name, Takes::number});
        flags.push_back({"max-" + filter, "Only with at most this " + name, Takes::number});
    }
    return flags;
}

ReadCommand analytics_command() {
    return {"analytics",
            "Figures of the models' returns, risks and trades",
            "  tradepit analytics\n"
            "  tradepit analytics --model gpt-5 --benchmark QQQ --mark close --json",
            "/analytics",
            {{"model", "Only this model"},
             {"start-date", "The first day", Takes::date},
             {"end-date", "The last day", Takes::date},
             {"job-id", "Of this job alone"},
             {"market", "Only on this market"},
             MARK,
             BENCHMARK},
            analytics_text};
}

const std::vector<ReadCommand>& read_commands() {
    static const std::vector<ReadCommand> all{
        {"jobs",
         "The jobs, newest first",
         "  tradepit jobs\n  tradepit jobs --status running --json",
         "/jobs",
         {{"status", "Only jobs with this status"},
          {"market", "Only jobs on this market"},
          {"label", "Only jobs with this label"},
          {"limit", "At most so many", Takes::count},
          {"cursor", "Go on from an answer's next_cursor"}},
         jobs_text},
        {"results",
         "What models held and earned",
         "  tradepit results --date 2025-10-29 --detail full --json\n"
         "  tradepit results --start-date 2025-10-01 --end-date 2025-10-29\n"
         "  tradepit results --job-id JOB --model gpt-5",
         "/results",
         {{"date", "One day", Takes::date},
          {"start-date", "The first day of a range", Takes::date},
          {"end-date", "The last day of a range", Takes::date},
          {"model", "Only this model"},
          {"job-id", "Of this job alone"},
          {"market", "Only on this market"},
          MARK,
          {"detail", "minimal or full"},
          {"reasoning", "none, summary or full"},
          {"limit", "At most so many rows", Takes::count},
          {"cursor", "Go on from an answer's next_cursor"}},
         results_text},
        {"timeseries",
         "A model's value day by day",
         "  tradepit timeseries --model gpt-5",
         "/portfolio/timeseries",
         {{"model", "The model"},
          {"start-date", "The first day", Takes::date},
          {"end-date", "The last day", Takes::date},
          {"job-id", "Of this job alone"},
          {"market", "On this market"},
          MARK},
         timeseries_text,
         true},
        analytics_command(),
        {"leaderboard", "The models, best first",
         "  tradepit leaderboard\n"
         "  tradepit leaderboard --date 2025-10-29 --sort sharpe_ratio --json\n"
         "  tradepit leaderboard --min-return-pct 0 --max-drawdown-pct 20\n"
         "  tradepit leaderboard --sort sortino_ratio --min sortino_ratio=1 --max turnover=5",
         "/leaderboard", leaderboard_flags(), leaderboard_text},
        {"markets",
         "The markets, their prices and rules",
         "  tradepit markets --json",
         "/markets",
         {},
         markets_text}};
    return all;
}

std::string parameter_name(std::string flag) {
    for (auto& character : flag)
        if (character == '-') character = '_';
    return flag;
}

/// Adds a parameter for each line of `lines`: with name "min" the line "beta=1" adds min_beta=1.
/// CLI11 makes one line of each time that the flag is given.
void add_bounds(const std::string& name, const std::string& lines,
                std::vector<common::Parameter>& parameters) {
    std::istringstream text{lines};
    for (std::string line; std::getline(text, line);) {
        const auto equals = line.find('=');
        parameters.push_back(
            {name + "_" + parameter_name(line.substr(0, equals)), line.substr(equals + 1)});
    }
}

/// Sends the request of a command and prints the answer. `values` has one text for each of the
/// command's flags, in their order; empty for a flag that is not given. @return the exit code.
int run_read_command(Session& session, const ReadCommand& command,
                     const std::vector<std::string>& values) {
    std::vector<common::Parameter> parameters;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto name = parameter_name(command.flags[i].name);
        if (command.flags[i].takes == Takes::bounds)
            add_bounds(name, values[i], parameters);
        else if (!values[i].empty())
            parameters.push_back({name, values[i]});
    }
    Connection connection{session};
    const auto body = connection.get(command.path, std::move(parameters));
    if (session.json)
        print_line(body);
    else
        print_text(command.text(parse_answer(body)));
    return 0;
}

void declare_digest(CLI::App& app, Session& session) {
    struct Options {
        std::string job;
        bool books = false;
    };
    auto options = std::make_shared<Options>();
    auto& command = declare_command(
        app, session, "digest", "The hash over everything that a job stored",
        "  tradepit digest JOB\n  tradepit digest JOB --books", [&session, options] {
            Connection connection{session};
            std::vector<common::Parameter> parameters;
            if (options->books) parameters.push_back({"books", "1"});
            const auto body = connection.get("/jobs/" + options->job + "/digest", parameters);
            print_line(session.json ? body : parse_answer(body).value("digest", ""));
            return 0;
        });
    command.add_option("JOB", options->job, "The job's id")->required();
    command.add_flag("--books", options->books, "Positions and holdings alone");
}

}  // namespace

void declare_queries(CLI::App& app, Session& session) {
    for (const auto& command : read_commands()) {
        auto values = std::make_shared<std::vector<std::string>>(command.flags.size());
        auto& declared = declare_command(
            app, session, command.name, command.meaning, command.examples,
            [&session, &command, values] { return run_read_command(session, command, *values); });
        for (std::size_t i = 0; i < command.flags.size(); ++i) {
            const auto& flag = command.flags[i];
            auto* option = declared.add_option("--" + flag.name, (*values)[i], flag.meaning);
            if (flag.takes == Takes::count) option->check(count_validator());
            if (flag.takes == Takes::date) option->check(date_validator());
            if (flag.takes == Takes::number) option->check(number_validator());
            if (flag.takes == Takes::bounds)
                option->check(bound_validator())->multi_option_policy(CLI::MultiOptionPolicy::Join);
            if (command.model_required && i == 0) option->required();
        }
    }
    declare_digest(app, session);
}

}  // namespace tradepit::cli
