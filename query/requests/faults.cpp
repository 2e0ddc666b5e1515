#include "query/requests/faults.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"
#include "common/text/words.h"

namespace tradepit::query {

void Faults::add(std::string_view type, Json loc, std::string_view message, Json input) {
    if (!list_.empty()) list_ += ',';
    common::append_document(
        list_,
        {{"type", type}, {"loc", std::move(loc)}, {"msg", message}, {"input", std::move(input)}});
}

void Faults::missing(Json loc) { add("missing", std::move(loc), "Field required", nullptr); }

Reply Faults::reply() const { return {422, "{\"detail\":[" + list_ + "]}"}; }

std::string listed_choices(std::string_view choices) {
    const auto words = common::words_of(choices);
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += "'" + std::string{words[i]} + "'";
    }
    return text;
}

}  // namespace tradepit::query
