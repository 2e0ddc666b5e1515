#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/tidy_rules.h"

namespace tradepit::tidy {
namespace {

Tree read_tree(const std::filesystem::path& root) {
    Tree tree;
    for (const auto folder : folders) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator{root / folder}) {
            const auto extension = entry.path().extension();
            if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".h")) continue;
            const auto path = entry.path().lexically_relative(root).generic_string();
            std::ifstream file{entry.path()};
            std::string text{std::istreambuf_iterator<char>{file}, {}};
            tree.emplace(path, Source{path, std::move(text)});
        }
    }
    return tree;
}

class TidyTest : public ::testing::Test {
protected:
    void SetUp() override {
        const char* root = std::getenv("TRADEPIT_ROOT");
        ASSERT_NE(root, nullptr) << "run by ctest, or set TRADEPIT_ROOT to the project's folder";
        tree = read_tree(root);
        EXPECT_GT(tree.size(), 2U) << root;
    }
    Tree tree;
};

TEST_F(TidyTest, TreeKeepsTheRules) {
    for (const auto& finding : all_findings(tree)) ADD_FAILURE() << finding;
}

TEST_F(TidyTest, EveryPureCoreIsInTheTree) {
    for (const auto core : pure_cores) {
        const bool found = std::any_of(tree.begin(), tree.end(), [&](const auto& file) {
            return file.first.starts_with(core) &&
                   (core.ends_with('/') || file.first.substr(core.size()).starts_with(".h"));
        });
        EXPECT_TRUE(found) << core;
    }
}

Source cpp(std::string text) { return {"broker/queue.cpp", std::move(text)}; }
Source header(std::string text) { return {"broker/queue.h", "#pragma once\n" + std::move(text)}; }
Source named(std::string path) { return {std::move(path), ""}; }

std::string lines(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += ";\n";
    return text;
}

/// A function of `count` lines, with its first and last line.
std::string function(const std::string& head, std::size_t count) {
    return head + " {\n" + lines(count - 2) + "}\n";
}

Tree tree_of(const std::vector<Source>& sources) {
    Tree tree;
    for (const auto& source : sources) tree.emplace(source.path, source);
    return tree;
}

TEST(TidyRulesTest, FileMayHaveTheLimitAndNoMore) {
    EXPECT_TRUE(file_length(cpp(lines(file_lines_max))).empty());
    EXPECT_FALSE(file_length(cpp(lines(file_lines_max + 1))).empty());
}

TEST(TidyRulesTest, LineMayHaveTheLimitAndNoMore) {
    EXPECT_TRUE(line_length(cpp(std::string(columns_max, 'x') + "\n")).empty());
    EXPECT_EQ(line_length(cpp("\n" + std::string(columns_max + 1, 'x'))),
              Findings{"broker/queue.cpp:2: 101 columns, more than 100"});
}

TEST(TidyRulesTest, LineIsMeasuredInCharactersAndNotInBytes) {
    std::string arrows;
    for (std::size_t i = 0; i < columns_max; ++i) arrows += "→";
    EXPECT_TRUE(line_length(cpp(arrows)).empty());
}

class FunctionLengthTest : public testing::TestWithParam<const char*> {};

TEST_P(FunctionLengthTest, FunctionMayHaveTheLimitAndNoMore) {
    EXPECT_EQ(function_length(cpp(function(GetParam(), function_lines_max))), Findings{});
    EXPECT_EQ(function_length(cpp("int before;\n" + function(GetParam(), function_lines_max + 1))),
              Findings{"broker/queue.cpp:2: function of 61 lines, more than 60"});
}

INSTANTIATE_TEST_SUITE_P(
    Heads, FunctionLengthTest,
    testing::Values("void run()", "int main(int argc, char** argv)", "TEST(Queue, Leases)",
                    "bool Job::operator==(const Job& other) const", "Job& operator=(Job&& other)",
                    "template <class T = int> void f(T value)",
                    "Queue::Queue(int a) : a_{a}, b_(a), c_{a, {a}}",
                    "std::optional<Lease> lease(Instant now = {}) const noexcept",
                    "struct Lease renew(Lease lease)"));

TEST(TidyRulesTest, ClassMayBeLongerThanAFunction) {
    EXPECT_TRUE(function_length(cpp("class Queue {\n" + lines(100) + "};\n")).empty());
}

TEST(TidyRulesTest, TableMayBeLongerThanAFunction) {
    EXPECT_TRUE(
        function_length(cpp("const auto cases = std::to_array<Case>({\n" + lines(100) + "});\n"))
            .empty());
}

TEST(TidyRulesTest, LongFunctionInAClassInANamespaceIsFound) {
    const auto text = "namespace a {\nclass B {\n" + function("void f()", 61) + "};\n}\n";
    EXPECT_EQ(function_length(cpp(text)).size(), 1U);
}

TEST(TidyRulesTest, BracesInWordsDoNotCount) {
    const auto text = function("void f() { // }\n g(\"}\", '}', 1'000, R\"(}})\"); /* } */", 61);
    EXPECT_EQ(function_length(cpp(text)).size(), 1U);
}

TEST(TidyRulesTest, CatchAllIsFound) {
    EXPECT_FALSE(catch_all(cpp("try { f(); } catch ( ... ) {}")).empty());
    EXPECT_TRUE(catch_all(cpp("try { f(); } catch (const E&) {}  // never catch (...)")).empty());
}

TEST(TidyRulesTest, SleepsAreFound) {
    EXPECT_FALSE(sleeping(cpp("std::this_thread::sleep_for(1s);")).empty());
    EXPECT_FALSE(sleeping(cpp("using std::this_thread::sleep_until;")).empty());
    EXPECT_FALSE(sleeping(cpp("::usleep(3);")).empty());
    EXPECT_FALSE(sleeping(cpp("sleep (3);")).empty());
    EXPECT_TRUE(sleeping(cpp("asleep(3);  // no usleep(3)")).empty());
}

TEST(TidyRulesTest, LeftOverIsFoundInComments) {
    EXPECT_FALSE(left_over(cpp("// TO"
                               "DO: later"))
                     .empty());
    EXPECT_TRUE(left_over(cpp("// done")).empty());
}

TEST(TidyRulesTest, UsingNamespaceIsFoundInHeadersOnly) {
    EXPECT_FALSE(using_namespace(header("using namespace std;")).empty());
    EXPECT_TRUE(using_namespace(cpp("using namespace std::chrono_literals;")).empty());
}

TEST(TidyRulesTest, HeaderNeedsPragmaOnce) {
    EXPECT_FALSE(pragma_once({"broker/queue.h", "int x;\n"}).empty());
    EXPECT_TRUE(pragma_once(header("")).empty());
    EXPECT_TRUE(pragma_once(cpp("")).empty());
}

TEST(TidyRulesTest, DrawerNamesAreFound) {
    for (const auto* path : {"common/util.h", "common/string_utils.h", "broker/helper.cpp",
                             "writer/base.h", "query/misc.h", "common/common_types.h",
                             "worker/manager.cpp", "tests/broker/helpers_test.cpp"}) {
        EXPECT_FALSE(drawer_name(named(path)).empty()) << path;
    }
    EXPECT_TRUE(drawer_name(named("writer/database.cpp")).empty());
}

TEST(TidyRulesTest, SocketsAreMadeByTheFactoryAlone) {
    for (const std::string code :
         {"zmq::socket_t s{context, zmq::socket_type::dealer};", "zmq::socket_t s(c, ZMQ_ROUTER);",
          "void* s = zmq_socket(context, 5);", "s.set(zmq::sockopt::sndhwm, 0);"}) {
        EXPECT_FALSE(own_socket(cpp(code)).empty()) << code;
        EXPECT_TRUE(own_socket({"common/process/sockets.cpp", code}).empty()) << code;
        EXPECT_TRUE(own_socket({"tests/broker/queue_test.cpp", code}).empty()) << code;
    }
    EXPECT_TRUE(own_socket(cpp("zmq::socket_t socket_; zmq_socket_monitor(s, a, 1);")).empty());
}

TEST(TidyRulesTest, ComponentIncludesItselfAndCommonOnly) {
    const std::string own = "#include \"broker/job.h\"\n";
    const std::string common = "#include \"common/check.h\"\n";
    const std::string other = "#include \"writer/store/store.h\"\n";
    EXPECT_TRUE(include_arrows(cpp(own + common)).empty());
    EXPECT_EQ(include_arrows(cpp(own + other)).size(), 1U);
    EXPECT_EQ(include_arrows({"common/check.h", common + own}).size(), 1U);
    EXPECT_TRUE(include_arrows({"tests/broker/job_test.cpp", own + other}).empty());
    EXPECT_TRUE(include_arrows(cpp("// " + other)).empty());
}

TEST(TidyRulesTest, IncludesArePathsFromTheRoot) {
    EXPECT_FALSE(include_from_root(cpp("#include \"job.h\"\n")).empty());
    EXPECT_FALSE(include_from_root(cpp("#include \"../common/check.h\"\n")).empty());
    EXPECT_TRUE(
        include_from_root(cpp("#include \"common/check.h\"\n#include <zmq.hpp>\n")).empty());
}

TEST(TidyRulesTest, PureCoreIncludesNoWorld) {
    for (const auto* path : {"zmq.hpp", "sqlite3.h", "SQLiteCpp/Database.h", "spdlog/spdlog.h",
                             "thread", "mutex", "random", "boost/asio.hpp", "curl/curl.h"}) {
        const Source core{"broker/job_queue.cpp", "#include <" + std::string{path} + ">\n"};
        EXPECT_FALSE(impure_core(core, {}).empty()) << path;
        EXPECT_TRUE(impure_core(cpp(core.text), {}).empty()) << path;
    }
    EXPECT_TRUE(
        impure_core({"common/market/prices.h", "#include <spdlog/fmt/fmt.h>\n"}, {}).empty());
}

TEST(TidyRulesTest, PureCoreIncludesNoWorldThroughAHeaderEither) {
    const Source core{"writer/intake/intake.h", "#include \"writer/batch.h\"\n"};
    const Source between{"writer/batch.h", "#include \"common/socket.h\"\n"};
    const Source world{"common/socket.h", "#include <zmq.hpp>\n"};
    EXPECT_EQ(impure_core(core, tree_of({core, between, world})).size(), 1U);
}

TEST(TidyRulesTest, PureCoreReadsNoClock) {
    EXPECT_FALSE(
        impure_core({"query/analytics/analytics.cpp", "auto t = std::chrono::system_clock::now();"},
                    {})
            .empty());
    EXPECT_TRUE(
        impure_core({"query/analytics/analytics.cpp", "std::chrono::system_clock::time_point t;"},
                    {})
            .empty());
}

TEST(TidyRulesTest, PureCoreReadsNoClockOfTheProject) {
    for (const auto* call : {"common::steady_now()", "utc_now()", "&common::steady_now"})
        EXPECT_FALSE(
            impure_core({"broker/job_queue.cpp", "auto t = " + std::string{call} + ";"}, {})
                .empty())
            << call;
    EXPECT_FALSE(
        impure_core({"common/trading/trading_day.h", "#include \"common/process/clock.h\"\n"}, {})
            .empty());
    EXPECT_TRUE(impure_core({"broker/job_queue.cpp", "auto t = input.now();"}, {}).empty());
}

TEST(TidyRulesTest, PartsOfAPureCoreArePure) {
    const std::string text = "#include <thread>\n";
    EXPECT_FALSE(impure_core({"broker/job_queue_leases.cpp", text}, {}).empty());
    EXPECT_TRUE(impure_core({"broker/jobs.cpp", text}, {}).empty());
    EXPECT_FALSE(impure_core({"query/analytics/anything.cpp", text}, {}).empty());
    EXPECT_TRUE(impure_core({"query/analytics.cpp", text}, {}).empty());
}

Source local(const std::string& path, const std::string& code) {
    return {path, "namespace a {\nnamespace {\n" + code + "}\n}\n"};
}

TEST(TidyRulesTest, LocalFunctionsOfAFolderHaveDifferentNames) {
    const auto one = local("query/lookups/one.cpp", "int row_of(int a) { return a; }\n");
    const auto two =
        local("query/lookups/two.cpp", "struct Row {};\nRow row_of(Row b) { return b; }\n");
    EXPECT_EQ(shared_local_name(tree_of({one, two})),
              Findings{"query/lookups/two.cpp:4: row_of() is in an anonymous namespace of "
                       "query/lookups/one.cpp too; give it a name of its own"});
    const auto elsewhere = local("query/series/two.cpp", "int row_of(Row b) { return 1; }\n");
    const Source is_public{"query/lookups/two.cpp",
                           "namespace a {\nint row_of(Row b) { return 1; }\n}\n"};
    EXPECT_TRUE(shared_local_name(tree_of({one, elsewhere})).empty());
    EXPECT_TRUE(shared_local_name(tree_of({one, is_public})).empty());
}

TEST(TidyRulesTest, OnlyFunctionsThatMayOverloadEachOtherNeedNamesOfTheirOwn) {
    for (const std::string code :
         {"struct Row { int row_of(int a) { return a; } };",
          "bool operator==(Row a, Row b) { return true; }", "int Row::row_of(int a) { return a; }",
          "TEST(Row, IsFound) { row_of(1); }", "const int row = row_of(1);",
          "const auto row_of = [](int a) { return a; };"}) {
        EXPECT_TRUE(
            shared_local_name(tree_of({local("cli/one.cpp", code), local("cli/two.cpp", code)}))
                .empty())
            << code;
    }
    for (const std::string code :
         {"template <class T>\nT row_of(T a) { return a; }",
          "Row row_of(const Row& a = {}) { return a; }", "Row row_of(int a = 1) { return {a}; }",
          "std::pair<int, Row> row_of() noexcept { return {}; }"}) {
        EXPECT_EQ(
            shared_local_name(tree_of({local("cli/one.cpp", code), local("cli/two.cpp", code)}))
                .size(),
            1U)
            << code;
    }
}

TEST(TidyRulesTest, FoldersDoNotIncludeEachOther) {
    const Source rows{"writer/rows/rows.h", "#include \"writer/intake/intake.h\"\n"};
    const Source intake{"writer/intake/intake.h", "#include \"common/stamp.h\"\n"};
    const Source stamp{"common/stamp.h", ""};
    EXPECT_TRUE(folder_cycle(tree_of({rows, intake, stamp})).empty());
    const Source back{"writer/intake/back.h", "#include \"writer/store/store.h\"\n"};
    const Source store{"writer/store/store.h", "#include \"writer/rows/rows.h\"\n"};
    const auto found = folder_cycle(tree_of({rows, intake, stamp, back, store}));
    EXPECT_EQ(found, Findings{"writer/rows/rows.h:1: writer/intake/intake.h closes a circle: "
                              "writer/intake includes writer/store includes writer/rows includes "
                              "writer/intake"});
}

}  // namespace
}  // namespace tradepit::tidy
