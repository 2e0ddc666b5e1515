#include "query/rest/exports.h"

#include <gtest/gtest.h>

#include "common/limits.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

std::string csv(std::string body, LaterPage later = LaterPage::no) {
    return exported({200, std::move(body), 0}, CSV, "rows", "a,b", later).body;
}

TEST(Exports, ACellIsQuotedWhereItHasTo) {
    EXPECT_EQ(csv(R"({"rows":[{"a":"plain","b":1.5},{"a":"x,y","b":null}]})"),
              "a,b\r\nplain,1.5\r\n\"x,y\",\r\n");
    EXPECT_EQ(csv(R"({"rows":[{"a":"say \"it\"","b":true},{"a":"two\nlines","b":""}]})"),
              "a,b\r\n\"say \"\"it\"\"\",true\r\n\"two\nlines\",\"\"\r\n");
    EXPECT_EQ(csv(R"({"rows":[{"a":" x","b":[{"s":"A","q":1}]}]})"),
              "a,b\r\n\" x\",\"[{\"\"s\"\":\"\"A\"\",\"\"q\"\":1}]\"\r\n");
}

TEST(Exports, AnEmptyListHasAHeaderAndALaterPageNone) {
    EXPECT_EQ(csv(R"({"rows":[]})"), "a,b\r\n");
    EXPECT_EQ(csv(R"({"rows":[]})", LaterPage::yes), "");
    EXPECT_EQ(csv(R"({"rows":[{"a":1,"b":2}]})", LaterPage::yes), "1,2\r\n");
}

TEST(Exports, JsonLinesAreARowALine) {
    const auto page = exported({200, R"({"rows":[{"a":"x\n"},{"a":10000.0}],"next_cursor":"c"})"},
                               JSONL, "rows", "a", LaterPage::no);
    EXPECT_EQ(page.body, "{\"a\":\"x\\n\"}\n{\"a\":10000.0}\n");
    EXPECT_EQ(page.next, "c");
    EXPECT_EQ(page.type, JSONL_TYPE);
}

TEST(Exports, ARefusalStaysAsItIs) {
    const auto refusal = refused(404, "no");
    EXPECT_EQ(exported(refusal, CSV, "rows", "a", LaterPage::no), refusal);
}

/// `pages` pages of so many octets each.
std::function<Answered(const Request&)> paged(int pages, std::size_t bytes) {
    return [=](const Request& request) -> Answered {
        const auto at = request.parameters.empty() ? 1 : std::stoi(request.parameters[0].value);
        Reply page{200, std::string(bytes, 'x'), 0};
        if (at < pages) page.next = std::to_string(at + 1);
        return page;
    };
}

TEST(Exports, AWholeOneHasALimit) {
    const auto half = common::ANSWER_BYTES_MAX / 2;
    EXPECT_EQ(std::get<Reply>(whole_export(paged(2, half), {})).body.size(), 2 * half);
    EXPECT_EQ(std::get<Reply>(whole_export(paged(3, half), {})).status, 200);
    const auto over = std::get<Reply>(whole_export(paged(4, half), {}));
    EXPECT_EQ(over.status, 507);
}

TEST(Exports, APageThatFailsIsTheAnswer) {
    const auto answer = [](const Request& request) -> Answered {
        if (!request.parameters.empty()) return unavailable("gone");
        Reply page{200, "x", 0};
        page.next = "1";
        return page;
    };
    EXPECT_EQ(std::get<Reply>(whole_export(answer, {})).status, 503);
}

class ExportedLists : public Stored, public testing::Test {
protected:
    ExportedLists() {
        market("us-daily", {"2025-10-01", "2025-10-02"});
        job({"j1"});
        day(model("j1", "a"), {"2025-10-01", 10'000, 71.75, 0, {{"buy", "AAA", 3, 187.1525}}});
        day(model("j1", "b"), {"2025-10-01"});
    }

    Reply ask(const std::string& path, std::vector<common::Parameter> parameters) {
        const Request request{"GET", path, std::move(parameters), "", ""};
        return std::get<Reply>(
            whole_export([&](const Request& page) { return rest().answer(page); }, request));
    }
    static std::size_t line_count(const std::string& text) {
        return static_cast<std::size_t>(std::ranges::count(text, '\n'));
    }
};

TEST_F(ExportedLists, EveryListThatSaysSoIsThereInEachFormat) {
    for (const auto& route : {"/results", "/positions", "/reasoning", "/models", "/jobs",
                              "/markets", "/leaderboard", "/portfolio/timeseries"}) {
        std::vector<common::Parameter> parameters{{"format", "csv"}};
        const std::string path{route};
        if (path == "/results" || path == "/positions" || path == "/reasoning")
            parameters.push_back({"job_id", "j1"});
        if (path == "/portfolio/timeseries") parameters.push_back({"model", "a"});
        const auto csv_reply = ask(path, parameters);
        EXPECT_EQ(csv_reply.status, 200) << path << csv_reply.body;
        EXPECT_EQ(csv_reply.type, CSV_TYPE);
        parameters[0].value = "jsonl";
        const auto lines = ask(path, parameters);
        EXPECT_EQ(line_count(lines.body) + 1, line_count(csv_reply.body)) << path;
        parameters[0].value = "xml";
        EXPECT_EQ(ask(path, parameters).status, 422) << path;
    }
}

TEST_F(ExportedLists, RowsHaveTheirColumns) {
    const auto text = ask("/positions", {{"job_id", "j1"}, {"model", "a"}, {"format", "csv"}}).body;
    EXPECT_TRUE(text.starts_with("id,job_id,date,model,action_id,action_type,symbol,amount,price,"))
        << text;
    EXPECT_NE(text.find(",2025-10-01,a,1,buy,AAA,3,187.1525,71.75,"), std::string::npos) << text;
}

TEST_F(ExportedLists, ALimitEndsItAndWithoutOneItIsWhole) {
    for (int i = 0; i < 2'500; ++i) model("j1", "m" + std::to_string(1'000'000 + i));
    EXPECT_EQ(line_count(ask("/models", {{"format", "jsonl"}}).body), 2'502U);
    EXPECT_EQ(line_count(ask("/models", {{"format", "csv"}}).body), 2'503U);
    EXPECT_EQ(line_count(ask("/models", {{"format", "jsonl"}, {"limit", "7"}}).body), 7U);
}

}  // namespace
}  // namespace tradepit::query
