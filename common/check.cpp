#include "common/check.h"

#include <cstdio>
#include <cstdlib>

namespace tradepit::common {

void check_failed(const char* expression, std::string_view text, const char* file,
                  int line) noexcept {
    std::fprintf(stderr, "%s:%d: CHECK failed: %s%s%.*s\n", file, line, expression,
                 text.empty() ? "" : ": ", static_cast<int>(text.size()), text.data());
    std::fflush(stderr);
    std::abort();
}

}  // namespace tradepit::common
