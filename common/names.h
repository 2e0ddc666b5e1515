#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace tradepit::common {

/// A string with a type of its own for each kind of name, so that a model cannot be passed where a
/// market is meant. Ordered by its bytes, compared as unsigned. The constructors check nothing:
/// name_fault() (text/name_rules.h) does, where names enter a program.
template <typename Tag>
class Named {
public:
    Named() = default;
    explicit Named(std::string value) : value_(std::move(value)) {}
    explicit Named(std::string_view value) : value_(value) {}
    explicit Named(const char* value) : value_(value) {}

    [[nodiscard]] const std::string& value() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }

    friend bool operator==(const Named&, const Named&) = default;
    friend auto operator<=>(const Named&, const Named&) = default;

private:
    std::string value_;
};

using JobId = Named<struct JobIdTag>;
using ModelName = Named<struct ModelNameTag>;
using MarketName = Named<struct MarketNameTag>;
using Symbol = Named<struct SymbolTag>;
using WorkerName = Named<struct WorkerNameTag>;

}  // namespace tradepit::common

template <typename Tag>
struct std::hash<tradepit::common::Named<Tag>> {
    size_t operator()(const tradepit::common::Named<Tag>& name) const noexcept {
        return std::hash<std::string>()(name.value());
    }
};
