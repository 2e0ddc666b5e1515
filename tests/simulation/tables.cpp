#include "tests/simulation/tables.h"

#include <stdexcept>
#include <type_traits>
#include <variant>

#include "common/accounting/accounting.h"
#include "common/schema/sql.h"
#include "tests/simulation/clients.h"

namespace tradepit::simulation {

using namespace common;

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
        const auto add_one = [&]<class E>(const E& one) {
            if constexpr (std::is_same_v<E, Position>) {
                positions += line(one);
            } else if constexpr (std::is_same_v<E, Reasoning>) {
                auto& [role, content] = steps[one.step];
                role = role_text(one.role);
                content += one.content;
            } else {
                static_assert(std::is_same_v<E, ToolUsage>);
                tools += line(one.tool, one.calls);
            }
        };
        std::visit(add_one, event);
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
              "SELECT chain, job_id, model, opening_cash, opening_value, "
              "COALESCE(predecessor, 0) FROM job_models ORDER BY chain"},
      days_{database,
            "SELECT d.date, d.status, c.cash, c.portfolio_value FROM job_details d "
            "LEFT JOIN closings c ON c.chain = ?1 AND c.date = d.date "
            "WHERE d.job_id = ?2 AND d.model = ?3 ORDER BY d.date"},
      attempts_{database,
                "SELECT date, attempt, state, started, last_batch, coalesce(error, '') "
                "FROM attempts "
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
      answer_{database, "SELECT status, answer, request_hash FROM idempotency WHERE key = ?"},
      elsewhere_{database,
                 "SELECT 1 FROM job_models mine JOIN job_settings my USING (job_id) "
                 "JOIN job_models other ON other.model = mine.model "
                 "JOIN job_settings its ON its.job_id = other.job_id "
                 "JOIN jobs ON jobs.job_id = other.job_id WHERE mine.job_id = ? "
                 "AND its.job_number < my.job_number AND jobs.status IN ('pending', 'running')"},
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
    auto query = ask(jobs_);
    while (query.next()) {
        StoredJob job{.job = JobId{query.text(0)}, .status = query.text(1), .counts = {}};
        int column = 2;
        for (const char* status : {"total", "completed", "failed", "skipped", "cancelled"})
            job.counts[status] = query.integer(column++);
        jobs.push_back(std::move(job));
    }
    return jobs;
}

std::vector<StoredChain> Tables::chains() {
    std::vector<StoredChain> chains;
    auto query = ask(chains_);
    while (query.next()) {
        StoredChain chain{.number = query.integer(0),
                          .predecessor = query.integer(5),
                          .job = JobId{query.text(1)},
                          .model = ModelName{query.text(2)},
                          .opening = money(query[3]) + "/" + money(query[4]),
                          .days = {}};
        read_days(chain);
        chains.push_back(std::move(chain));
    }
    return chains;
}

void Tables::read_days(StoredChain& chain) {
    auto days = ask(days_, chain.number, chain.job.value(), chain.model.value());
    while (days.next()) {
        StoredDay day{.date = Stamp::parse(days.text(0)).value(),
                      .status = days.text(1),
                      .close = {},
                      .attempts = {}};
        if (!days.is_null(2)) day.close = money(days[2]) + "/" + money(days[3]);
        chain.days.push_back(std::move(day));
    }
    auto attempts = ask(attempts_, chain.number);
    auto day = chain.days.begin();
    while (attempts.next()) {
        const Stamp date = Stamp::parse(attempts.text(0)).value();
        while (day != chain.days.end() && day->date != date) ++day;
        if (day == chain.days.end()) throw std::runtime_error("an attempt of no day");
        day->attempts.push_back({.number = attempts.int32(1),
                                 .state = attempts.text(2),
                                 .started = attempts.int32(3) != 0,
                                 .last_batch = attempts.integer(4),
                                 .error = attempts.text(5)});
    }
}

std::string Tables::rows(const JobId& job, const ModelName& model, Stamp date) {
    auto positions = ask(positions_, job, date, model);
    auto steps = ask(steps_, job, date, model);
    auto tools = ask(tools_, job, date, model);
    std::string text;
    while (positions.next()) {
        text += positions.text(1) + " " + positions.text(2) + " " + positions.text(3);
        if (!positions.is_null(4))
            text += " " + quantity(positions[4]) + " at " + money(positions[5]);
        text += " cash " + money(positions[6]) + " value " + money(positions[7]);
        auto holdings = ask(holdings_, positions.integer(0));
        while (holdings.next()) text += " " + holdings.text(0) + ":" + quantity(holdings[1]);
        text += "\n";
    }
    while (steps.next()) text += line(steps.int32(0), steps.text(1), steps.text(2));
    while (tools.next()) text += line(tools.text(0), tools.int32(1));
    return text;
}

std::optional<Tables::Answer> Tables::answer(const std::string& key) {
    auto query = ask(answer_, key);
    if (!query.next()) return std::nullopt;
    const auto outcome = stored_outcome(query.int32(0), query.text(1));
    if (!outcome) return std::nullopt;
    return Answer{.hash = query.text(2), .text = text_of(*outcome)};
}

bool Tables::runs_elsewhere(const JobId& job) {
    auto query = ask(elsewhere_, job);
    return query.next();
}

Tables::Ended Tables::day(std::int64_t detail) {
    auto query = ask(day_, detail);
    if (!query.next()) throw std::runtime_error("a model-day that is not there");
    return {.chain = query.integer(0),
            .job = JobId{query.text(1)},
            .model = ModelName{query.text(2)},
            .date = Stamp::parse(query.text(3)).value(),
            .status = query.text(4)};
}

bool Tables::behind_barrier(std::int64_t chain, Stamp date) {
    auto query = ask(barrier_, chain, date.text());
    return query.next();
}

bool Tables::any_open_job() {
    auto query = ask(open_job_);
    return query.next();
}

std::int64_t Tables::keys_of_jobs() {
    auto query = ask(keys_);
    query.next();
    return query.integer(0);
}

std::vector<std::string> Tables::integrity_errors() {
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
