#include "common/text/json_writer.h"

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"

namespace tradepit::common {

void JsonWriter::part() {
    if (follows_) text_ += ',';
    follows_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
    part();
    text_ += bracket;
    follows_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    text_ += bracket;
    follows_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    part();
    append_string(text_, name);
    text_ += ':';
    follows_ = false;
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    part();
    append_number(text_, number);
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    part();
    append_string(text_, text);
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
    part();
    append_integer(text_, number);
    return *this;
}

JsonWriter& JsonWriter::null() {
    part();
    text_ += "null";
    return *this;
}

JsonWriter& JsonWriter::document(const nlohmann::ordered_json& document) {
    part();
    append_document(text_, document);
    return *this;
}

}  // namespace tradepit::common
