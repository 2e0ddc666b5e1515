#include "common/text/quoted_value.h"

#include <nlohmann/json.hpp>

#include "common/text/quoted.h"

namespace tradepit::common {

std::string quoted_value(const nlohmann::json& value) {
    using Json = nlohmann::json;
    if (value.is_string()) return quoted_text(value.get_ref<const std::string&>());
    // The text is ASCII, so it can be clipped anywhere.
    auto text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
    if (text.size() <= QUOTED_BYTES_MAX) return text;
    return text.substr(0, QUOTED_BYTES_MAX) + "…";
}

}  // namespace tradepit::common
