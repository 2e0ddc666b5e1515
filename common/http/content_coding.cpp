#include "common/http/content_coding.h"

#include <boost/beast/core/string.hpp>

#include "common/http/gzip.h"
#include "common/text/quoted.h"

namespace tradepit::common {

namespace {

bool is_coding(std::string_view coding, std::string_view wanted) {
    return boost::beast::iequals({coding.data(), coding.size()}, {wanted.data(), wanted.size()});
}

}  // namespace

std::variant<std::string, HttpReply> decoded_body(std::string body, std::string_view coding,
                                                  std::size_t bytes_max) {
    if (coding.empty() || is_coding(coding, "identity")) return body;
    if (!is_coding(coding, "gzip") && !is_coding(coding, "x-gzip"))
        return http_refusal(
            415, "Content-Encoding is " + quoted_text(coding) + "; it must be gzip or identity");
    if (body.empty()) return body;
    auto text = gunzipped(body, bytes_max);
    if (auto* whole = std::get_if<std::string>(&text)) return std::move(*whole);
    switch (std::get<GunzipFault>(text)) {
        case GunzipFault::too_long:
            return http_refusal(413, "the body has more than " + std::to_string(bytes_max) +
                                         " bytes once decompressed, the limit of a request's body");
        case GunzipFault::not_gzip:
            break;
    }
    return http_refusal(400, "the body is not whole gzip, as Content-Encoding says");
}

}  // namespace tradepit::common
