#include "tests/pipeline/running_pipeline.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>

#include <curl/curl.h>
#include <gtest/gtest.h>

#include "common/check.h"
#include "tests/pipeline/results_file.h"

namespace tradepit {

using nlohmann::json;

RunningPipeline::RunningPipeline(std::vector<std::string> more)
    : arguments_{"up", "--run-dir", "run", "--http", "127.0.0.1:0"} {
    arguments_.insert(arguments_.end(), more.begin(), more.end());
    start_up();
}

std::filesystem::path RunningPipeline::results() const {
    if (const auto given = std::ranges::find(arguments_, "--db"); given != arguments_.end())
        return folder() / given[1];
    const auto other = folder() / "run" / "results_dev.db";
    return std::filesystem::exists(other) ? other : folder() / "run" / "results.db";
}

Finished RunningPipeline::end_up(int signal) {
    up_->signal(signal);
    auto finished = up_->finish();
    up_.reset();
    return finished;
}

void RunningPipeline::start_up() {
    up_ = std::make_unique<Command>("tradepit", arguments_, folder());
    // A command waits until the pipeline answers.
    const auto ready = ask({"jobs"});
    EXPECT_EQ(ready.exit_code, 0) << ready.err;
    std::ifstream{folder() / "run" / "http.address"} >> address_;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (get("/health").status != 200 && std::chrono::steady_clock::now() < deadline) continue;
}

RunningPipeline::~RunningPipeline() {
    if (up_) {
        const auto done = end_up(SIGTERM);
        EXPECT_EQ(done.exit_code, 0) << done.err;
    }
    ResultsFile{results()}.expect_sound();
}

Finished RunningPipeline::ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--run-dir", "run", "--json"});
    return run_command("tradepit", arguments, folder());
}

json RunningPipeline::tell(std::vector<std::string> arguments) const {
    const auto done = ask(std::move(arguments));
    EXPECT_EQ(done.exit_code, 0) << done.err;
    return done.json();
}

pid_t RunningPipeline::pid_of(const std::string& name) const {
    const auto file = folder() / "run" / (name + ".pid");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    pid_t pid = 0;
    while (pid <= 0 && std::chrono::steady_clock::now() < deadline) std::ifstream{file} >> pid;
    // kill(2) would send the signal to many processes for 0 and -1.
    CHECK(pid > 0);
    return pid;
}

json RunningPipeline::status_until(const std::string& job,
                                   const std::function<bool(const json&)>& enough) const {
    return json_until(*this, "/simulate/status/" + job, enough);
}

RunningPipeline::HttpAnswer RunningPipeline::get(const std::string& target) const {
    return request(target, nullptr);
}

RunningPipeline::HttpAnswer RunningPipeline::post(const std::string& target,
                                                  const std::string& body,
                                                  const std::string& key) const {
    return request(target, &body, key);
}

RunningPipeline::HttpAnswer RunningPipeline::request(const std::string& target,
                                                     const std::string* body,
                                                     const std::string& key) const {
    HttpAnswer answer;
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(),
                                                                   curl_easy_cleanup};
    const auto append = +[](char* octets, size_t size, size_t count, void* text) {
        static_cast<std::string*>(text)->append(octets, size * count);
        return size * count;
    };
    const std::string url = "http://" + address_ + target;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, append);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &answer.headers);
    if (body) curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->c_str());
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> header{
        key.empty() ? nullptr : curl_slist_append(nullptr, ("Idempotency-Key: " + key).c_str()),
        curl_slist_free_all};
    if (header) curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, header.get());
    EXPECT_EQ(curl_easy_perform(curl.get()), CURLE_OK) << url;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

json RunningPipeline::HttpAnswer::json() const {
    auto document = nlohmann::json::parse(body, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << body;
    return document;
}

json json_until(const RunningPipeline& pipeline, const std::string& target,
                const std::function<bool(const json&)>& enough) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (true) {
        const auto answer = pipeline.get(target);
        if (answer.status == 200 && enough(answer.json())) return answer.json();
        if (std::chrono::steady_clock::now() > deadline) {
            ADD_FAILURE() << "a minute has passed: " << answer.body;
            return answer.json();
        }
    }
}

bool has_ended(const json& status) {
    return status["status"] != "pending" && status["status"] != "running";
}

}  // namespace tradepit
