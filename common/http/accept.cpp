#include "common/http/accept.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "common/text/letters.h"
#include "common/text/words.h"

namespace tradepit::common {

namespace {

/// The media types that a client may name, ranges with a "*" included, and the format of each.
constexpr std::array<std::pair<std::string_view, ListFormat>, 7> FORMATS{
    {{"application/json", ListFormat::json},
     {"*/*", ListFormat::json},
     {"application/*", ListFormat::json},
     {"text/csv", ListFormat::csv},
     {"text/*", ListFormat::csv},
     {"application/x-ndjson", ListFormat::jsonl},
     {"application/jsonl", ListFormat::jsonl}}};

/// The quality ("q=0.5") among the parameters of one element of a field. Returns 1 where there is
/// none, and 0 where it is not a number from 0 to 1.
double quality(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto piece = parameters.substr(0, parameters.find(';'));
        parameters.remove_prefix(std::min(piece.size() + 1, parameters.size()));
        const auto text = trimmed(piece);
        if (text.size() < 2 || !equal_ignoring_case(text.substr(0, 2), "q=")) continue;
        double value = 0;
        const auto number = text.substr(2);
        const auto [end, error] =
            std::from_chars(number.data(), number.data() + number.size(), value);
        const bool is_number = error == std::errc{} && end == number.data() + number.size();
        return is_number && value >= 0 && value <= 1 ? value : 0;
    }
    return 1;
}

/// Calls `each` with the name and the quality of every element of a field, which is a list like
/// "text/csv, application/json;q=0.5".
template <class Each>
void for_each_element(std::string_view field, Each each) {
    while (!field.empty()) {
        const auto element = field.substr(0, field.find(','));
        field.remove_prefix(std::min(element.size() + 1, field.size()));
        const auto name = element.substr(0, element.find(';'));
        each(trimmed(name), quality(element.substr(std::min(name.size() + 1, element.size()))));
    }
}

}  // namespace

ListFormat accepted_format(std::string_view accept) {
    auto best = ListFormat::json;
    double best_quality = 0;
    for_each_element(accept, [&](std::string_view name, double value) {
        const auto known = std::ranges::find_if(
            FORMATS, [&](const auto& format) { return equal_ignoring_case(format.first, name); });
        if (known == FORMATS.end() || value <= best_quality) return;
        best = known->second;
        best_quality = value;
    });
    return best;
}

bool accepts_gzip(std::string_view accept_encoding) {
    double any = 0;    // the quality of "*", which stands for each encoding that is not named
    double gzip = -1;  // -1: the field does not name gzip
    for_each_element(accept_encoding, [&](std::string_view name, double value) {
        if (equal_ignoring_case(name, "gzip") || equal_ignoring_case(name, "x-gzip")) gzip = value;
        if (name == "*") any = value;
    });
    return (gzip < 0 ? any : gzip) > 0;
}

}  // namespace tradepit::common
