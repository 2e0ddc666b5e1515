#include "tests/simulation/tables.h"

#include <stdexcept>

#include "common/accounting/accounting.h"
#include "tests/simulation/clients.h"
#include "writer/rows/statement_use.h"

namespace tradepit::simulation {

using namespace common;
using writer::StatementUse;

namespace {

std::string money(const SQLite::Column& column) {
    return Money::from_double(column.getDouble()).value().text();
}

std::string quantity(const SQLite::Column& column) {
    return Quantity::from_double(column.getDouble()).value().text();
}

std::string role_text(Role role) {
    switch (role) {
        case Role::user:
            return "user";
        case Role::assistant:
            return "assistant";
        case Role::tool:
            return "tool";
    }
    return {};
}

std::string line(const Position& position) {
    std::string text = std::to_string(position.action_id) + " " +
                       std::string{to_text(position.action)} + " " + position.symbol.value();
    if (position.amount) text += " " + position.amount->text() + " at " + position.price->text();
    text += " cash " + position.cash.text() + " value " + position.value.text();
    for (const Holding& held : position.holdings)
        text += " " + held.symbol.value() + ":" + held.quantity.text();
    return text + "\n";
}

std::string line(std::int32_t step, const std::string& role, const std::string& content) {
    return "step " + std::to_string(step) + " " + role + " " + content + "\n";
}

std::string line(const std::string& tool, std::int32_t calls) {
    return "tool " + tool + " " + std::to_string(calls) + "\n";
}

}  // namespace

std::string text_of(const Close& close) { return close.cash.text() + "/" + close.value.text(); }

std::string rows_of(const std::vector<Event>& events) {
    std::string positions;
    std::map<std::int32_t, std::pair<std::string, std::string>> steps;
    std::string tools;
    for (const Event& event : events) {
        if (const auto* position = std::get_if<Position>(&event)) {
            positions += line(*position);
        } else if (const auto* step = std::get_if<Reasoning>(&event)) {
            auto& [role, content] = steps[step->step];
            role = role_text(step->role);
            content += step->content;
        } else {
            const auto& usage = std::get<ToolUsage>(event);
            tools += line(usage.tool, usage.calls);
        }
    }
    for (const auto& [number, step] : steps) positions += line(number, step.first, step.second);
    return positions + tools;
}

Tables::Tables(SQLite::Database& database)
    : database_{database},
      jobs_{database,
            "SELECT job_id, status, total, completed, failed, skipped, cancelled "
            "FROM jobs JOIN job_settings USING (job_id) ORDER BY job_number"},
      chains_{database,
              "SELECT chain, job_id, model, opening_cash, opening_value FROM job_models "
              "ORDER BY chain"},
      days_{database,
            "SELECT d.date, d.status, c.cash, c.portfolio_value FROM job_details d "
            "LEFT JOIN closings c ON c.chain = ?1 AND c.date = d.date "
            "WHERE d.job_id = ?2 AND d.model = ?3 ORDER BY d.date"},
      attempts_{database,
                "SELECT date, attempt, state, started, last_batch FROM attempts "
                "WHERE chain = ? ORDER BY date, attempt"},
      positions_{database,
                 "SELECT id, action_id, action_type, symbol, amount, price, cash, portfolio_value "
                 "FROM positions WHERE job_id = ? AND date = ? AND model = ? ORDER BY id"},
      holdings_{database,
                "SELECT symbol, quantity FROM holdings WHERE position_id = ? ORDER BY symbol"},
      steps_{database,
             "SELECT step_number, role, content FROM reasoning_logs "
             "WHERE job_id = ? AND date = ? AND model = ? ORDER BY step_number, id"},
      tools_{database,
             "SELECT tool_name, call_count FROM tool_usage "
             "WHERE job_id = ? AND date = ? AND model = ? ORDER BY id"},
      answer_{database, "SELECT status, answer FROM idempotency WHERE key = ?"},
      day_{database,
           "SELECT m.chain, d.job_id, d.model, d.date, d.status FROM job_details d "
           "JOIN job_models m ON m.job_id = d.job_id AND m.model = d.model WHERE d.id = ?"},
      barrier_{database,
               "SELECT 1 FROM job_models m JOIN job_settings s USING (job_id) "
               "JOIN job_details d USING (job_id) WHERE m.chain = ? AND s.day_order = 'date' "
               "AND d.date < ? AND d.status IN ('pending', 'running')"},
      open_job_{database, "SELECT 1 FROM jobs WHERE status IN ('pending', 'running')"},
      keys_{database, "SELECT COUNT(DISTINCT answer) FROM idempotency WHERE status = 200"} {}

std::vector<StoredJob> Tables::jobs() {
    std::vector<StoredJob> jobs;
    StatementUse query{jobs_};
    while (query->executeStep()) {
        StoredJob job{.job = JobId{query->getColumn(0).getString()},
                      .status = query->getColumn(1).getString(),
                      .counts = {}};
        int column = 2;
        for (const char* status : {"total", "completed", "failed", "skipped", "cancelled"})
            job.counts[status] = query->getColumn(column++).getInt64();
        jobs.push_back(std::move(job));
    }
    return jobs;
}

std::vector<StoredChain> Tables::chains() {
    std::vector<StoredChain> chains;
    StatementUse query{chains_};
    while (query->executeStep()) {
        StoredChain chain{.number = query->getColumn(0).getInt64(),
                          .job = JobId{query->getColumn(1).getString()},
                          .model = ModelName{query->getColumn(2).getString()},
                          .opening = money(query->getColumn(3)) + "/" + money(query->getColumn(4)),
                          .days = {}};
        read_days(chain);
        chains.push_back(std::move(chain));
    }
    return chains;
}

void Tables::read_days(StoredChain& chain) {
    StatementUse days{days_};
    days->bind(1, chain.number);
    days->bind(2, chain.job.value());
    days->bind(3, chain.model.value());
    while (days->executeStep()) {
        StoredDay day{.date = Stamp::parse(days->getColumn(0).getString()).value(),
                      .status = days->getColumn(1).getString(),
                      .close = {},
                      .attempts = {}};
        if (!days->getColumn(2).isNull())
            day.close = money(days->getColumn(2)) + "/" + money(days->getColumn(3));
        chain.days.push_back(std::move(day));
    }
    StatementUse attempts{attempts_};
    attempts->bind(1, chain.number);
    auto day = chain.days.begin();
    while (attempts->executeStep()) {
        const Stamp date = Stamp::parse(attempts->getColumn(0).getString()).value();
        while (day != chain.days.end() && day->date != date) ++day;
        if (day == chain.days.end()) throw std::runtime_error("an attempt of no day");
        day->attempts.push_back({.number = attempts->getColumn(1).getInt(),
                                 .state = attempts->getColumn(2).getString(),
                                 .started = attempts->getColumn(3).getInt() != 0,
                                 .last_batch = attempts->getColumn(4).getInt64()});
    }
}

std::string Tables::rows(const JobId& job, const ModelName& model, Stamp date) {
    StatementUse positions{positions_};
    StatementUse steps{steps_};
    StatementUse tools{tools_};
    const std::string day = date.text();
    for (StatementUse* query : {&positions, &steps, &tools}) {
        (*query)->bind(1, job.value());
        (*query)->bind(2, day);
        (*query)->bind(3, model.value());
    }
    std::string text;
    while (positions->executeStep()) {
        text += positions->getColumn(1).getString() + " " + positions->getColumn(2).getString() +
                " " + positions->getColumn(3).getString();
        if (!positions->getColumn(4).isNull())
            text +=
                " " + quantity(positions->getColumn(4)) + " at " + money(positions->getColumn(5));
        text +=
            " cash " + money(positions->getColumn(6)) + " value " + money(positions->getColumn(7));
        StatementUse holdings{holdings_};
        holdings->bind(1, positions->getColumn(0).getInt64());
        while (holdings->executeStep())
            text +=
                " " + holdings->getColumn(0).getString() + ":" + quantity(holdings->getColumn(1));
        text += "\n";
    }
    while (steps->executeStep())
        text += line(steps->getColumn(0).getInt(), steps->getColumn(1).getString(),
                     steps->getColumn(2).getString());
    while (tools->executeStep())
        text += line(tools->getColumn(0).getString(), tools->getColumn(1).getInt());
    return text;
}

std::optional<std::string> Tables::answer(const std::string& key) {
    StatementUse query{answer_};
    query->bind(1, key);
    if (!query->executeStep()) return std::nullopt;
    const auto outcome =
        stored_outcome(query->getColumn(0).getInt(), query->getColumn(1).getString());
    return outcome ? std::optional{text_of(*outcome)} : std::nullopt;
}

Tables::Ended Tables::day(std::int64_t detail) {
    StatementUse query{day_};
    query->bind(1, detail);
    if (!query->executeStep()) throw std::runtime_error("a model-day that is not there");
    return {.chain = query->getColumn(0).getInt64(),
            .job = JobId{query->getColumn(1).getString()},
            .model = ModelName{query->getColumn(2).getString()},
            .date = Stamp::parse(query->getColumn(3).getString()).value(),
            .status = query->getColumn(4).getString()};
}

bool Tables::behind_barrier(std::int64_t chain, Stamp date) {
    StatementUse query{barrier_};
    query->bind(1, chain);
    query->bind(2, date.text());
    return query->executeStep();
}

bool Tables::any_open_job() {
    StatementUse query{open_job_};
    return query->executeStep();
}

std::int64_t Tables::keys_of_jobs() {
    StatementUse query{keys_};
    query->executeStep();
    return query->getColumn(0).getInt64();
}

std::vector<std::string> Tables::damage() {
    std::vector<std::string> found;
    SQLite::Statement keys{database_, "PRAGMA foreign_key_check"};
    while (keys.executeStep())
        found.push_back("a row of " + keys.getColumn(0).getString() + " refers to nothing");
    SQLite::Statement pages{database_, "PRAGMA quick_check"};
    while (pages.executeStep())
        if (pages.getColumn(0).getString() != "ok") found.push_back(pages.getColumn(0).getString());
    return found;
}

}  // namespace tradepit::simulation
