#include "common/text/json_writer.h"

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"

namespace tradepit::common {

void JsonWriter::separate() {
    if (needs_comma_) text_ += ',';
    needs_comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    text_ += bracket;
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    text_ += bracket;
    needs_comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    append_string(text_, name);
    text_ += ':';
    needs_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    separate();
    append_number(text_, number);
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    append_string(text_, text);
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
    separate();
    append_integer(text_, number);
    return *this;
}

JsonWriter& JsonWriter::null() {
    separate();
    text_ += "null";
    return *this;
}

JsonWriter& JsonWriter::document(const nlohmann::ordered_json& document) {
    separate();
    append_document(text_, document);
    return *this;
}

JsonWriter& JsonWriter::written(std::string_view document) {
    separate();
    text_ += document;
    return *this;
}

}  // namespace tradepit::common
