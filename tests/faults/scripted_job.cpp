#include "tests/faults/scripted_job.h"

#include <chrono>
#include <csignal>
#include <span>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "common/digest.h"
#include "common/market/market_rules_json.h"
#include "common/messages/parts.h"
#include "common/process/clock.h"
#include "common/process/sockets.h"
#include "tests/writer/worker_script.h"

namespace tradepit::faults {

using namespace common;
using std::chrono::milliseconds;
using writer::tests::WorkerScript;

namespace {

constexpr std::uint64_t BROKER = 7;
constexpr std::uint64_t WORKER = 42;
constexpr std::int64_t EPOCH = 1;
constexpr int DAYS = 5;
constexpr int RESTARTS_MAX = 3;
constexpr milliseconds RESEND{250};

std::vector<Stamp> dates() {
    std::vector<Stamp> all;
    for (int day = 1; day <= DAYS; ++day)
        all.push_back(Stamp::parse("2025-10-0" + std::to_string(day)).value());
    return all;
}

template <class M>
const M* as(const Message& message) {
    return std::get_if<M>(&message);
}

/// Buys one share a day at 100, so that the portfolio's value does not change.
std::vector<Event> trades_of(const Close& opening, int day) {
    const std::string shares = std::to_string(day + 1);
    const std::string cash = std::to_string(10'000 - 100 * (day + 1));
    return {writer::tests::trade(1, Action::buy, "AAPL", "1", "100", cash.c_str(),
                                 opening.value.text().c_str(),
                                 {writer::tests::held("AAPL", shares.c_str())}),
            ToolUsage{.tool = "buy", .calls = 1, .seconds = 0.5}};
}

}  // namespace

void ScriptedJob::run() {
    socket_ = make_dealer(context_, writer_.endpoint());
    import_prices();
    take_epoch();
    submit();
    for (std::int64_t number = 1; number <= 2; ++number)
        chains_.push_back({.number = number, .day = 0, .opening = {}, .attempts = {}});
    ChainScript& first = chains_[0];
    ChainScript& second = chains_[1];
    claim({&first, &second});
    for (int day = 0; day < DAYS; ++day) {
        if (day == 1) run_day({&second}, Ending::failed_transient);
        if (day == 3) run_day({&first}, Ending::released);
        if (day == 1) claim({&second});
        if (day == 3) claim({&first});
        run_day({&first, &second}, Ending::completed);
    }
}

void ScriptedJob::run_until_the_writer_ends() {
    socket_ = make_dealer(context_, writer_.endpoint());
    const std::vector<Question> questions{{encode(EpochRequest{BROKER}), {}}};
    const Instant deadline = steady_now() + std::chrono::minutes{1};
    while (!writer_.ended()) {
        if (steady_now() > deadline) throw std::runtime_error("the writer goes on");
        send_unanswered(questions);
        zmq::pollitem_t item{nullptr, writer_.descriptor(), ZMQ_POLLIN, 0};
        poll({&item, 1}, RESEND);
    }
    EXPECT_FALSE(receive(socket_)) << "it has answered";
}

void ScriptedJob::import_prices() {
    MarketRules rules;
    rules.name = MarketName{"us-daily"};
    rules.interval = DAILY;
    PriceImport import{
        .market = rules.name, .rules = to_json(rules), .source = "prices.csv", .bars = {}};
    for (const char* symbol : {"AAPL", "MSFT"})
        for (const Stamp date : dates())
            import.bars.push_back({Symbol{symbol}, date, *Price::parse("100"), std::nullopt,
                                   std::nullopt, *Price::parse("100"), std::nullopt});
    const std::string octets = encode_upload(import);
    const auto pieces = split(octets, octets.size() / 2 + 1);
    std::vector<Question> parts;
    for (const std::string_view piece : pieces) {
        const Upload upload{.key = "import",
                            .file_kind = UploadKind::prices,
                            .part = static_cast<std::int32_t>(parts.size()),
                            .parts = static_cast<std::int32_t>(pieces.size()),
                            .octets = {std::string{piece}},
                            .digest = sha256_hex(octets)};
        parts.push_back({encode(upload), [](const Message& message) {
                             const auto* answer = as<UploadAnswer>(message);
                             return answer != nullptr && answer->status == 200;
                         }});
    }
    ask(std::move(parts));
}

void ScriptedJob::take_epoch() {
    ask({{encode(EpochRequest{BROKER}), [](const Message& message) {
              const auto* granted = as<EpochGranted>(message);
              return granted != nullptr && granted->epoch == EPOCH;
          }}});
}

void ScriptedJob::submit() {
    auto job = writer::tests::job(JOB, dates(),
                                  {writer::tests::model("alpha"), writer::tests::model("beta")});
    job.price_set = 1;
    CommandPart part = parts_of(job).front();
    part.epoch = EPOCH;
    ask({{encode(part), [](const Message& message) {
              const auto* answer = as<CommandAnswer>(message);
              return answer != nullptr && status_of(answer->outcome) == 200;
          }}});
}

void ScriptedJob::claim(std::vector<ChainScript*> chains) {
    std::vector<Question> questions;
    for (ChainScript* chain : chains) {
        const auto all = dates();
        const Claim claim{.epoch = EPOCH,
                          .request = "claim " + std::to_string(++claims_),
                          .chain = chain->number,
                          .dates = {all.begin() + chain->day, all.end()},
                          .worker = WorkerName{"w1"},
                          .nonce = WORKER};
        questions.push_back({encode(claim), [claim, chain](const Message& message) {
                                 const auto* claimed = as<Claimed>(message);
                                 if (claimed == nullptr || claimed->request != claim.request)
                                     return false;
                                 chain->opening = claimed->opening;
                                 for (const auto& day : claimed->days)
                                     chain->attempts[day.date] = day.attempt;
                                 return true;
                             }});
    }
    ask(std::move(questions));
}

ScriptedJob::Question ScriptedJob::batch(const Batch& batch) const {
    return {encode(batch), [key = batch.key, number = batch.number](const Message& message) {
                const auto* ack = as<Ack>(message);
                return ack != nullptr && ack->key == key && ack->upto >= number;
            }};
}

void ScriptedJob::run_day(const std::vector<ChainScript*>& chains, Ending ending) {
    std::vector<Question> starts;
    std::vector<Question> ends;
    for (ChainScript* chain : chains) {
        const Stamp date = dates()[static_cast<std::size_t>(chain->day)];
        WorkerScript script{
            {chain->number, date, chain->attempts.at(date)}, WORKER, chain->opening};
        const std::string thought(700, static_cast<char>('a' + chain->day));
        starts.push_back(batch(script.batch(
            {writer::tests::opening_row(chain->opening),
             Reasoning{.step = 1, .role = Role::user, .content = thought, .tool = {}}})));
        ends.push_back(batch(ending == Ending::completed
                                 ? script.end(ending, trades_of(chain->opening, chain->day))
                                 : script.end(ending, {}, "as it was told")));
        if (ending != Ending::completed) continue;
        chain->opening = script.close();
        ++chain->day;
    }
    ask(std::move(starts));
    ask(std::move(ends));
}

// Sending requests until they are answered.

void ScriptedJob::ask(std::vector<Question> questions) {
    const Instant deadline = steady_now() + std::chrono::minutes{1};
    Instant resend_at{0};
    const auto open = [&] {
        return std::ranges::any_of(questions, [](const Question& one) { return !one.answered; });
    };
    while (open()) {
        if (steady_now() > deadline)
            throw std::runtime_error("a minute without an answer; the last one was " + last_heard_);
        if (steady_now() >= resend_at) {
            send_unanswered(questions);
            resend_at = steady_now() + RESEND;
        }
        zmq::pollitem_t items[] = {{socket_.handle(), 0, ZMQ_POLLIN, 0},
                                   {nullptr, writer_.descriptor(), ZMQ_POLLIN, 0}};
        poll(items, RESEND);
        while (const auto frame = receive(socket_)) hear(*frame, questions);
        if (!writer_.ended()) continue;
        start_again();
        resend_at = Instant{0};
    }
}

void ScriptedJob::send_unanswered(const std::vector<Question>& questions) {
    zmq::pollitem_t item{socket_.handle(), 0, ZMQ_POLLOUT, 0};
    poll({&item, 1}, RESEND);  // waits for the connection
    for (const Question& question : questions)
        if (!question.answered && send(socket_, question.frame) != Sent::queued) return;
}

void ScriptedJob::hear(const std::string& frame, std::vector<Question>& questions) {
    const auto decoded = decode(frame);
    const auto* message = std::get_if<Message>(&decoded);
    ASSERT_NE(message, nullptr) << std::get<Malformed>(decoded).text();
    note(*message);
    for (Question& question : questions)
        question.answered = question.answered || question.answers(*message);
}

void ScriptedJob::note(const Message& message) {
    last_heard_ = name_of(message);
    if (const auto* ack = as<Ack>(message)) {
        auto& upto = batches_[ack->key];
        EXPECT_GE(ack->upto, upto) << "what was acknowledged is lost, chain " << ack->key.chain;
        upto = std::max(upto, ack->upto);
    } else if (const auto* over = as<Superseded>(message)) {
        ADD_FAILURE() << "chain " << over->key.chain << " " << over->key.date.text() << " attempt "
                      << over->key.attempt << ": " << over->reason;
    } else if (const auto* job = as<CommandAnswer>(message)) {
        if (const auto* refused = std::get_if<CommandRefused>(&job->outcome))
            last_heard_ += " " + refused->detail;
        submitted_ = submitted_ || status_of(job->outcome) == 200;
    } else if (const auto* import = as<UploadAnswer>(message)) {
        last_heard_ += " " + import->detail;
        imported_ = imported_ || import->status == 200;
    } else if (const auto* claimed = as<Claimed>(message)) {
        claimed_[claimed->request] = claimed->chain;
    }
}

void ScriptedJob::start_again() {
    const auto ended = writer_.finish();
    if (ended.exit_code != 128 + SIGKILL)
        ADD_FAILURE() << "the writer has ended, code " << ended.exit_code << ": " << ended.err;
    expect_acknowledged();
    if (++restarts_ > RESTARTS_MAX) throw std::runtime_error("the writer ends each time");
    if (!writer_.start()) throw std::runtime_error("does not start again: " + writer_.finish().err);
    socket_ = make_dealer(context_, writer_.endpoint());
}

void ScriptedJob::expect_acknowledged() const {
    // Opened read-only and without a checkpoint at close, so that the WAL of a dead writer stays
    // for the next writer to recover.
    SQLite::Database database{writer_.database().string(), SQLite::OPEN_READONLY, 10'000};
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (!database.tableExists("prices")) {
        EXPECT_FALSE(imported_) << "the database has no schema";
        return;
    }
    const auto number = [&]<class... Values>(const char* sql, const Values&... values) {
        SQLite::Statement statement{database, sql};
        [[maybe_unused]] int index = 0;
        (statement.bind(++index, values), ...);
        return statement.executeStep() ? statement.getColumn(0).getInt64() : -1;
    };
    EXPECT_GE(number("SELECT COUNT(*) FROM prices"), imported_ ? 2 * DAYS : 0);
    EXPECT_GE(number("SELECT COUNT(*) FROM job_details"), submitted_ ? 2 * DAYS : 0);
    for (const auto& [request, chain] : claimed_)
        EXPECT_EQ(number("SELECT chain FROM claims WHERE request = ?", request), chain);
    for (const auto& [key, upto] : batches_)
        EXPECT_GE(number("SELECT last_batch FROM attempts "
                         "WHERE chain = ? AND date = ? AND attempt = ?",
                         key.chain, key.date.text(), key.attempt),
                  upto);
}

}  // namespace tradepit::faults
