#include <functional>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/connection.h"
#include "cli/session.h"
#include "cli/views.h"

/// Commands that show one answer of query: a path, its parameters as flags, and a table.
namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

struct Flag {
    const char* name;  ///< "start-date": the parameter is start_date
    const char* meaning;
};

struct Reading {
    const char* command;
    const char* meaning;
    const char* examples;
    const char* path;
    std::vector<Flag> flags;
    std::string (*text)(const Json&);
    bool model_required = false;
};

const std::vector<Reading>& readings() {
    static const std::vector<Reading> all{
        {"jobs",
         "The jobs, newest first",
         "  tradepit jobs\n  tradepit jobs --status running --json",
         "/jobs",
         {{"status", "Only jobs with this status"},
          {"market", "Only jobs on this market"},
          {"label", "Only jobs with this label"},
          {"limit", "At most so many"},
          {"cursor", "Go on from an answer's next_cursor"}},
         jobs_text},
        {"results",
         "What models held and earned",
         "  tradepit results --date 2025-10-29 --detail full --json\n"
         "  tradepit results --start-date 2025-10-01 --end-date 2025-10-29\n"
         "  tradepit results --job-id JOB --model gpt-5",
         "/results",
         {{"date", "One day"},
          {"start-date", "The first day of a range"},
          {"end-date", "The last day of a range"},
          {"model", "Only this model"},
          {"job-id", "Of this job alone"},
          {"market", "Only on this market"},
          {"detail", "minimal or full"},
          {"reasoning", "none, summary or full"},
          {"limit", "At most so many rows"},
          {"cursor", "Go on from an answer's next_cursor"}},
         results_text},
        {"timeseries",
         "A model's value day by day",
         "  tradepit timeseries --model gpt-5",
         "/portfolio/timeseries",
         {{"model", "The model"},
          {"start-date", "The first day"},
          {"end-date", "The last day"},
          {"job-id", "Of this job alone"},
          {"market", "On this market"}},
         timeseries_text,
         true},
        {"leaderboard",
         "The models, best first",
         "  tradepit leaderboard\n  tradepit leaderboard --date 2025-10-29 --sort sharpe_ratio "
         "--json",
         "/leaderboard",
         {{"date", "As of this day [each model's last]"},
          {"job-id", "Of this job alone"},
          {"market", "The market; needed where there are several"},
          {"latest", "common: compare on the last date that all have"},
          {"sort", "By this figure"},
          {"min-return-pct", "Only models with at least this return"}},
         leaderboard_text},
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

int read(Session& session, const Reading& reading, const std::vector<std::string>& values) {
    std::vector<common::Parameter> parameters;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!values[i].empty())
            parameters.push_back({parameter_name(reading.flags[i].name), values[i]});
    Connection connection{session};
    const auto body = connection.get(reading.path, std::move(parameters));
    if (session.json)
        print_line(body);
    else
        print_text(reading.text(parse_answer(body)));
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

void declare_readings(CLI::App& app, Session& session) {
    for (const auto& reading : readings()) {
        auto values = std::make_shared<std::vector<std::string>>(reading.flags.size());
        auto& command = declare_command(
            app, session, reading.command, reading.meaning, reading.examples,
            [&session, &reading, values] { return read(session, reading, *values); });
        for (std::size_t i = 0; i < reading.flags.size(); ++i) {
            auto* option = command.add_option(std::string{"--"} + reading.flags[i].name,
                                              (*values)[i], reading.flags[i].meaning);
            if (reading.model_required && i == 0) option->required();
        }
    }
    declare_digest(app, session);
}

}  // namespace tradepit::cli
