#include "cli/history/history_import.h"

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/messages/messages.h"
#include "common/process/temporary_folder.h"
#include "tests/cli/peer.h"
#include "tests/common/file_text.h"

namespace tradepit::cli {
namespace {

namespace fs = std::filesystem;
using common::Upload;
using common::UploadAnswer;
using common::UploadContent;
using testing::HasSubstr;

const std::string GOOD = R"({"date": "2025-10-01", "positions": {"CASH": 1000}})"
                         "\n";

class HistoryImports : public testing::Test {
protected:
    HistoryFile positions(const std::string& model, const std::string& text) {
        fs::create_directories(folder.path() / model);
        return {write_text(folder.path() / (model + "/position.jsonl"), text), model};
    }
    using Script = std::function<std::vector<std::string>(const Upload&)>;
    Peer writer(Script script) {
        return {context, endpoint, [script = std::move(script)](const common::Message& message) {
                    return script(std::get<Upload>(message));
                }};
    }
    std::vector<HistoryReport> import(const std::vector<HistoryFile>& files,
                                      const HistoryImport& import = {}) {
        Channel channel{context, endpoint};
        return import_positions(channel, files, import, [](std::size_t, std::size_t) {});
    }
    common::TemporaryFolder folder;
    zmq::context_t context;
    std::string endpoint = "ipc://" + (folder.path() / "events").string();
};

std::vector<std::string> answer_to(const Upload& part, int status) {
    UploadAnswer answer;
    answer.key = part.key;
    answer.status = status;
    answer.history.emplace().counts.inserted = 1;
    return {common::encode(answer)};
}

TEST_F(HistoryImports, ABadFileDoesNotKeepTheOthersOut) {
    std::atomic<int> parts = 0;
    const auto peer = writer([&](const Upload& part) {
        ++parts;
        return answer_to(part, 200);
    });
    const auto reports = import(
        {positions("a", GOOD), positions("b", GOOD + GOOD.substr(0, 30)), positions("c", GOOD)});
    ASSERT_EQ(reports.size(), 3u);
    EXPECT_TRUE(reports[0].is_committed());
    EXPECT_FALSE(reports[1].is_committed());
    EXPECT_THAT(reports[1].answer.detail, HasSubstr("line 2: "));
    EXPECT_TRUE(reports[2].is_committed());
    EXPECT_EQ(parts, 2);
    const auto json = history_json("j", reports);
    EXPECT_EQ(json["summary"].dump(), R"({"a":1,"c":1})");
    EXPECT_EQ(json["imports"][1]["status"], "refused");
}

TEST_F(HistoryImports, TheGoodLinesOfABadFileMayBeTaken) {
    std::vector<common::Record> taken;
    const auto peer = writer([&](const Upload& part) {
        const auto decoded = common::decode_upload(part.file_kind, part.octets.octets);
        taken = std::get<common::RecordImport>(std::get<UploadContent>(decoded)).records;
        return answer_to(part, 200);
    });
    HistoryImport lenient;
    lenient.bad_lines = common::BadLines::skip;
    const auto reports = import({positions("a", GOOD + "{\n" + GOOD)}, lenient);
    EXPECT_TRUE(reports[0].is_committed());
    ASSERT_EQ(reports[0].left_out.size(), 1u);
    EXPECT_THAT(reports[0].left_out[0], HasSubstr("line 2"));
    ASSERT_EQ(taken.size(), 2u);
    EXPECT_FALSE(taken[0].follows_gap);
    EXPECT_TRUE(taken[1].follows_gap);
}

TEST_F(HistoryImports, WhatTheWriterRefusesIsToldAndTheRestGoesOn) {
    const auto peer = writer([first = true](const Upload& part) mutable {
        return answer_to(part, std::exchange(first, false) ? 422 : 200);
    });
    const auto reports = import({positions("a", GOOD), positions("b", GOOD)});
    EXPECT_FALSE(reports[0].is_committed());
    EXPECT_TRUE(reports[1].is_committed());
}

TEST_F(HistoryImports, TooManyRecordsAreRefusedByName) {
    std::string text;
    for (std::size_t i = 0; i <= common::HISTORY_RECORDS_MAX; ++i) text += GOOD;
    const auto reports = import({positions("a", text)});
    EXPECT_EQ(reports[0].answer.detail,
              "65537 records where 65536 are the limit (HISTORY_RECORDS_MAX)");
}

TEST_F(HistoryImports, ADetailBeginsWithThePathOfAFileThatCannotBeRead) {
    Channel channel{context, endpoint};
    const HistoryFile missing{folder.path() / "gone.jsonl", "m", "2025-10-01"};
    for (const auto import_all : {import_positions, import_logs}) {
        const auto reports = import_all(channel, {missing}, {}, [](std::size_t, std::size_t) {});
        EXPECT_EQ(reports[0].answer.detail, missing.path.string() + ": No such file or directory");
    }
}

TEST_F(HistoryImports, ALogWhoseFolderIsNoDateIsRefused) {
    fs::create_directories(folder.path() / "today");
    const HistoryFile file{write_text(folder.path() / "today/log.jsonl", "{}"), "m", "today"};
    Channel channel{context, endpoint};
    const auto reports = import_logs(channel, {file}, {}, [](std::size_t, std::size_t) {});
    EXPECT_EQ(reports[0].answer.detail, "its folder \"today\" is not a date");
}

}  // namespace
}  // namespace tradepit::cli
