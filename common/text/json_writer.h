#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace tradepit::common {

/// Writes the text of a JSON document from front to end, in the form of json_text(). For answers of
/// many rows: building a document in memory first would take four times as long. The caller must
/// close what it opens, and write a key before each member of an object; neither is checked.
///
///     JsonWriter json;
///     json.object().key("rank").value(1).key("model").value("gpt-5").end_object();
class JsonWriter {
public:
    JsonWriter& object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);

    /// CHECKs that `number` is finite.
    JsonWriter& value(double number);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view{text}); }
    /// A number above the largest std::int64_t would be written as a negative one.
    JsonWriter& value(std::integral auto number) {
        return integer(static_cast<std::int64_t>(number));
    }
    JsonWriter& value(bool) = delete;  // it would be written as 0 or 1
    JsonWriter& null();
    /// Writes null where `number` is empty.
    JsonWriter& value(const std::optional<double>& number) {
        return number ? value(*number) : null();
    }
    /// Writes a whole document as the next value.
    JsonWriter& document(const nlohmann::ordered_json& document);
    /// Writes the text of a document as the next value, as it is.
    JsonWriter& written(std::string_view document);

    /// Bytes written so far.
    [[nodiscard]] std::size_t size() const { return text_.size(); }
    /// The document, once it is whole.
    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    JsonWriter& integer(std::int64_t number);
    /// Called before every value and key. Writes a comma where a value or member is before it.
    void separate();

    std::string text_;
    bool needs_comma_ = false;  ///< before the next value or key
};

}  // namespace tradepit::common
