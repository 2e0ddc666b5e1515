#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/text/json.h"

namespace tradepit::common {

/// The kind of a value in a JSON document, other than an object or array.
enum class JsonKind { null, boolean, number, text };

/// Receives the events of a document, in order. Each does nothing by default.
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

/// Why a document is refused. `byte` counts from 1; 0 where the fault has no place.
struct JsonStop {
    size_t byte;
    std::string text;
};

/// Reads exactly one JSON document (RFC 8259), nested at most JSON_DEPTH_MAX deep, and reports its
/// events without building it. Returns why the document is refused; then earlier events are to be
/// discarded.
[[nodiscard]] std::optional<JsonStop> read_json(std::string_view json, JsonEvents& events);

}  // namespace tradepit::common
