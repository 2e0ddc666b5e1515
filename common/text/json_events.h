#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/text/json.h"

namespace tradepit::common {

/// What a value of a JSON document is.
enum class JsonKind { null, boolean, number, text };

/// Told what a document consists of, in its order. Does nothing by itself.
class JsonEvents {
public:
    JsonEvents() = default;
    JsonEvents(const JsonEvents&) = delete;
    JsonEvents& operator=(const JsonEvents&) = delete;
    virtual ~JsonEvents() = default;

    virtual void begin_object() {}
    virtual void end_object() {}
    virtual void begin_array() {}
    virtual void end_array() {}
    virtual void key(std::string_view /*name*/) {}
    /// `text` is the string's content, or a number's own digits ("0.10" stays "0.10"), or "true";
    /// valid during the call.
    virtual void value(JsonKind /*kind*/, std::string_view /*text*/) {}
};

/// Why a text is not a document we read; `byte` counts from 1.
struct JsonStop {
    size_t byte;
    std::string text;
};

/// Reads exactly one JSON document (RFC 8259), nested at most JSON_DEPTH_MAX deep, without building
/// it. What was told before a fault is to be thrown away.
[[nodiscard]] std::optional<JsonStop> read_json(std::string_view json, JsonEvents& events);

}  // namespace tradepit::common
