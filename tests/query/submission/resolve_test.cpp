#include "query/submission/resolve.h"

#include <gtest/gtest.h>

#include "common/limits.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

/// A market of four dates: Wednesday to Friday, and Monday.
class Resolve : public Stored, public testing::Test {
protected:
    Resolve() { market("us-daily", {"2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06"}); }
    static std::string dates(const common::Job& job) {
        std::string text;
        for (const auto date : job.dates) text += (text.empty() ? "" : " ") + date.text();
        return text;
    }
    static std::string models(const common::Job& job) {
        std::string text;
        for (const auto& model : job.models)
            text += (text.empty() ? "" : " ") + model.model.value();
        return text;
    }
};

TEST_F(Resolve, AnEmptyBodyRunsTheDefaultConfigOnTheWholeCalendar) {
    const auto job = resolved("{}");
    EXPECT_EQ(models(job), "buy_and_hold equal_weight mean_reversion momentum random");
    EXPECT_EQ(dates(job), "2025-10-01 2025-10-02 2025-10-03 2025-10-06");
    EXPECT_EQ(job.config_path, "default_config.json");
    EXPECT_EQ(job.market.value(), "us-daily");
    EXPECT_EQ(job.price_set, 1);
    EXPECT_EQ(job.price_hash, "hash-us-daily");
    EXPECT_TRUE(job.read_by_default);
    EXPECT_EQ(job.job.value().size(), 36);
    EXPECT_FALSE(job.key.empty());
    EXPECT_EQ(job.request_hash.size(), 64);
    EXPECT_EQ(model_day_count(job), 20);
}

TEST_F(Resolve, ListedDatesAreSortedOnceAndTheOnesWithoutPricesSkipped) {
    const auto job = resolved(R"({"date_range":["2025-10-06","2025-10-04","2025-10-06"]})");
    EXPECT_EQ(dates(job), "2025-10-04 2025-10-06");
    ASSERT_EQ(job.skipped.size(), 1);
    EXPECT_EQ(job.skipped[0].date.text(), "2025-10-04");
    EXPECT_EQ(job.skipped[0].reason, "no prices on 2025-10-04 in us-daily");
}

TEST_F(Resolve, OnlySkippedDatesAreRefused) {
    EXPECT_EQ(refusal(R"({"date_range":["2025-10-04"]})"),
              "None of the dates has prices in the market us-daily,"
              " which has them from 2025-10-01 to 2025-10-06");
}

TEST_F(Resolve, ARangeMeansTheMarketsDatesInIt) {
    const auto job =
        resolved(R"({"config":{"date_range":{"init_date":"2025-10-02","end_date":"2025-10-05"}}})");
    EXPECT_EQ(dates(job), "2025-10-02 2025-10-03");
    EXPECT_EQ(job.config_path, "inline");
}

TEST_F(Resolve, ARangeWithoutPricesIsRefused) {
    EXPECT_EQ(refusal(R"({"config":{"date_range":{"init_date":"2024-10-02",
                                                  "end_date":"2024-10-05"}}})"),
              "The market us-daily has no prices from 2024-10-02 to 2024-10-05,"
              " only from 2025-10-01 to 2025-10-06");
}

TEST_F(Resolve, OnAnHourlyMarketAPlainDateMeansAllItsStamps) {
    market("us-hourly", {"2025-11-03 10:00:00", "2025-11-03 11:00:00", "2025-11-04 10:00:00"},
           "60min");
    const auto job = resolved(R"({"market":"us-hourly","date_range":["2025-11-03"]})");
    EXPECT_EQ(dates(job), "2025-11-03 10:00:00 2025-11-03 11:00:00");
    const auto range = resolved(R"({"market":"us-hourly","config":{"date_range":
        {"init_date":"2025-11-03 11:00:00","end_date":"2025-11-04"}}})");
    EXPECT_EQ(dates(range), "2025-11-03 11:00:00 2025-11-04 10:00:00");
}

TEST_F(Resolve, SeveralMarketsAreListedWhenNoneIsNamed) {
    market("crypto-daily", {"2025-10-04"});
    EXPECT_EQ(refusal("{}"),
              "There are several markets: give market, one of crypto-daily, us-daily");
    EXPECT_EQ(resolved(R"({"config":{"market":"crypto-daily"}})").market.value(), "crypto-daily");
    EXPECT_EQ(
        resolved(R"({"market":"us-daily","config":{"market":"crypto-daily"}})").market.value(),
        "us-daily");
}

TEST_F(Resolve, AnUnknownMarketListsTheKnown) {
    EXPECT_EQ(refusal(R"({"market":"moon"})"), "Unknown market moon; known: us-daily");
}

TEST(ResolveWithoutPrices, IsAnErrorOfItsOwn) {
    Stored stored;
    EXPECT_EQ(stored.refusal("{}"),
              "There are no prices in any market yet: import some (tradepit import prices FILE)");
}

TEST_F(Resolve, NamedModelsRunOnceEvenWhenDisabled) {
    EXPECT_EQ(models(resolved(R"({"models":["mock","idle","mock"]})")), "idle mock");
}

TEST_F(Resolve, AJobWithTheMockModelIsReadOnlyWhenNamed) {
    EXPECT_FALSE(resolved(R"({"models":["mock"]})").read_by_default);
    EXPECT_TRUE(resolved(R"({"models":["idle"]})").read_by_default);
}

TEST_F(Resolve, NeedsAndLeaseDaysFollowFromTheKind) {
    const auto job = resolved(R"({"config":{"models":[
        {"signature":"a","agent":{"kind":"momentum"}},
        {"signature":"b","agent":{"kind":"idle"}},
        {"signature":"c","agent":{"kind":"idle","delay_ms":1}},
        {"signature":"d","agent":{"kind":"momentum","delay_ms":1}},
        {"signature":"e","agent":{"kind":"equal_weight","delay_ms":0}}]}})");
    EXPECT_EQ(job.models[0].lease_days_max, 16);
    EXPECT_EQ(job.models[0].needs, common::need(common::CPU));
    EXPECT_EQ(job.models[1].lease_days_max, 16);
    EXPECT_EQ(job.models[1].needs, common::need(common::WAIT));
    EXPECT_EQ(job.models[2].lease_days_max, 1);
    EXPECT_EQ(job.models[3].lease_days_max, 1) << "a day that takes its time";
    EXPECT_EQ(job.models[3].needs, common::need(common::WAIT));
    EXPECT_EQ(job.models[3].agent, R"({"delay_ms":1,"kind":"momentum","lookback":20,"top":5})");
    EXPECT_EQ(job.models[4].lease_days_max, 16);
    EXPECT_EQ(job.models[4].needs, common::need(common::CPU));
    EXPECT_EQ(job.models[4].agent, R"({"kind":"equal_weight"})");
    EXPECT_EQ(job.models[0].agent, R"({"kind":"momentum","lookback":20,"top":5})");
}

TEST_F(Resolve, OrderByDateForcesLeasesOfOneDay) {
    const auto job = resolved(R"({"order":"date","priority":7,"label":"night"})");
    EXPECT_EQ(job.settings.order, common::Order::date);
    EXPECT_EQ(job.models[0].lease_days_max, 1);
    EXPECT_EQ(job.settings.priority, 7);
    EXPECT_EQ(job.settings.label, "night");
}

TEST_F(Resolve, DualWriteComesFromTheRequestThenTheConfigThenIsOff) {
    EXPECT_FALSE(resolved("{}").settings.dual_write);
    EXPECT_TRUE(resolved(R"({"dual_write":true})").settings.dual_write);
    EXPECT_TRUE(resolved(R"({"config":{"dual_write":true}})").settings.dual_write);
    EXPECT_FALSE(
        resolved(R"({"config":{"dual_write":true},"dual_write":false})").settings.dual_write);
}

TEST_F(Resolve, WithDualWriteEveryModelHasAFolder) {
    const auto request = [](const std::string& signature) {
        return R"({"config":{"models":[{"signature":")" + signature +
               R"(","agent":{"kind":"idle"}}]},"dual_write":true})";
    };
    EXPECT_EQ(resolved(request("a/b")).models.at(0).model.value(), "a/b");
    EXPECT_EQ(resolved(request("..")).models.at(0).model.value(), "..");
    EXPECT_NE(refusal(request(std::string(86, '/'))).find("has 258 bytes, and 255 are the limit"),
              std::string::npos);
}

TEST_F(Resolve, InitialCashComesFromTheRequestThenTheConfigThenIsTenThousand) {
    EXPECT_EQ(resolved("{}").models[0].opening.cash.text(), "10000");
    EXPECT_EQ(resolved(R"({"config":{"agent_config":{"initial_cash":0.1}}})")
                  .models[0]
                  .opening.cash.text(),
              "0.1");
    const auto job = resolved(R"({"initial_cash":8589934592,"config":{"agent_config":{}}})");
    EXPECT_EQ(job.models[0].opening.value, common::MONEY_MAX);
    EXPECT_EQ(job.models[0].first_date.text(), "2025-10-01");
}

struct Case {
    std::string_view body;
    std::string_view text;
};

TEST_F(Resolve, ConfigFaultsNameFieldValueAndRule) {
    const Case table[] = {
        {R"({"config":{"models":[{"signature":"a","agent":{"kind":"momentum","lookback":0}}]}})",
         R"(models[0] "a": agent.lookback is 0; it must be a whole number from 1 to 1000)"},
        {R"({"config":{"models":[{"signature":"a","agent":{"kind":"momentum","lookback":1001}}]}})",
         R"(agent.lookback is 1001)"},
        {R"({"config":{"models":[{"signature":"a","agent":{"kind":"momentum","top":1.5}}]}})",
         R"(agent.top is 1.5)"},
        {R"({"config":{"models":[{"signature":"a","agent":{"kind":"momentum","lokback":1}}]}})",
         "agent.lokback is not a setting of momentum; known: lookback, top, delay_ms"},
        {R"({"config":{"models":[{"signature":"a","agent":{"kind":"mock","x":1}}]}})",
         "agent.x is not a setting of mock; known: delay_ms"},
        {R"({"config":{"models":[{"signature":"a","agent":{"kind":"random","trades":-1}}]}})",
         R"(agent.trades is -1)"},
        {R"({"config":{"models":[{"signature":"idle","agent":{"delay_ms":"1"}}]}})",
         "agent.delay_ms is"},
        {R"({"config":{"models":[{"signature":"zen"}]}})",
         R"(models[0] "zen": unknown agent kind "zen"; known: buy_and_hold, equal_weight,)"},
        {R"({"config":{"models":[{"signature":"gpt-5","basemodel":"openai/gpt-5"}]}})",
         R"(Model "gpt-5": the agent kind "llm" is not available yet)"},
        {R"({"config":{"models":[{"signature":"p","agent":{"kind":"process","run":"x"}}]}})",
         R"(the agent kind "process" is not available yet)"},
        {R"({"config":{"models":[{"signature":"e","agent":{"kind":"external"}}]}})",
         R"(the agent kind "external" is not available yet)"},
        {R"({"config":{"models":[{"signature":"mock"},{"signature":"mock"}]}})",
         R"(models[1]: the signature "mock" is there twice)"},
        {R"({"config":{"models":[{"name":"x"}]}})", "models[0]: signature is required"},
        {R"({"config":{"models":[{"signature":""}]}})", "signature must not be empty"},
        {R"({"config":{"models":[{"signature":"mock","enabled":1}]}})",
         R"(models[0] "mock": enabled is 1; it must be true or false)"},
        {R"({"config":{"models":[{"signature":"mock","enabled":false}]}})",
         "no model is enabled; known: mock"},
        {R"({"config":{"models":[]}})", "no model is enabled; known: none"},
        {R"({"config":{"models":{}}})", "models must be a list"},
        {R"({"config":{"agent_config":{"initial_cash":0}}})",
         R"(agent_config.initial_cash is 0; it must be a number from 0.000001 to 8589934592)"},
        {R"({"config":{"agent_config":{"initial_cash":9000000001}}})",
         "agent_config.initial_cash is"},
        {R"({"config":{"agent_config":{"max_steps":0}}})",
         R"(agent_config.max_steps is 0; it must be a number above 0)"},
        {R"({"config":{"date_range":{"init_date":"2025-10-03","end_date":"2025-10-01"}}})",
         "date_range.init_date 2025-10-03 is after date_range.end_date 2025-10-01"},
        {R"({"config":{"date_range":{"init_date":"2025-10-03"}}})",
         "date_range.end_date is required"},
        {R"({"config":{"date_range":{"init_date":"x","end_date":"2025-10-01"}}})",
         "date_range.init_date is"},
        {R"({"config":{"order":"random"}})", "order is"},
        {R"({"config":{"priority":1001}})", "priority is 1001"},
        {R"({"config":{"dual_write":1}})", "dual_write is 1; it must be true or false"},
        {R"({"models":["who"]})",
         R"(Unknown model "who"; known: buy_and_hold, equal_weight, idle)"},
    };
    for (const auto& row : table) {
        const auto text = refusal(row.body);
        EXPECT_NE(text.find(row.text), std::string::npos) << row.body << "\n" << text;
    }
}

TEST_F(Resolve, DisabledModelsOfKindsThatAreNotThereYetAreNoFault) {
    const auto job = resolved(R"({"config":{"models":[{"signature":"mock"},
        {"signature":"gpt-5","basemodel":"openai/gpt-5","enabled":false}]}})");
    EXPECT_EQ(models(job), "mock");
}

TEST_F(Resolve, ACustomFilesRootKeysReplaceTheDefaults) {
    config("mine.json", R"({"agent_config":{"initial_cash":500}})");
    const auto job = resolved(R"({"config_path":"mine.json"})");
    EXPECT_EQ(job.config_path, "mine.json");
    EXPECT_EQ(job.models.size(), 5);
    EXPECT_EQ(job.models[0].opening.cash.text(), "500");
}

TEST_F(Resolve, AConfigWithModelsNeedsNoDefaultConfigButNoInvalidOneIsPassedOver) {
    const auto* body = R"({"config":{"models":[{"signature":"mock"}]}})";
    config("default_config.json", "{");
    EXPECT_NE(refusal(body).find("Config file \"default_config.json\": line 1"), std::string::npos);
    std::filesystem::remove(folder() / "config/default_config.json");
    EXPECT_EQ(models(resolved(body)), "mock");
}

TEST_F(Resolve, TheOriginalsConfigFolderFindsOurFiles) {
    for (const std::string path :
         {"configs/default_config.json", "./configs/default_config.json", "./default_config.json",
          "/app/configs/default_config.json", "configs//default_config.json"})
        EXPECT_EQ(resolved(R"({"config_path":")" + path + R"("})").models.size(), 5) << path;
    config("deep/other.json", R"({"models":[{"signature":"mock"}]})");
    EXPECT_EQ(models(resolved(R"({"config_path":"deep/other.json"})")), "mock");
}

TEST_F(Resolve, ConfigsOutsideTheFolderAreNotFound) {
    config("../outside.json", "{}");
    std::filesystem::create_symlink("../outside.json", folder() / "config/link.json");
    for (const std::string path :
         {"../outside.json", "configs/../../outside.json", "deep/../default_config.json",
          "link.json", "none.json", "markets.json", "configs/markets.json", ".", "/etc/passwd",
          "/app/configs/none.json", "/"}) {
        const auto text = refusal(R"({"config_path":")" + path + R"("})");
        EXPECT_EQ(text.find("Config path does not exist: " + path +
                            " (in the config folder; known: default_config.json"),
                  0U)
            << path << "\n"
            << text;
    }
}

TEST_F(Resolve, APathIsShownWithoutItsControlCharacters) {
    EXPECT_EQ(refusal(R"({"config_path":"a\u001b[2J\u0000.json"})")
                  .find(R"(Config path does not exist: a\x1b[2J\x00.json)"),
              0U);
}

TEST_F(Resolve, AnAbsolutePathInsideTheFolderIsRead) {
    const auto path = (folder() / "config/default_config.json").string();
    EXPECT_EQ(resolved(R"({"config_path":")" + path + R"("})").models.size(), 5);
}

TEST_F(Resolve, UnknownKeysOfTheOriginalsSectionsAreNamed) {
    EXPECT_NE(refusal(R"({"config":{"models":[{"signature":"mock"}],
        "agent_config":{"initial_csh":5}}})")
                  .find(R"(agent_config has the unknown key "initial_csh"; known: max_steps,)"
                        " max_retries, base_delay, initial_cash"),
              std::string::npos);
    EXPECT_NE(refusal(R"({"config":{"models":[{"signature":"mock"}],
        "date_range":{"init_date":"2025-10-01","end_dat":"2025-10-02"}}})")
                  .find(R"(date_range has the unknown key "end_dat"; known: init_date, end_date)"),
              std::string::npos);
    EXPECT_EQ(models(resolved(R"({"config":{"models":[{"signature":"mock"}],
        "agent_type":"BaseAgent","log_config":{"log_path":"x"},
        "agent_config":{"max_steps":30,"max_retries":3,"base_delay":1.0,"initial_cash":10000.0},
        "date_range":{"init_date":"2025-10-01","end_date":"2025-10-02"}}})")),
              "mock");
}

TEST_F(Resolve, ValuesAreShownAsTheyAre) {
    EXPECT_NE(refusal(R"({"config":{"models":[{"signature":"momentum",
        "agent":{"kind":"momentum","lookback":0}}]}})")
                  .find("agent.lookback is 0; it must be"),
              std::string::npos);
}

TEST_F(Resolve, ABrokenConfigFileSaysWhere) {
    config("bad.json", "{\n\"a\": }");
    EXPECT_NE(refusal(R"({"config_path":"bad.json"})").find("\"bad.json\": line 2"),
              std::string::npos);
}

TEST_F(Resolve, ModelsHaveALimit) {
    const auto body = [](std::size_t count) {
        std::string text = R"({"date_range":["2025-10-01"],"config":{"models":[)";
        for (std::size_t i = 0; i < count; ++i) {
            text += std::string{i == 0 ? "" : ","} + R"({"signature":"m)" + std::to_string(i) +
                    R"(","agent":{"kind":"mock"}})";
        }
        return text + "]}}";
    };
    EXPECT_EQ(resolved(body(common::JOB_MODELS_MAX)).models.size(), common::JOB_MODELS_MAX);
    EXPECT_EQ(refusal(body(common::JOB_MODELS_MAX + 1)),
              "The job has 2001 models, more than 2000 (JOB_MODELS_MAX)");
}

TEST_F(Resolve, TheRangeFormLeavesOutWhatIsCompleted) {
    job({"old"});
    const auto mock = model("old", "idle");
    for (const auto* date : {"2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06"}) {
        day(mock, {date});
    }
    day(model("old", "random"), {"2025-10-01"});
    const std::string form = R"("start_date":"2025-10-01","end_date":"2025-10-06",)";
    EXPECT_NE(refusal("{" + form + R"("models":["idle"]})").find("are completed already"),
              std::string::npos);
    auto job = resolved("{" + form + R"("models":["idle","random"]})");
    EXPECT_EQ(models(job), "random");
    EXPECT_EQ(dates(job), "2025-10-02 2025-10-03 2025-10-06") << "of random the first one is";
    EXPECT_EQ(job.models[0].first_date.text(), "2025-10-02");
    EXPECT_EQ(job.warnings[1], "Model idle is left out: all its dates are completed");
    job = resolved("{" + form + R"("models":["idle","random"],"replace_existing":true})");
    EXPECT_EQ(models(job), "idle random");
    EXPECT_EQ(job.dates.size(), 4);
}

struct Fault {
    std::string_view body;
    std::string_view type;
    std::string_view loc;
};

TEST_F(Resolve, FaultsOfTheBodyAreListed) {
    const Fault table[] = {
        {"", "missing", R"(["body"])"},
        {"{", "json_invalid", R"(["body"])"},
        {"[]", "model_attributes_type", R"(["body"])"},
        {R"({"date_range":"2025-10-01"})", "list_type", R"(["body","date_range"])"},
        {R"({"date_range":[]})", "too_short", R"(["body","date_range"])"},
        {R"({"date_range":[1]})", "string_type", R"(["body","date_range",0])"},
        {R"({"models":[1]})", "string_type", R"(["body","models",0])"},
        {R"({"label":1})", "string_type", R"(["body","label"])"},
        {R"({"label":"a\u0001"})", "value_error", R"(["body","label"])"},
        {R"({"order":"x"})", "literal_error", R"(["body","order"])"},
        {R"({"dual_write":"maybe"})", "bool_parsing", R"(["body","dual_write"])"},
        {R"({"dual_write":""})", "bool_parsing", R"(["body","dual_write"])"},
        {R"({"dual_write":2})", "bool_parsing", R"(["body","dual_write"])"},
        {R"({"dual_write":0.5})", "bool_type", R"(["body","dual_write"])"},
        {R"({"dual_write":[true]})", "bool_type", R"(["body","dual_write"])"},
        {R"({"priority":1.5})", "int_type", R"(["body","priority"])"},
        {R"({"priority":1001})", "less_than_equal", R"(["body","priority"])"},
        {R"({"priority":-1001})", "greater_than_equal", R"(["body","priority"])"},
        {R"({"initial_cash":-1})", "value_error", R"(["body","initial_cash"])"},
        {R"({"start_date":null})", "missing", R"(["body","end_date"])"},
        {R"({"start_date":"","end_date":""})", "missing", R"(["body","end_date"])"},
        {R"({"end_date":null})", "missing", R"(["body","end_date"])"},
        {R"({"start_date":null,"end_date":"2025-10-01","replace_existing":true})", "value_error",
         R"(["body","replace_existing"])"},
        {R"({"date_range":["2024-02-30"],"label":1})", "string_type", R"(["body","label"])"},
        {R"({"dates":[]})", "extra_forbidden", R"(["body","dates"])"},
        {R"({"replay":{}})", "too_short", R"(["body","replay"])"},
        {R"({"replay":{"a":1}})", "string_type", R"(["body","replay","a"])"},
        {R"({"replay":{"a":""},"models":["a"]})", "value_error", R"(["body","models"])"},
    };
    for (const auto& row : table) {
        const auto answer = post("/simulate/trigger", row.body);
        EXPECT_EQ(answer.status, 422) << row.body;
        ASSERT_TRUE(answer.body["detail"].is_array()) << row.body;
        const auto& fault = answer.body["detail"][0];
        EXPECT_EQ(fault["type"], row.type) << row.body;
        EXPECT_EQ(fault["loc"], nlohmann::json::parse(row.loc)) << row.body;
        EXPECT_TRUE(fault.contains("msg") && fault.contains("input")) << row.body;
    }
}

TEST_F(Resolve, ABooleanMayBeAWordOrANumber) {
    for (const char* value : {"true", "1", "1.0", R"("true")", R"("True")", R"("YES")", R"("on")"})
        EXPECT_TRUE(resolved(std::string{R"({"dual_write":)"} + value + "}").settings.dual_write)
            << value;
    for (const char* value : {"null", "false", "0", "-0.0", R"("False")", R"("n")", R"("off")"})
        EXPECT_FALSE(resolved(std::string{R"({"dual_write":)"} + value + "}").settings.dual_write)
            << value;
}

TEST_F(Resolve, DatesThatAreNoneAreA400) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {R"({"date_range":["2025-10-01","2024-02-30"]})",
         "Invalid date format (use YYYY-MM-DD): 2024-02-30"},
        {R"({"start_date":"x","end_date":"2025-10-01"})",
         "Invalid date format (use YYYY-MM-DD): x"},
        {R"({"start_date":null,"end_date":"x"})", "Invalid date format (use YYYY-MM-DD): x"},
        {R"({"start_date":"2025-10-01","end_date":"2025-13-01"})",
         "Invalid date format (use YYYY-MM-DD): 2025-13-01"},
        {R"({"start_date":"2025-10-05","end_date":"2025-10-01"})",
         "start_date 2025-10-05 is after end_date 2025-10-01"},
    };
    for (const auto& [body, text] : table) {
        const auto answer = post("/simulate/trigger", body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_EQ(answer.detail(), text) << body;
    }
}

TEST_F(Resolve, ALabelHasALimit) {
    const auto body = [](std::size_t size) {
        return R"({"label":")" + std::string(size, 'x') + R"("})";
    };
    EXPECT_EQ(resolved(body(common::NAME_BYTES_MAX)).settings.label.size(), common::NAME_BYTES_MAX);
    EXPECT_EQ(post("/simulate/trigger", body(common::NAME_BYTES_MAX + 1)).status, 422);
}

}  // namespace
}  // namespace tradepit::query
