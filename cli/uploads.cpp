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

/// The window: parts that were sent and are not answered.
constexpr std::size_t PARTS_UNDER_WAY = 8;
constexpr Duration CONNECT_MAX = std::chrono::seconds{10};
constexpr Instant SILENCE_BEFORE_REPEAT = std::chrono::seconds{5};
/// The wait is long because the writer may be committing millions of bars.
constexpr Duration SILENCE_MAX = std::chrono::seconds{60};
constexpr Instant PAUSE_BEFORE_AGAIN = std::chrono::milliseconds{200};

constexpr int REFUSED = 422;

/// One upload: which parts were sent, and which are answered.
class Sending {
public:
    Sending(Channel& writer, common::UploadKind what, const std::string& octets)
        : writer_{writer}, pieces_{common::split(octets)}, answered_(pieces_.size(), false) {
        part_.key = common::new_uuid();
        part_.what = what;
        part_.parts = static_cast<std::int32_t>(pieces_.size());
        part_.digest = common::sha256_hex(octets);
    }

    UploadAnswer run(const std::function<void(std::size_t, std::size_t)>& progress) {
        auto give_up = common::steady_now() + CONNECT_MAX;
        while (common::steady_now() < give_up) {
            const auto repeat = std::min(give_up, common::steady_now() + SILENCE_BEFORE_REPEAT);
            send_some(repeat);
            const auto frame = writer_.receive(repeat);
            if (!frame) {
                begin_again();
                continue;
            }
            auto answer = answer_in(*frame);
            if (!answer) continue;
            give_up = common::steady_now() + SILENCE_MAX;
            if (answer->status == UploadAnswer::SEND_AGAIN) {
                begin_again();
                writer_.serve_until(common::steady_now() + PAUSE_BEFORE_AGAIN);
            } else if (answer->status != UploadAnswer::PART_TAKEN) {
                return *std::move(answer);
            }
            progress(answered_count(), pieces_.size());
        }
        throw Unreachable("the writer does not answer at " + writer_.endpoint() +
                          ": is the pipeline up (tradepit up), and in this --run-dir?");
    }

private:
    void send_some(Instant deadline) {
        while (next_ < pieces_.size() && next_ < answered_count() + PARTS_UNDER_WAY) {
            part_.part = static_cast<std::int32_t>(next_);
            part_.octets.octets = pieces_[next_];
            if (!writer_.send(common::encode(part_), deadline)) return;
            ++next_;
        }
    }

    void begin_again() {
        next_ = 0;
        std::fill(answered_.begin(), answered_.end(), false);
    }

    std::optional<UploadAnswer> answer_in(const std::string& frame) {
        auto message = common::decode(frame);
        auto* known = std::get_if<common::Message>(&message);
        auto* answer = known == nullptr ? nullptr : std::get_if<UploadAnswer>(known);
        if (answer == nullptr || answer->key != part_.key) return std::nullopt;
        const auto part = static_cast<std::size_t>(std::max(answer->part, 0));
        if (part < answered_.size()) answered_[part] = true;
        return std::move(*answer);
    }

    [[nodiscard]] std::size_t answered_count() const {
        return static_cast<std::size_t>(std::count(answered_.begin(), answered_.end(), true));
    }

    Channel& writer_;
    std::vector<std::string_view> pieces_;
    std::vector<bool> answered_;
    Upload part_;  ///< the message for the next part; its key is the same for all
    std::size_t next_ = 0;
};

}  // namespace

UploadAnswer send_upload(Channel& writer, common::UploadKind what, const std::string& octets,
                         const std::function<void(std::size_t, std::size_t)>& progress) {
    const std::size_t limit = common::upload_bytes_max(what);
    if (octets.size() > limit) {
        UploadAnswer refused;
        refused.status = REFUSED;
        refused.detail = "it takes " + std::to_string(octets.size()) + " bytes where " +
                         std::to_string(limit) + " are the limit of an upload of its kind";
        return refused;
    }
    return Sending{writer, what, octets}.run(progress);
}

}  // namespace tradepit::cli
