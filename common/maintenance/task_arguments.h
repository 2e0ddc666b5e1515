#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json_fwd.hpp>

#include "common/shapes/maintenance_tasks.h"

namespace tradepit::common {

/// Why a text is refused as the arguments of a task: one sentence that begins with the parameter's
/// name, or with "arguments" when no parameter is at fault.
struct ArgumentFault {
    std::string text;
};

/// The arguments of one maintenance task: the values of its parameters. A parameter that was not
/// given and has no default has no value. The task must outlive this object. To ask for a parameter
/// that has no value, or has one of another type, is a bug.
class TaskArguments {
public:
    /// The arguments of a request that gives none: every parameter with a default has that default.
    explicit TaskArguments(const TaskInfo& task);

    /// Reads a JSON object and checks it against the parameters of `task`. A parameter that is
    /// missing or null gets its default. Returns the first fault.
    [[nodiscard]] static std::variant<TaskArguments, ArgumentFault> parse(const TaskInfo& task,
                                                                          std::string_view text);

    /// The value of a parameter: flag() for the type bool, count() for int, and file() for text,
    /// which is always the path of a file.
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::int64_t count(std::string_view name) const;
    [[nodiscard]] const std::string& file(std::string_view name) const;
    /// Replaces the value of a parameter of the type int, which must have one.
    void set_count(std::string_view name, std::int64_t value);

    /// The values as a JSON object, in the order of the parameters.
    [[nodiscard]] std::string json() const;

private:
    using Value = std::variant<bool, std::int64_t, std::string>;
    void set(const Field& parameter, const nlohmann::json& value);
    [[nodiscard]] const Value& at(std::string_view name) const;

    const TaskInfo* task_;
    std::map<std::string, Value, std::less<>> values_;
};

}  // namespace tradepit::common
