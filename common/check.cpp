#include "common/check.h"

#include <cstdio>
#include <cstdlib>

namespace tradepit::common {

void check_failed(const char* expression, std::string_view text,
                  std::source_location where) noexcept {
    std::fprintf(stderr, "%s:%u: CHECK failed: %s%s%.*s\n", where.file_name(), where.line(),
                 expression, text.empty() ? "" : ": ", static_cast<int>(text.size()), text.data());
    std::fflush(stderr);
    std::abort();
}

}  // namespace tradepit::common
