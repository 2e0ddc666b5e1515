#include "query/api/exports.h"

#include <gtest/gtest.h>

#include "common/limits.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

enum class PageOf { beginning, rest };

ResolvedRequest request_in(common::ListFormat format, PageOf page = PageOf::beginning) {
    ResolvedRequest request;
    request.format = format;
    request.first_page = page == PageOf::beginning;
    return request;
}

std::string csv(std::string body, PageOf page = PageOf::beginning) {
    const auto reply = exported({200, std::move(body), 0},
                                request_in(common::ListFormat::csv, page), "rows", "a,b");
    return std::string{reply.text()};
}

TEST(Exports, ACellIsQuotedWhereItHasTo) {
    EXPECT_EQ(csv(R"({"rows":[{"a":"plain","b":1.5},{"a":"x,y","b":null}]})"),
              "a,b\r\nplain,1.5\r\n\"x,y\",\r\n");
    EXPECT_EQ(csv(R"({"rows":[{"a":"say \"it\"","b":true},{"a":"two\nlines","b":""}]})"),
              "a,b\r\n\"say \"\"it\"\"\",true\r\n\"two\nlines\",\"\"\r\n");
    EXPECT_EQ(csv(R"({"rows":[{"a":" x","b":[{"s":"A","q":1}]}]})"),
              "a,b\r\n\" x\",\"[{\"\"s\"\":\"\"A\"\",\"\"q\"\":1}]\"\r\n");
}

TEST(Exports, ACellThatASpreadsheetTakesForAFormulaStaysAsItIs) {
    for (const std::string text : {"=1+1", "+1", "-12", "@x", "- a point", "=HYPERLINK(A1)"})
        EXPECT_EQ(csv(R"({"rows":[{"a":")" + text + R"(","b":-12}]})"),
                  "a,b\r\n" + text + ",-12\r\n");
}

TEST(Exports, AnEmptyListHasAHeaderAndALaterPageNone) {
    EXPECT_EQ(csv(R"({"rows":[]})"), "a,b\r\n");
    EXPECT_EQ(csv(R"({"rows":[]})", PageOf::rest), "");
    EXPECT_EQ(csv(R"({"rows":[{"a":1,"b":2}]})", PageOf::rest), "1,2\r\n");
}

TEST(Exports, JsonLinesAreARowALine) {
    const auto page = exported({200, R"({"rows":[{"a":"x\n"},{"a":10000.0}],"next_cursor":"c"})"},
                               request_in(common::ListFormat::jsonl), "rows", "a");
    EXPECT_EQ(std::get<ExportPage>(page.body),
              (ExportPage{"{\"a\":\"x\\n\"}\n{\"a\":10000.0}\n", "c"}));
}

TEST(Exports, ARefusalStaysAsItIs) {
    const auto refusal = refused(404, "no");
    EXPECT_EQ(exported(refusal, request_in(common::ListFormat::csv), "rows", "a"), refusal);
}

/// Answers an export of `pages` pages with `bytes` bytes each.
std::function<Outcome(const ResolvedRequest&)> paged(int pages, std::size_t bytes) {
    return [=](const ResolvedRequest& request) -> Outcome {
        const auto at = std::stoi(request.parameters.text("cursor").value_or("1"));
        std::string text(bytes, 'x');
        if (at < pages) return Reply{200, ExportPage{std::move(text), std::to_string(at + 1)}};
        return Reply{200, std::move(text)};
    };
}

TEST(Exports, AWholeOneHasALimit) {
    const auto half = common::ANSWER_BYTES_MAX / 2;
    EXPECT_EQ(std::get<Reply>(whole_export(paged(2, half), {})).text().size(), 2 * half);
    EXPECT_EQ(std::get<Reply>(whole_export(paged(3, half), {})).status, 200);
    const auto over = std::get<Reply>(whole_export(paged(4, half), {}));
    EXPECT_EQ(over.status, 507);
}

TEST(Exports, APageThatFailsIsTheAnswer) {
    const auto answer = [](const ResolvedRequest& request) -> Outcome {
        if (!request.first_page) return unavailable("gone");
        return Reply{200, ExportPage{"x", "1"}};
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

    ResolvedRequest resolve(const std::string& path, std::vector<common::Parameter> parameters) {
        return api().resolve({"GET", path, std::move(parameters), "", ""});
    }
    Reply ask(const std::string& path, std::vector<common::Parameter> parameters) {
        return std::get<Reply>(
            whole_export([&](const ResolvedRequest& page) { return api().answer(page, nullptr); },
                         resolve(path, std::move(parameters))));
    }
    static std::size_t line_count(std::string_view text) {
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
        EXPECT_EQ(csv_reply.status, 200) << path << csv_reply.text();
        EXPECT_EQ(content_type(resolve(path, parameters), csv_reply), CSV_TYPE);
        parameters[0].value = "jsonl";
        const auto lines = ask(path, parameters);
        EXPECT_EQ(line_count(lines.text()) + 1, line_count(csv_reply.text())) << path;
        parameters[0].value = "xml";
        EXPECT_EQ(ask(path, parameters).status, 422) << path;
    }
}

TEST_F(ExportedLists, RowsHaveTheirColumns) {
    const auto reply = ask("/positions", {{"job_id", "j1"}, {"model", "a"}, {"format", "csv"}});
    const auto text = reply.text();
    EXPECT_TRUE(text.starts_with("id,job_id,date,model,action_id,action_type,symbol,amount,price,"))
        << text;
    EXPECT_NE(text.find(",2025-10-01,a,1,buy,AAA,3,187.1525,71.75,"), std::string::npos) << text;
}

TEST_F(ExportedLists, ALimitEndsItAndWithoutOneItIsWhole) {
    for (int i = 0; i < 2'500; ++i) model("j1", "m" + std::to_string(1'000'000 + i));
    EXPECT_EQ(line_count(ask("/models", {{"format", "jsonl"}}).text()), 2'502U);
    EXPECT_EQ(line_count(ask("/models", {{"format", "csv"}}).text()), 2'503U);
    EXPECT_EQ(line_count(ask("/models", {{"format", "jsonl"}, {"limit", "7"}}).text()), 7U);
}

}  // namespace
}  // namespace tradepit::query
