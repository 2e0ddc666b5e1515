#include "common/text/json_events.h"

#include <nlohmann/json.hpp>

#include "common/text/quoted.h"

namespace tradepit::common {
namespace {

using JsonValue = nlohmann::json;

/// Adapts nlohmann's SAX interface to JsonEvents.
class SaxAdapter final : public nlohmann::json_sax<JsonValue> {
public:
    explicit SaxAdapter(JsonEvents& events) : events_(events) {}

    bool null() override { return report(JsonKind::null, "null"); }
    bool boolean(bool value) override {
        return report(JsonKind::boolean, value ? "true" : "false");
    }
    bool number_integer(number_integer_t value) override {
        return report(JsonKind::number, std::to_string(value));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return report(JsonKind::number, std::to_string(value));
    }
    bool number_float(number_float_t, const string_t& text) override {
        return report(JsonKind::number, text);
    }
    bool string(string_t& value) override { return report(JsonKind::text, value); }
    bool binary(binary_t&) override { return false; }
    bool start_object(size_t) override {
        if (!enter()) return false;
        events_.begin_object();
        return true;
    }
    bool key(string_t& name) override {
        events_.key(name);
        return true;
    }
    bool end_object() override {
        --depth_;
        events_.end_object();
        return true;
    }
    bool start_array(size_t) override {
        if (!enter()) return false;
        events_.begin_array();
        return true;
    }
    bool end_array() override {
        --depth_;
        events_.end_array();
        return true;
    }
    bool parse_error(size_t position, const std::string& last_token,
                     const nlohmann::detail::exception& error) override {
        // The library's error 406 is a number that no double holds.
        const std::string what = error.id == 406 ? "number out of range" : "torn or not JSON";
        fault_ = {position,
                  what + " at byte " + std::to_string(position) +
                      (last_token.empty() ? std::string() : ", near " + quoted_text(last_token))};
        return false;
    }

    JsonEventsFault take_fault() { return std::move(fault_); }

private:
    bool report(JsonKind kind, std::string_view text) {
        events_.value(kind, text);
        return true;
    }
    /// Enters an object or list. Sets the fault and returns false where it is nested too deep.
    bool enter() {
        if (depth_ == JSON_DEPTH_MAX) {
            fault_ = {0, "nested deeper than " + std::to_string(JSON_DEPTH_MAX) + " levels"};
            return false;
        }
        ++depth_;
        return true;
    }

    JsonEvents& events_;
    size_t depth_ = 0;
    JsonEventsFault fault_{};
};

}  // namespace

std::optional<JsonEventsFault> read_json_events(std::string_view json, JsonEvents& events) {
    SaxAdapter adapter(events);
    if (JsonValue::sax_parse(json, &adapter)) return std::nullopt;
    return adapter.take_fault();
}

}  // namespace tradepit::common
