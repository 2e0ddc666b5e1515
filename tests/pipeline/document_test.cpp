// What GET /openapi.json offers to try out must work as it stands: its defaults, its examples and
// its required parameters, as the page /docs sends them.
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// The value of a parameter in a query string.
std::string shown_in_a_query(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// "?name=value&…" with the examples and defaults of the parameters.
std::string offered_query(const json& operation) {
    std::string query;
    for (const auto& parameter : operation.value("parameters", json::array())) {
        if (parameter["in"] != "query") continue;
        const auto& schema = parameter["schema"];
        const bool has_example = parameter.contains("example");
        if (!has_example && !schema.contains("default")) continue;
        const auto& value = has_example ? parameter["example"] : schema["default"];
        query += (query.empty() ? "?" : "&") + parameter["name"].get<std::string>() + "=" +
                 shown_in_a_query(value);
    }
    return query;
}

/// The path with real ids in place of its braces.
std::string path_with_ids(std::string path, const std::string& job) {
    for (const auto& [hole, id] : {std::pair{std::string{"{job_id}"}, job}, {"{task}", "1"}})
        if (const auto at = path.find(hole); at != path.npos) path.replace(at, hole.size(), id);
    return path;
}

class Document : public testing::Test {
protected:
    void SetUp() override {
        write_small_market(pipeline.folder() / "small.csv", 12);
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
        document = pipeline.get("/openapi.json").json();
    }
    /// Sends every example of the body.
    void post_examples(const std::string& path, const json& operation) {
        const auto& content = operation.at("requestBody").at("content").at("application/json");
        for (const auto& [name, example] : content.at("examples").items()) {
            auto body = example.at("value");
            // The only value that is changed: the test writes nothing outside its folder.
            if (body.contains("file")) body["file"] = (pipeline.folder() / "copy.db").string();
            const auto answer = pipeline.post(path, body.dump());
            EXPECT_EQ(answer.status, 200) << path << " " << name << ": " << answer.body;
            if (answer.json().contains("job_id")) job = answer.json()["job_id"];
        }
    }
    RunningPipeline pipeline;
    json document;
    std::string job;
};

TEST_F(Document, ItsOwnExamplesAndDefaultsWork) {
    post_examples("/simulate/trigger", document["paths"]["/simulate/trigger"]["post"]);
    pipeline.status_until(job, has_ended);
    for (const char* task :
         {"/maintenance/cleanup", "/maintenance/vacuum", "/maintenance/backup"}) {
        post_examples(task, document["paths"][task]["post"]);
        json_until(pipeline, "/maintenance",
                   [](const json& now) { return now["tasks"].front()["state"] == "done"; });
    }
    int calls = 0;
    for (const auto& [path, operations] : document["paths"].items()) {
        if (!operations.contains("get")) continue;
        const auto target = path_with_ids(path, job) + offered_query(operations["get"]);
        const auto answer = pipeline.get(target);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        ++calls;
    }
    EXPECT_GE(calls, 20);
}

}  // namespace
}  // namespace tradepit
