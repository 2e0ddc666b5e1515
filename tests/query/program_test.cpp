#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include "tests/common/http/http_peer.h"

namespace tradepit::query {
namespace {

/// tradepit-query as a child process, whose log is read.
class Program {
public:
    Program(std::vector<std::string> arguments, std::vector<std::string> environment) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
        log_ = ends[0];
        arguments.insert(arguments.begin(),
                         std::string{std::getenv("TRADEPIT_BIN")} + "/tradepit-query");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
        const int failed = ::posix_spawn(&pid_, arguments[0].c_str(), &actions, nullptr,
                                         pointers(arguments).data(), pointers(environment).data());
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        if (failed != 0) throw std::runtime_error("cannot run " + arguments[0]);
    }
    ~Program() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
        ::close(log_);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// Waits for a log line with `words`. @return the rest of that line. @throws std::runtime_error
    /// when the program ends first, or logs nothing for 20 seconds.
    std::string logged(const std::string& words) {
        std::string text;
        while (true) {
            const auto at = text.find(words);
            if (at != std::string::npos) {
                const auto end = text.find('\n', at);
                if (end != std::string::npos)
                    return text.substr(at + words.size(), end - at - words.size());
            }
            std::array<char, 4096> octets;
            pollfd item{log_, POLLIN, 0};
            if (::poll(&item, 1, 20'000) != 1) throw std::runtime_error("not logged: " + words);
            const auto got = ::read(log_, octets.data(), octets.size());
            if (got <= 0) throw std::runtime_error("ended with: " + text);
            text.append(octets.data(), static_cast<std::size_t>(got));
        }
    }
    void terminate() { ::kill(pid_, SIGTERM); }
    int exit_code() {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    static std::vector<char*> pointers(std::vector<std::string>& texts) {
        std::vector<char*> all;
        for (auto& text : texts) all.push_back(text.data());
        all.push_back(nullptr);
        return all;
    }

    pid_t pid_ = -1;
    int log_ = -1;
};

class ProgramTest : public testing::Test {
public:
    ~ProgramTest() override { std::filesystem::remove_all(run_dir); }

protected:
    ProgramTest()
        : run_dir(testing::TempDir() + "query_program_" +
                  testing::UnitTest::GetInstance()->current_test_info()->name()) {
        std::filesystem::remove_all(run_dir);
    }
    Program start(std::vector<std::string> arguments, std::vector<std::string> environment = {}) {
        arguments.insert(arguments.end(), {"--run-dir", run_dir});
        return {std::move(arguments), std::move(environment)};
    }
    std::string address_file() const { return run_dir + "/http.address"; }
    std::string written_address() const {
        std::string line;
        std::ifstream file{address_file()};
        std::getline(file, line);
        return line;
    }

    std::string run_dir;
};

TEST_F(ProgramTest, ItServesAtThePortThatWasChosenAndEndsOnSigterm) {
    Program program = start({"--http", "127.0.0.1:0"});
    const std::string address = program.logged("HTTP at http://");
    EXPECT_EQ(written_address(), address);
    HttpPeer peer{address};
    EXPECT_EQ(peer.get("/health").response().status, 503);
    EXPECT_EQ(peer.get("/nowhere").response().body, R"({"detail":"Not Found"})");
    EXPECT_EQ(peer.post("/jobs", "").response().status, 405);
    const auto before = std::chrono::steady_clock::now();
    program.terminate();
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{5});
    EXPECT_FALSE(std::filesystem::exists(address_file()));
}

TEST_F(ProgramTest, TheApiPortOfTheEnvironmentIsOnLoopback) {
    Program program = start({}, {"API_PORT=0"});
    EXPECT_TRUE(program.logged("HTTP at http://").starts_with("127.0.0.1:"));
}

TEST_F(ProgramTest, WithoutAnAddressThereIsNoHttp) {
    Program program = start({});
    program.logged("lookups at ");
    program.terminate();
    program.logged("stopping");
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_FALSE(std::filesystem::exists(address_file()));
}

TEST_F(ProgramTest, BadUsageIs64) {
    EXPECT_EQ(start({"--http", "0.0.0.0:0"}).exit_code(), 64);
    EXPECT_EQ(start({"--http", "nonsense"}).exit_code(), 64);
    EXPECT_EQ(start({"--no-such-flag"}).exit_code(), 64);
    EXPECT_EQ(start({}, {"API_PORT=70000"}).exit_code(), 64);
    EXPECT_EQ(start({"--allowed-hosts", "a.example:80"}).exit_code(), 64);
    Program program = start({}, {"TRADEPIT_ALLOWED_ORIGINS=https://a.example,*"});
    EXPECT_TRUE(program.logged("--allowed-origins \"*\": name each origin; ").starts_with("with"));
    EXPECT_EQ(program.exit_code(), 64);
}

TEST_F(ProgramTest, NamedHostsAndOriginsAreServed) {
    Program program =
        start({"--http", "127.0.0.1:0", "--allowed-hosts", "api.example.com,other.example"},
              {"TRADEPIT_ALLOWED_ORIGINS=https://dash.example"});
    const std::string address = program.logged("HTTP at http://");
    const auto answer = [&](const std::string& host) {
        return HttpPeer{address}
            .send("GET /openapi.json HTTP/1.1\r\nHost: " + host +
                  "\r\nOrigin: https://dash.example\r\n\r\n")
            .response();
    };
    EXPECT_EQ(answer("api.example.com").status, 200);
    EXPECT_EQ(answer("api.example.com").field("Access-Control-Allow-Origin"),
              "https://dash.example");
    EXPECT_EQ(answer("evil.example").status, 403);
}

TEST_F(ProgramTest, ASetUpThatARestartCannotMendIs64) {
    const auto reason = [&](std::vector<std::string> arguments, const std::string& words) {
        Program program = start(std::move(arguments));
        auto rest = program.logged("tradepit-query: " + words);
        EXPECT_EQ(program.exit_code(), 64) << words;
        return rest;
    };
    EXPECT_EQ(reason({"--http", "192.0.2.1:0", "--insecure"}, "--http 192.0.2.1:0: "),
              "Cannot assign requested address");
    EXPECT_EQ(reason({"--config-dir", "/no/such"}, "--config-dir /no/such: "),
              "there is no such folder");
    EXPECT_EQ(reason({"--tokens", "/no/such"}, "tokens: /no/such "), "is no file that can be read");
}

TEST_F(ProgramTest, AnAddressInUseIsAFailure) {
    Program first = start({"--http", "127.0.0.1:0"});
    const std::string address = first.logged("HTTP at http://");
    Program second = start({"--http", address, "--lookup", "ipc://" + run_dir + "/other"});
    EXPECT_EQ(second.exit_code(), 1);
    EXPECT_EQ(written_address(), address);
}

}  // namespace
}  // namespace tradepit::query
