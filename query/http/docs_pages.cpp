#include "query/http/docs_pages.h"

#include <algorithm>

#include "query/http/docs_files.h"

namespace tradepit::query {

std::optional<Reply> docs_page(std::string_view path) {
    constexpr std::string_view ROOT = "/docs";
    if (!path.starts_with(ROOT)) return std::nullopt;
    auto name = path.substr(ROOT.size());
    if (!name.empty() && name.front() != '/') return std::nullopt;
    if (name.empty() || name == "/") name = "/index.html";
    const auto files = docs_files();
    if (files.empty())
        return refused(404,
                       "These pages were not built, because npm or the network was missing"
                       " then (./dev build); what they show is at /openapi.json");
    const auto found = std::ranges::find(files, name.substr(1), &DocsFile::name);
    if (found == files.end()) return refused(404, "Not Found");
    Reply reply{200, std::string{found->octets}, 0};
    reply.type = found->type;
    reply.policy = DOCS_POLICY;
    return reply;
}

}  // namespace tradepit::query
