#include "query/requests/faults.h"

#include "common/text/json_text.h"

namespace tradepit::query {

void Faults::add(std::string_view type, Json loc, std::string_view message, Json input) {
    list_.push_back(
        {{"type", type}, {"loc", std::move(loc)}, {"msg", message}, {"input", std::move(input)}});
}

Reply Faults::reply() const { return {422, common::json_text({{"detail", list_}}), 0}; }

}  // namespace tradepit::query
