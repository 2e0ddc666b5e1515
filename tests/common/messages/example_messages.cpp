#include "tests/common/messages/example_messages.h"

namespace tradepit::common {

namespace {

Stamp stamp(const char* text) { return Stamp::parse(text).value(); }
Money money(const char* text) { return Money::parse(text).value(); }
Quantity quantity(const char* text) { return Quantity::parse(text).value(); }

const Close OPENING{
    .cash = money("7441.2"),
    .value = money("10150.5"),
    .holdings = {{Symbol{"AAPL"}, quantity("10")}, {Symbol{"BTC-USDT"}, quantity("0.1495")}}};
const AttemptKey KEY{.chain = 42, .date = stamp("2025-10-02"), .attempt = 3};
const ChainTerms TASK{.job = JobId{"5f3c1f4e-0000-4000-8000-000000000001"},
                      .model = ModelName{"gpt-5"},
                      .market = MarketName{"us-daily"},
                      .price_set = 2,
                      .price_hash = "ab12",
                      .rules = R"({"name":"us-daily"})",
                      .agent = R"({"kind":"momentum","lookback":20})",
                      .opening_value = money("10000")};
const ChainState STATE{.chain = 42,
                       .ended_days = 7,
                       .cancelled = true,
                       .attempts = {{.date = stamp("2025-10-02"),
                                     .attempt = 3,
                                     .worker = WorkerName{"host-1"},
                                     .nonce = 0xFFFF'FFFF'FFFF'FFFF,
                                     .state = AttemptState::failed,
                                     .attempts_spent = 2}}};
const Chain CHAIN{.terms = TASK,
                  .job_number = 9,
                  .job_chains = 4,
                  .priority = -1,
                  .order = Order::date,
                  .needs = {ResourceName{"wait"}, ResourceName{"provider:x"}},
                  .lease_days_max = 16,
                  .dates = {stamp("2025-10-01"), stamp("2025-10-02 11:00:00")},
                  .skipped = {1},
                  .state = STATE};
const Offer OFFER{{ResourceName{"cpu"}, 4}, {ResourceName{"wait"}, 64}};
const WireBar BAR{.symbol = Symbol{"AAPL"},
                  .date = stamp("2025-10-28"),
                  .open = *Price::parse("268.985"),
                  .high = *Price::parse("269.89"),
                  .low = *Price::parse("268.15"),
                  .close = std::nullopt,
                  .volume = 41534759.5};

}  // namespace

std::vector<Event> example_events() {
    return {
        Position{.action_id = 1,
                 .action = Action::buy,
                 .symbol = Symbol{"AAPL"},
                 .amount = quantity("10"),
                 .price = *Price::parse("255.88"),
                 .cash = money("7441.2"),
                 .value = money("10000"),
                 .holdings = {{Symbol{"AAPL"}, quantity("10")}}},
        Reasoning{
            .step = 2, .role = Role::tool, .content = "中国石化", .tool = "replay", .more = true},
        ToolUsage{.tool = "buy", .calls = 3, .seconds = 0.25}};
}

Job example_job() {
    return {
        .job = TASK.job,
        .key = "key-1",
        .request_hash = "cd34",
        .config_path = "configs/default_config.json",
        .settings = {.label = "autumn", .order = Order::date, .priority = 5, .dual_write = true},
        .market = TASK.market,
        .price_set = 2,
        .price_hash = TASK.price_hash,
        .rules = TASK.rules,
        .read_by_default = false,
        .dates = CHAIN.dates,
        .skipped = {{stamp("2025-10-04"), "no prices"}},
        .models = {{.model = TASK.model,
                    .agent = TASK.agent,
                    .needs = {ResourceName{"wait"}, ResourceName{"provider:x"}},
                    .lease_days_max = 16,
                    .first_date = stamp("2025-10-01"),
                    .opening = OPENING,
                    .orders = {{stamp("2025-10-02"), "[]"}},
                    .predecessor = 17}},
        .warnings = {"a date was skipped"}};
}

std::vector<Command> example_commands() {
    return {example_job(), CancelJob{"key-1", "cd34", TASK.job},
            RecordRefusal{"key-1", "cd34", 422, "[]"},
            RunMaintenance{"key-1", "cd34", "backup", R"({"file":"/a/file.db"})"}};
}

std::vector<UploadContent> example_uploads() {
    const HistoryOwner owner{TASK.job, TASK.model, TASK.market, TASK.rules};
    return {PriceImport{TASK.market, TASK.rules, "merged.jsonl", {BAR}},
            RecordImport{owner,
                         4,
                         {{.line = 2,
                           .date = KEY.date,
                           .id = 1,
                           .action = Action::buy,
                           .symbol = BAR.symbol,
                           .amount = quantity("10"),
                           .price = *Price::parse("255.88"),
                           .cash = money("7441.2"),
                           .holdings = OPENING.holdings,
                           .portfolio_value = money("10150.5"),
                           .initial_value = money("10000"),
                           .previous_value = money("9990"),
                           .follows_gap = true}}},
            LogImport{owner,
                      KEY.date,
                      {{3, Role::tool, "中国石化", "buy", "2025-10-01T13:30:00.123456Z"}},
                      {{"buy", 3, 0.25}}}};
}

std::vector<Message> example_messages() {
    const WorkerName worker{"host-1"};
    const std::uint64_t nonce = 0x1234'5678'9ABC'DEF0;
    return {
        Hello{worker, nonce, 7, OFFER, true, {{KEY, true, 1500}}},
        SlotFreed{worker, nonce, KEY},
        HelloAnswer{11},
        Assign{11, nonce, 42, need(WAIT), TASK, OPENING, {{KEY.date, 3, "[]"}}},
        Drop{11, KEY, "superseded"},
        Retired{11, nonce},
        NameTaken{11, nonce},
        EpochRequest{nonce},
        EpochGranted{nonce, 11, 1234, 3},
        StaleEpoch{12},
        PageRequest{11, 41},
        Page{41, {CHAIN}, 118},
        ChangesRequest{11, 1234},
        Changes{1234, 1236, {STATE}},
        Claim{11, "11.1", 42, {KEY.date}, worker, nonce, "its worker was started anew"},
        Claimed{"11.1", 42, OPENING, {{KEY.date, 3, "[]"}}},
        ClaimRefused{"11.1", STATE},
        CommandPart{11, "key-1", 1, 2, {"\x01\xff"}, CommandKind::cancel, "hash-1", "digest-1"},
        CommandAnswer{"key-1", "hash-1", CommandRefused{409, "another request"}, true},
        Batch{worker,
              nonce,
              KEY,
              2,
              {encode_events(example_events())},
              End{Ending::failed_transient, 3, "aa", OPENING, OPENING, "out of steps", 1500}},
        Ack{KEY, 2},
        Superseded{KEY, "attempt 4 was claimed"},
        WriterStateRequest{9},
        WriterState{9, "database or disk is full"},
        Upload{"key-2", UploadKind::log, 1, 2, {"\x01\xff"}, "digest-2"},
        UploadAnswer{"key-2", 1, 200, "done", PriceCounts{2, 10, 3, 5},
                     HistoryOutcome{TASK.market, true, {1, 2, 3, 4, 5, 6, 7}, {"a"}}},
        Lookup{7, "GET", "/leaderboard", {{"latest", "common"}}, "key-3", 1, 2, {"{}"}},
        Answer{7, 200, 1, 2, {"{}"}},
        PricesRequest{TASK.market, 2, BAR.symbol, BAR.date},
        PricesPage{TASK.market, 2, BAR.symbol, BAR.date, 200, "ab12", true, {BAR}},
        BrokerStateRequest{8},
        BrokerState{8, 11, true, 15, "database or disk is full", 3, 2, {{worker, OFFER, 2, 1999}}},
        WaitsRequest{9, TASK.job, {42}},
        Waits{9,
              TASK.job,
              true,
              true,
              15,
              3,
              2,
              OFFER,
              {{Awaited::other_models, 1}},
              {{42, KEY.date, Awaited::other_models, need(WAIT), 1500, 900, 2, 1, worker,
                TASK.model, stamp("2025-10-01"), 5, 6}}},
    };
}

}  // namespace tradepit::common
