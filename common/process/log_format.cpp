#include "common/process/log_format.h"

#include <string_view>

#include <spdlog/pattern_formatter.h>

#include "common/text/visible.h"

namespace tradepit::common {

namespace {

/// The text of an entry.
class VisibleText : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& entry, const std::tm&,
                spdlog::memory_buf_t& to) override {
        const auto text = visible_text({entry.payload.data(), entry.payload.size()});
        to.append(text.data(), text.data() + text.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<VisibleText>();
    }
};

}  // namespace

std::unique_ptr<spdlog::formatter> log_format() {
    auto format = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    // The flag must be known before the pattern is read.
    format->add_flag<VisibleText>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %n[%P] %l: %*");
    return format;
}

}  // namespace tradepit::common
