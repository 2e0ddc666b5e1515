#include "cli/uploads.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cli/failures.h"
#include "common/digest.h"
#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "common/process/clock.h"
#include "common/uuid.h"

namespace tradepit::cli {

using common::Duration;
using common::Instant;
using common::Upload;
using common::UploadAnswer;

namespace {

/// How many parts may be sent and not yet answered.
constexpr std::size_t WINDOW_PARTS = 8;
constexpr Duration FIRST_ANSWER_MAX = std::chrono::seconds{10};
constexpr Duration SILENCE_BEFORE_REPEAT = std::chrono::seconds{5};
/// It is long, because the writer may be committing millions of bars meanwhile.
constexpr Duration SILENCE_MAX = std::chrono::seconds{60};
constexpr Duration PAUSE_BEFORE_REPEAT = std::chrono::milliseconds{200};

/// The status of an upload that send_upload() refuses: the writer's status for such an upload.
constexpr int REFUSED = 422;

/// One upload: which part is sent next, and which are answered.
class Sending {
public:
    Sending(Channel& writer, common::UploadKind kind, const std::string& octets)
        : writer_{writer}, parts_{common::split(octets)}, answered_(parts_.size(), false) {
        message_.key = common::new_uuid();
        message_.file_kind = kind;
        message_.parts = static_cast<std::int32_t>(parts_.size());
        message_.digest = common::sha256_hex(octets);
    }

    UploadAnswer run(const std::function<void(std::size_t, std::size_t)>& progress) {
        auto give_up = common::steady_now() + FIRST_ANSWER_MAX;
        while (common::steady_now() < give_up) {
            const auto repeat_at = std::min(give_up, common::steady_now() + SILENCE_BEFORE_REPEAT);
            fill_window(repeat_at);
            const auto frame = writer_.receive(repeat_at);
            if (!frame) {
                begin_again();
                continue;
            }
            auto answer = take_answer(*frame);
            if (!answer) continue;
            give_up = common::steady_now() + SILENCE_MAX;
            if (answer->status == UploadAnswer::SEND_AGAIN) {
                begin_again();
                writer_.serve_until(common::steady_now() + PAUSE_BEFORE_REPEAT);
            } else if (answer->status != UploadAnswer::PART_TAKEN) {
                return *std::move(answer);
            }
            progress(answered_count(), parts_.size());
        }
        throw Unreachable("the writer does not answer at " + writer_.endpoint() +
                          ": is the pipeline up (tradepit up), and in this --run-dir?");
    }

private:
    /// Sends parts until WINDOW_PARTS are not answered, all are sent, or the deadline passes.
    void fill_window(Instant deadline) {
        while (next_ < parts_.size() && next_ < answered_count() + WINDOW_PARTS) {
            message_.part = static_cast<std::int32_t>(next_);
            message_.octets.octets = parts_[next_];
            if (!writer_.send(common::encode(message_), deadline)) return;
            ++next_;
        }
    }

    /// Makes all parts be sent again.
    void begin_again() {
        next_ = 0;
        std::fill(answered_.begin(), answered_.end(), false);
    }

    /// Notes in answered_ which part the frame answers. @return the answer; nothing when the frame
    /// is no answer to this upload.
    std::optional<UploadAnswer> take_answer(const std::string& frame) {
        auto message = common::decode(frame);
        auto* known = std::get_if<common::Message>(&message);
        auto* answer = known == nullptr ? nullptr : std::get_if<UploadAnswer>(known);
        if (answer == nullptr || answer->key != message_.key) return std::nullopt;
        const auto part = static_cast<std::size_t>(std::max(answer->part, 0));
        if (part < answered_.size()) answered_[part] = true;
        return std::move(*answer);
    }

    [[nodiscard]] std::size_t answered_count() const {
        return static_cast<std::size_t>(std::count(answered_.begin(), answered_.end(), true));
    }

    Channel& writer_;
    std::vector<std::string_view> parts_;
    std::vector<bool> answered_;
    Upload message_;  ///< the next part; key, kind, digest and count are the same in every part
    std::size_t next_ = 0;  ///< the number of the next part to send
};

}  // namespace

UploadAnswer send_upload(Channel& writer, common::UploadKind kind, const std::string& octets,
                         const std::function<void(std::size_t, std::size_t)>& progress) {
    const std::size_t limit = common::upload_bytes_max(kind);
    if (octets.size() > limit) {
        UploadAnswer refused;
        refused.status = REFUSED;
        refused.detail = "it takes " + std::to_string(octets.size()) + " bytes where " +
                         std::to_string(limit) + " are the limit of an upload of its kind";
        return refused;
    }
    return Sending{writer, kind, octets}.run(progress);
}

}  // namespace tradepit::cli
