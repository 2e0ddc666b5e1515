#include <atomic>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/http/http_server.h"
#include "common/http/http_target.h"
#include "common/process/sockets.h"
#include "query/api/routes.h"
#include "query/http_api.h"
#include "query/server.h"
#include "tests/common/http/http_peer.h"
#include "tests/query/api/json_schema.h"
#include "tests/query/running_loop.h"
#include "tests/query/stored.h"

// The calls of the original system and tradepit's own, over HTTP and over the lookup socket: both
// give the same answers, and these fit GET /openapi.json.
namespace tradepit::query {
namespace {

using Json = nlohmann::json;

/// The answer of a writer that carries out every command, for job "j1".
common::CommandOutcome outcome_of(common::CommandKind command) {
    if (command == common::CommandKind::maintain) return common::MaintenanceAccepted{1, "{}"};
    return common::JobAccepted{common::JobId{"j1"}};
}

/// A healthy broker or writer. It answers every command as a repeat of one that was carried out.
class WillingPeer {
public:
    WillingPeer(zmq::context_t& context, const char* endpoint)
        : socket_(common::make_router(context, endpoint)), thread_([this] { run(); }) {}
    ~WillingPeer() {
        stopping_ = true;
        thread_.join();
    }
    WillingPeer(const WillingPeer&) = delete;
    WillingPeer& operator=(const WillingPeer&) = delete;

private:
    void run() {
        while (!stopping_) {
            zmq::pollitem_t item{socket_.handle(), 0, ZMQ_POLLIN, 0};
            zmq::poll(&item, 1, std::chrono::milliseconds{10});
            while (const auto received = common::receive_from(socket_)) {
                auto decoded = common::decode(received->frame);
                answer(received->peer, std::get<common::Message>(decoded));
            }
        }
    }
    void answer(const std::string& peer, const common::Message& message) {
        if (const auto* part = std::get_if<common::CommandPart>(&message)) {
            if (part->part + 1 == part->parts)
                say(peer, common::CommandAnswer{part->key, part->request_hash,
                                                outcome_of(part->command), true});
        } else if (const auto* question = std::get_if<common::BrokerStateRequest>(&message)) {
            say(peer,
                common::BrokerState{.id = question->id, .epoch = 1, .live = true, .workers = {}});
        } else if (const auto* waits = std::get_if<common::WaitsRequest>(&message)) {
            say(peer, common::Waits{.id = waits->id,
                                    .job = waits->job,
                                    .live = true,
                                    .slots = {},
                                    .counts = {},
                                    .chains = {}});
        }
    }
    template <class M>
    void say(const std::string& peer, const M& message) {
        static_cast<void>(common::send_to(socket_, peer, common::encode(message)));
    }

    std::atomic<bool> stopping_{false};
    zmq::socket_t socket_;
    std::thread thread_;
};

/// Server and HTTP server as in the program, over stored rows.
class Contract : public Stored, public testing::Test {
public:
    ~Contract() override {
        const std::uint64_t one = 1;
        if (::write(stop_, &one, sizeof one) != sizeof one) std::abort();
        thread_.join();
        ::close(stop_);
    }

protected:
    Contract()
        : stop_(::eventfd(0, EFD_CLOEXEC)),
          settings_{.database = (folder() / "results.db").string(),
                    .config_dir = (folder() / "config").string(),
                    .counts = &counts_},
          server_(context_, endpoints(), make_api(), settings_.database),
          thread_([this] { server_.serve_until(stop_); }),
          http_({.address = {"127.0.0.1", 0}},
                [this] {
                    return http_api(make_api()(nullptr), server_.calls(), {.counts = &counts_});
                }),
          lookup_(common::make_dealer(context_, server_.lookup_endpoint())) {
        fill();
    }
    Told over_http(const std::string& method, const std::string& target, const std::string& body) {
        HttpPeer peer{http_.address()};
        const auto got =
            method == "GET" ? peer.get(target).response() : peer.post(target, body).response();
        return {got.status, Json::parse(got.body, nullptr, false)};
    }
    Told over_lookup(const std::string& method, const std::string& target,
                     const std::string& body) {
        auto [path, parameters] = std::get<common::Target>(common::parse_target(target));
        const auto sent =
            common::send(lookup_, common::encode(common::Lookup{.id = ++last_id_,
                                                                .method = method,
                                                                .path = path,
                                                                .parameters = parameters,
                                                                .key = {},
                                                                .part = 0,
                                                                .parts = 1,
                                                                .body = {body}}));
        EXPECT_EQ(sent, common::Sent::queued);
        const auto frame = RunningLoop::wait_for(lookup_, [&] { return common::receive(lookup_); });
        auto decoded = common::decode(frame);
        const auto& answer = std::get<common::Answer>(std::get<common::Message>(decoded));
        EXPECT_EQ(answer.parts, 1);
        return {answer.status, Json::parse(answer.body.octets, nullptr, false)};
    }
    std::string metrics() { return HttpPeer{http_.address()}.get("/metrics").response().body; }
    HttpResponse raw(const std::string& target) {
        return HttpPeer{http_.address()}.get(target).response();
    }

private:
    static common::Endpoints endpoints() {
        return {.tasks = {},
                .control = "inproc://control",
                .events = "inproc://events",
                .lookup = "inproc://lookup-of-the-world",
                .security = {}};
    }
    MakeApi make_api() {
        return [this](const std::atomic<bool>* stopping) {
            auto settings = settings_;
            settings.stopping = stopping;
            return std::make_unique<DatabaseApi>(settings);
        };
    }
    void fill() {
        market("us-daily", {"2025-10-01", "2025-10-02"});
        job({"j1"});
        const auto a = model("j1", "a");
        day(a, {"2025-10-01"});
        day(a, {"2025-10-02", 10'100, 71.75, 1, {{"buy", "AAA", 3, 187.1525}}, {{"AAA", 3}}});
        day(model("j1", "b"), {"2025-10-01", 9'000, 9'000});
        sql("INSERT INTO reasoning_logs (job_id, date, model, step_number, timestamp, role,"
            " content) VALUES ('j1', '2025-10-02', 'a', 1, 't', 'assistant', 'why')");
        sql("INSERT INTO tool_usage (job_id, date, model, tool_name) VALUES"
            " ('j1', '2025-10-02', 'a', 'buy')");
        count("j1");
        job({"open", "running"});
        model("open", "c");
        open_day("open", "c", "2025-10-01", "running");
        open_day("open", "c", "2025-10-02", "pending");
        count("open");
        sql("INSERT INTO maintenance_tasks (task, kind, state, options, started_at) VALUES"
            " (1, 'vacuum', 'done', '{}', 't')");
    }

    zmq::context_t context_;
    WillingPeer broker_{context_, "inproc://control"};
    WillingPeer writer_{context_, "inproc://events"};
    const int stop_;
    ReplyCounts counts_;
    const DatabaseApi::Settings settings_;
    Server server_;
    std::thread thread_;
    common::HttpServer http_;
    zmq::socket_t lookup_;
    std::int64_t last_id_ = 0;
};

/// Removes the members that differ from one answer to the next.
void take_out_the_moment(Json& value) {
    if (!value.is_structured()) return;
    if (value.is_object())
        for (const auto* name : {"timestamp", "silent_ms", "writer_silent_ms", "since", "until"})
            value.erase(name);
    for (auto& member : value) take_out_the_moment(member);
}

struct Call {
    std::string method;
    std::string target;
    int status;
    std::string body = {};
    /// The detail of a refusal, where clients rely on its text; empty: any.
    std::string detail = {};
};

const Call CALLS[] = {
    // The original's calls: success and every error.
    {"POST", "/simulate/trigger", 200, R"({"models":["mock"]})"},
    {"POST", "/simulate/trigger", 200,
     R"({"config_path":"default_config.json","date_range":["2025-10-01"],"models":["mock"]})"},
    {"POST", "/simulate/trigger", 200,
     R"({"start_date":"2025-10-01","end_date":"2025-10-02","models":["mock"]})"},
    {"POST", "/simulate/trigger", 400, R"({"models":["nobody"]})"},
    {"POST", "/simulate/trigger", 400, R"({"config_path":"none.json"})"},
    {"POST", "/simulate/trigger", 400,
     R"({"start_date":"2025-10-02","end_date":"2025-10-01","models":["mock"]})"},
    {"POST", "/simulate/trigger", 422, R"({"models":"mock"})"},
    {"POST", "/simulate/trigger", 422, "{"},
    {"POST", "/simulate/trigger", 422, ""},
    {"POST", "/simulate/trigger?x=1", 422, "{}"},
    {"GET", "/simulate/trigger", 405, "", "Method Not Allowed"},
    {"GET", "/simulate/status/j1", 200},
    {"GET", "/simulate/status/open", 200},
    {"GET", "/simulate/status/none", 404, "", "Job none not found"},
    {"GET", "/simulate/status/j1?limit=0", 422},
    {"GET", "/simulate/status/j1?cursor=x", 422},
    {"POST", "/simulate/status/j1", 405, "", "Method Not Allowed"},
    {"GET", "/simulate/current", 200},
    {"GET", "/results?date=2025-10-02", 200},
    {"GET", "/results?date=2025-10-02&detail=full&model=a", 200},
    {"GET", "/results?date=2025-10-02&reasoning=summary", 200},
    {"GET", "/results?date=2025-10-02&reasoning=full", 200},
    {"GET", "/results?date=02.10.2025", 400, "", "Invalid date format (use YYYY-MM-DD)"},
    {"GET", "/results?date=2025-12-24", 404, "", "No data found for date 2025-12-24"},
    {"GET", "/results?date=2025-10-02&detail=most", 422},
    {"GET", "/results?date=2025-10-02&reasoning=some", 422},
    {"GET", "/results", 422},
    {"GET", "/results?start_date=2025-10-01&end_date=2025-10-02", 200},
    {"GET", "/results?start_date=2025-10-01&end_date=2025-10-01&reasoning=full", 200},
    {"GET", "/results?start_date=2025-10-02&end_date=2025-10-01", 400},
    {"GET", "/results?start_date=2026-10-02", 404},
    {"GET", "/results?job_id=j1", 200},
    {"GET", "/results?model=a&limit=1", 200},
    {"GET", "/results?model=nobody", 404},
    {"GET", "/portfolio/timeseries?model=a", 200},
    {"GET", "/portfolio/timeseries?model=a&job_id=j1&end_date=2025-10-01", 200},
    {"GET", "/portfolio/timeseries?model=a&start_date=x", 400, "",
     "Invalid date format (use YYYY-MM-DD)"},
    {"GET", "/portfolio/timeseries?model=nobody", 404, "", "No data found for model nobody"},
    {"GET", "/portfolio/timeseries", 422},
    {"GET", "/leaderboard", 200},
    {"GET", "/leaderboard?date=2025-10-01", 200},
    {"GET", "/leaderboard?latest=common&sort=sharpe&min_return_pct=-5", 200},
    {"GET", "/leaderboard?latest=never", 422},
    {"GET", "/leaderboard?sort=luck", 422},
    {"GET", "/leaderboard?market=none", 400},
    {"GET", "/leaderboard?date=2025-13-01", 400},
    {"GET", "/nothing", 404, "", "Not Found"},
    {"POST", "/nothing", 404, "", "Not Found"},
    // The other calls.
    {"POST", "/simulate/cancel/j1", 200},
    {"POST", "/simulate/cancel/j1", 422, R"({"why":"x"})"},
    {"POST", "/simulate/retry/none", 404},
    {"GET", "/positions?job_id=j1", 200},
    {"GET", "/positions?job_id=j1&cursor=x", 422},
    {"GET", "/positions", 422},
    {"GET", "/reasoning?job_id=j1", 200},
    {"GET", "/reasoning?job_id=none", 404},
    {"GET", "/models", 200},
    {"GET", "/models?limit=1", 200},
    {"GET", "/models?limit=x", 422},
    {"GET", "/jobs", 200},
    {"GET", "/jobs?status=running&limit=1", 200},
    {"GET", "/jobs?status=asleep", 422},
    {"GET", "/jobs/j1", 200},
    {"GET", "/jobs/j1/digest", 200},
    {"GET", "/jobs/j1/digest?books=1", 200},
    {"GET", "/jobs/none/digest", 404},
    {"GET", "/jobs/j1/attempts", 200},
    {"GET", "/jobs/none/attempts", 404},
    {"GET", "/jobs/j1/differences", 200},
    {"GET", "/jobs/none/differences", 404},
    {"GET", "/markets", 200},
    {"GET", "/markets?limit=1", 422},
    {"GET", "/check", 200},
    {"GET", "/workers", 200},
    {"GET", "/workers?x=1", 422},
    {"GET", "/health?x=1", 422},
    {"POST", "/health", 405, "", "Method Not Allowed"},
    {"GET", "/openapi.json", 200},
    {"GET", "/analytics", 200},
    {"GET", "/analytics?model=nobody", 404},
    {"GET", "/analytics?mark=middle", 422},
    {"GET", "/leaderboard?detail=full&mark=close", 200},
    {"GET", "/results?date=2025-10-02&mark=close", 422},
    {"GET", "/jobs/j1/logs", 200},
    {"GET", "/jobs/j1/tools", 200},
    {"GET", "/jobs/none/tools", 404},
    {"GET", "/maintenance", 200},
    {"GET", "/maintenance/tasks/1", 200},
    {"GET", "/maintenance/tasks/x", 404},
    {"POST", "/maintenance/cleanup", 200},
    {"POST", "/maintenance/cleanup", 422, R"({"days":-1})"},
    {"POST", "/maintenance/vacuum", 200},
    {"POST", "/maintenance/backup", 200, R"({"file":"/b.db"})"},
    {"POST", "/maintenance/backup", 422},
};

TEST_F(Contract, BothTransportsGiveWhatTheDocumentSays) {
    // Until the broker was heard, GET /workers and GET /health have other answers.
    while (over_lookup("GET", "/workers", "").status != 200) {
    }
    for (const auto& call : CALLS) {
        SCOPED_TRACE(call.method + " " + call.target + " " + call.body);
        auto http = over_http(call.method, call.target, call.body);
        auto lookup = over_lookup(call.method, call.target, call.body);
        EXPECT_EQ(http.status, call.status) << http.body;
        EXPECT_EQ(lookup.status, call.status) << lookup.body;
        const auto path = call.target.substr(0, call.target.find('?'));
        for (const auto& fault : answer_faults(call.method, path, http.status, http.body))
            ADD_FAILURE() << fault;
        if (!call.detail.empty()) {
            EXPECT_EQ(http.detail(), call.detail);
        }
        take_out_the_moment(http.body);
        take_out_the_moment(lookup.body);
        EXPECT_EQ(http.body, lookup.body);
    }
}

TEST_F(Contract, EveryRouteIsCalledWithSuccess) {
    std::set<const Route*> called;
    for (const auto& call : CALLS)
        if (call.status == 200)
            called.insert(
                find_route(all_routes(), call.method, call.target.substr(0, call.target.find('?')))
                    .route);
    for (const auto& route : all_routes()) {
        // /health is a 503 without workers, a retry needs a job that failed, and /metrics has a
        // test of its own.
        if (route.name == "health" || route.name == "retry" || route.name == "metrics") continue;
        if (route.is<ByFile>()) continue;
        EXPECT_TRUE(called.contains(&route)) << route.path;
    }
}

TEST_F(Contract, HealthIsAnsweredInBothStates) {
    const auto ill = over_http("GET", "/health", "");
    EXPECT_EQ(ill.status, 503);
    EXPECT_TRUE(answer_faults("GET", "/health", 503, ill.body).empty());
}

TEST_F(Contract, MetricsCountWhatWasAnswered) {
    while (over_lookup("GET", "/workers", "").status != 200) {
    }
    over_http("GET", "/leaderboard", "");
    over_lookup("GET", "/leaderboard", "");
    over_http("GET", "/jobs/none/digest", "");
    over_http("POST", "/simulate/cancel/j1", "");
    const auto text = metrics();
    const auto* const unknown_job =
        "tradepit_lookups_total{method=\"GET\",path=\"/jobs/{job_id}/digest\",status=\"404\"} 1\n";
    for (const auto* line :
         {"tradepit_lookups_total{method=\"GET\",path=\"/leaderboard\",status=\"200\"} 2\n",
          unknown_job, "tradepit_lookup_seconds_count{method=\"GET\",path=\"/leaderboard\"} 2\n",
          "tradepit_commands_total{status=\"200\"} 1\n", "tradepit_jobs{status=\"running\"} 1\n",
          "tradepit_model_days{status=\"completed\"} 3\n",
          "tradepit_model_days{status=\"running\"} 1\n",
          "tradepit_model_days{status=\"pending\"} 1\n", "\ntradepit_broker_live 1.0\n",
          "\ntradepit_writer_trouble 0.0\n", "\ntradepit_database_up 1.0\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    EXPECT_EQ(raw("/metrics").field("Content-Type"), METRICS_TYPE);
    EXPECT_EQ(raw("/metrics?x=1").status, 422);
}

TEST_F(Contract, ExportsAreTheSameOverBoth) {
    for (const std::string target :
         {"/positions?job_id=j1&format=csv", "/models?format=jsonl", "/leaderboard?format=csv"}) {
        const auto http = raw(target).body;
        auto [path, parameters] = std::get<common::Target>(common::parse_target(target));
        const Request request{"GET", path, parameters, "", ""};
        EXPECT_EQ(http, std::get<Reply>(answer(request)).text()) << target;
    }
}

}  // namespace
}  // namespace tradepit::query
