#include "common/http/http_exchange.h"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "common/text/json_text.h"

namespace tradepit::common {

HttpReply http_refusal(int status, std::string_view detail) {
    return {.status = status, .body = json_text({{"detail", detail}})};
}

void HttpResponder::operator()(HttpReply reply) const {
    const auto result = answers_->put({request_, std::move(reply)});
    if (result != Mailbox<LateAnswer>::Put::taken)
        spdlog::debug("an answer is dropped: its HTTP thread takes no more");
}

}  // namespace tradepit::common
