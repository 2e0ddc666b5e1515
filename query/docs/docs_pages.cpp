#include "query/docs/docs_pages.h"

#include <algorithm>

namespace tradepit::query {

namespace {

constexpr std::string_view HTML_TYPE = "text/html; charset=utf-8";

constexpr std::string_view START_PAGE =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><title>tradepit</title></head><body>\n"
    "<h1>tradepit</h1>\n<ul>\n"
    "<li><a href=\"/leaderboard\">/leaderboard</a>: models of one market, best first</li>\n"
    "<li><a href=\"/jobs\">/jobs</a>: what was submitted, newest first</li>\n"
    "<li><a href=\"/health\">/health</a>: how each process does</li>\n"
    "<li><a href=\"/docs\">/docs</a>: every call, to try out here</li>\n"
    "<li><a href=\"/openapi.json\">/openapi.json</a>: the same for programs</li>\n"
    "</ul>\n</body></html>\n";

constexpr std::string_view NO_DOCS_PAGE =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><title>tradepit: no /docs</title></head><body>\n"
    "<h1>These pages were not built</h1>\n"
    "<p>npm or the network was missing when <code>./dev build</code> ran. Everything that they"
    " show is in <a href=\"/openapi.json\">/openapi.json</a>, which any OpenAPI viewer opens;"
    " with npm installed, <code>./dev build</code> adds the pages.</p>\n</body></html>\n";

}  // namespace

Reply start_page(const std::string&) {
    return {200, StaticFile{START_PAGE, HTML_TYPE, DOCS_POLICY}};
}

Reply docs_page(const std::string& name) { return docs_page_of(docs_files(), name); }

Reply docs_page_of(std::span<const DocsFile> files, std::string_view name) {
    if (files.empty()) return {404, StaticFile{NO_DOCS_PAGE, HTML_TYPE, DOCS_POLICY}};
    const auto found =
        std::ranges::find(files, name.empty() ? "index.html" : name, &DocsFile::name);
    if (found == files.end()) return refused(404, "Not Found");
    return {200, StaticFile{found->octets, found->type, DOCS_POLICY}};
}

}  // namespace tradepit::query
