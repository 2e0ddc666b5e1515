#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/text/json.h"

namespace tradepit::common {

/// The kind of a value in a JSON document, other than an object or array.
enum class JsonKind { null, boolean, number, text };

/// Receives the parts of a JSON document, in its order. Each function does nothing by default. A
/// view that a function gets is valid during the call.
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
    /// `text` is the content of a string, or "true", "false" or "null", or a number. An integer
    /// that 64 bits hold has its shortest form ("-0" becomes "0"). Any other number is as in the
    /// document ("0.10" stays "0.10").
    virtual void value(JsonKind /*kind*/, std::string_view /*text*/) {}
};

/// Why a document is refused.
struct JsonEventsFault {
    size_t byte;  ///< where in the document, from 1; 0 where it is nested too deep
    std::string text;
};

/// Reads exactly one JSON document (RFC 8259), nested at most JSON_DEPTH_MAX deep, and reports to
/// `events` without building it. Returns nothing, or why the document is refused; what was reported
/// until then must be discarded.
[[nodiscard]] std::optional<JsonEventsFault> read_json_events(std::string_view json,
                                                              JsonEvents& events);

}  // namespace tradepit::common
