#include "cli/text_file.h"

#include <filesystem>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/failures.h"
#include "common/process/descriptor.h"
#include "common/process/temporary_folder.h"
#include "tests/common/file_text.h"

namespace tradepit::cli {
namespace {

using testing::EndsWith;

std::string reading_refusal(const std::filesystem::path& file, std::size_t bytes_max = 10) {
    try {
        static_cast<void>(read_text(file, "CONFIG", bytes_max));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "none";
}

TEST(TextFile, AFileHasSoManyBytesAndNotOneMore) {
    const common::TemporaryFolder folder;
    const auto file = folder.path() / "file";
    write_text(file, "0123456789");
    EXPECT_EQ(read_text(file, "", 10), "0123456789");
    EXPECT_EQ(reading_refusal(file, 9),
              "CONFIG " + file.string() + ": has 10 bytes, the limit is 9");
    const std::string large(1'000'000, 'x');
    write_text(file, large);
    EXPECT_EQ(read_text(file, "", large.size()), large);
}

TEST(TextFile, WhatIsNoFileIsRefusedByKind) {
    const common::TemporaryFolder folder;
    EXPECT_THAT(reading_refusal(folder.path()), EndsWith(": is a folder, not a file"));
    EXPECT_THAT(reading_refusal(folder.path() / "missing"),
                EndsWith(": No such file or directory"));
    std::filesystem::create_symlink("loop", folder.path() / "loop");
    EXPECT_THAT(reading_refusal(folder.path() / "loop"),
                EndsWith(": Too many levels of symbolic links"));
}

TEST(TextFile, AnEndlessFileIsReadUpToTheLimit) {
    EXPECT_THAT(reading_refusal("/dev/zero", 100'000),
                EndsWith(": has more than 100000 bytes, the limit is 100000"));
    EXPECT_EQ(read_text("/dev/null", "", 10), "");
}

TEST(TextFile, AFifoWithoutAWriterIsEmpty) {
    const common::TemporaryFolder folder;
    const auto fifo = folder.path() / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(read_text(fifo, "", 10), "");
}

TEST(TextFile, APipeIsReadToItsEnd) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const common::Descriptor out{ends[0]};
    const std::string large(300'000, 'x');  // more than a pipe holds
    std::string text;
    // The reader has to wait for the writer: it begins while the pipe is empty.
    std::thread reader{
        [&] { text = read_text("/dev/fd/" + std::to_string(out.number()), "", large.size()); }};
    {
        const common::Descriptor in{ends[1]};
        EXPECT_TRUE(common::write_all(in.number(), large));
    }
    reader.join();
    EXPECT_EQ(text, large);
}

}  // namespace
}  // namespace tradepit::cli
