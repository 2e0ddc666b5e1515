#include "query/docs/docs_pages.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace tradepit::query {
namespace {

constexpr std::array FILES{DocsFile{"index.html", "text/html", "the page"},
                           DocsFile{"start.js", "text/javascript", "the script"}};

TEST(DocsPage, HasEveryFileByItsNameAndThePageWithoutOne) {
    EXPECT_EQ(docs_page_of(FILES, ""),
              (Reply{200, StaticFile{"the page", "text/html", DOCS_POLICY}, 0}));
    EXPECT_EQ(docs_page_of(FILES, "index.html"), docs_page_of(FILES, ""));
    EXPECT_EQ(docs_page_of(FILES, "start.js"),
              (Reply{200, StaticFile{"the script", "text/javascript", DOCS_POLICY}, 0}));
}

TEST(DocsPage, HasNothingUnderAnyOtherName) {
    for (const auto* name : {"none", "start", "start.js/", "/start.js", "./start.js", "START.JS",
                             "..", "../start.js", "../etc/passwd", "/etc/passwd"})
        EXPECT_EQ(docs_page_of(FILES, name), refused(404, "Not Found")) << name;
}

TEST(DocsPage, SaysOfAProgramWithoutFilesWhyItHasNone) {
    for (const auto* name : {"", "start.js", "none"}) {
        const auto reply = docs_page_of({}, name);
        EXPECT_EQ(reply.status, 404);
        EXPECT_NE(reply.text().find("npm"), std::string_view::npos);
    }
}

}  // namespace
}  // namespace tradepit::query
