#include "cli/uploads.h"

#include <atomic>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/digest.h"
#include "common/limits.h"
#include "common/messages/messages.h"
#include "common/process/temporary_folder.h"
#include "tests/cli/peer.h"

namespace tradepit::cli {
namespace {

using common::Upload;
using common::UploadAnswer;
using common::UploadKind;

class Uploads : public testing::Test {
protected:
    using Script = std::function<std::vector<std::string>(const Upload&)>;
    Peer writer(Script script) {
        return {context, endpoint, [script = std::move(script)](const common::Message& message) {
                    return script(std::get<Upload>(message));
                }};
    }
    UploadAnswer send(const std::string& octets) {
        Channel channel{context, endpoint};
        return send_upload(channel, UploadKind::log, octets);
    }
    common::TemporaryFolder folder;
    zmq::context_t context;
    std::string endpoint = "ipc://" + (folder.path() / "events").string();
};

std::vector<std::string> upload_answer(const Upload& part, int status) {
    UploadAnswer answer;
    answer.key = part.key;
    answer.part = part.part;
    answer.status = status;
    answer.detail = status >= 400 ? "no" : "";
    return {common::encode(answer)};
}

bool is_last(const Upload& part) { return part.part + 1 == part.parts; }

TEST_F(Uploads, EveryPartFitsAFrameAndTogetherTheyAreTheFile) {
    const std::string file(10 * common::PART_BYTES_MAX + 1, 'x');
    std::string joined;
    const auto peer = writer([&](const Upload& part) {
        EXPECT_LE(common::encode(part).size(), common::FRAME_BYTES_MAX);
        EXPECT_EQ(part.parts, 11);
        EXPECT_EQ(part.digest, common::sha256_hex(file));
        joined += part.octets.octets;
        return upload_answer(part, is_last(part) ? 200 : 100);
    });
    EXPECT_EQ(send(file).status, 200);
    EXPECT_EQ(joined, file);
}

TEST_F(Uploads, ARefusalEndsTheTransfer) {
    const auto peer = writer([](const Upload& part) { return upload_answer(part, 409); });
    const auto answer = send(std::string(9 * common::PART_BYTES_MAX, 'x'));
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.detail, "no");
}

TEST_F(Uploads, AWriterThatLostPartsGetsThemAllAgainUnderTheSameKey) {
    std::vector<std::string> keys;
    const auto peer = writer([&](const Upload& part) {
        if (part.part == 0) keys.push_back(part.key);
        if (is_last(part)) return upload_answer(part, keys.size() == 1 ? 503 : 200);
        return upload_answer(part, 100);
    });
    EXPECT_EQ(send(std::string(3 * common::PART_BYTES_MAX, 'x')).status, 200);
    ASSERT_EQ(keys.size(), 2u);
    EXPECT_EQ(keys[0], keys[1]);
}

}  // namespace
}  // namespace tradepit::cli
