#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <msgpack.hpp>

#include "common/messages/messages.h"
#include "common/wire_fields.h"

/// Converts messages, and the types of their fields, to msgpack and back. Only messages.cpp
/// includes this header, so that nothing else depends on msgpack.
namespace tradepit::common::codec {

using Packer = msgpack::packer<msgpack::sbuffer>;

/// How many bytes each text among the fields of T itself may have: T::text_bytes_max. Where T has
/// no such member, only the size of the frame limits them.
template <class T>
inline constexpr std::size_t text_bytes_max = std::numeric_limits<std::size_t>::max();
template <class T>
requires requires { T::text_bytes_max; }
inline constexpr std::size_t text_bytes_max<T> = T::text_bytes_max;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;
template <class T>
inline constexpr bool is_named = false;
template <class Tag>
inline constexpr bool is_named<Named<Tag>> = true;

// ---- packing

inline void pack_text(Packer& packer, std::string_view text) {
    packer.pack_str(static_cast<std::uint32_t>(text.size()));
    packer.pack_str_body(text.data(), static_cast<std::uint32_t>(text.size()));
}

template <class T>
void pack(Packer& packer, const T& value) {
    if constexpr (Fielded<const T>) {
        value.visit_fields([&](const auto&... field) {
            packer.pack_array(sizeof...(field));
            (pack(packer, field), ...);
        });
    } else if constexpr (is_vector<T>) {
        packer.pack_array(static_cast<std::uint32_t>(value.size()));
        for (const auto& element : value) pack(packer, element);
    } else if constexpr (is_optional<T>) {
        if (value)
            pack(packer, *value);
        else
            packer.pack_nil();
    } else if constexpr (is_variant<T>) {
        packer.pack_array(2);
        packer.pack_uint8(static_cast<std::uint8_t>(value.index()));
        std::visit([&](const auto& alternative) { pack(packer, alternative); }, value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        pack_text(packer, value);
    } else if constexpr (std::is_same_v<T, Bytes>) {
        packer.pack_bin(static_cast<std::uint32_t>(value.octets.size()));
        packer.pack_bin_body(value.octets.data(), static_cast<std::uint32_t>(value.octets.size()));
    } else if constexpr (is_named<T>) {
        pack_text(packer, value.value());
    } else if constexpr (std::is_same_v<T, Stamp>) {
        pack_text(packer, value.text());
    } else if constexpr (std::is_same_v<T, Money>) {
        packer.pack_int64(value.millionths());
    } else if constexpr (std::is_same_v<T, Price>) {
        // A price has one encoding: [decimals, units] only where it has more than six decimals.
        if (value.decimals() != Price::DECIMALS_MIN) {
            packer.pack_array(2);
            packer.pack_int(value.decimals());
        }
        packer.pack_int64(value.units());
    } else if constexpr (std::is_same_v<T, Quantity>) {
        packer.pack_int64(value.units());
    } else if constexpr (std::is_enum_v<T>) {
        packer.pack_uint8(static_cast<std::uint8_t>(value));
    } else {
        packer.pack(value);  // a number or a bool
    }
}

// ---- unpacking

/// Reads one msgpack object into a value. Reading stops at the first fault: the functions return
/// false, and malformed() says what is wrong and where, as a path of field indices. After a fault a
/// Reader must not read anything more.
class Reader {
public:
    template <class T>
    bool read(const msgpack::object& object, T& value) {
        if constexpr (Fielded<T>) {
            return value.visit_fields(
                [&](auto&... field) { return read_fields<text_bytes_max<T>>(object, field...); });
        } else if constexpr (is_vector<T>) {
            return read_vector(object, value);
        } else if constexpr (is_optional<T>) {
            if (object.type == msgpack::type::NIL) return value.reset(), true;
            return read(object, value.emplace());
        } else if constexpr (is_variant<T>) {
            return read_variant(object, value, std::make_index_sequence<std::variant_size_v<T>>{});
        } else if constexpr (std::is_same_v<T, std::string>) {
            return read_text(object, value, std::numeric_limits<std::size_t>::max());
        } else if constexpr (std::is_same_v<T, Bytes>) {
            if (object.type != msgpack::type::BIN) return fault("not octets (bin)");
            value.octets.assign(object.via.bin.ptr, object.via.bin.size);
            return true;
        } else if constexpr (is_named<T>) {
            std::string text;
            if (!read_text(object, text, NAME_BYTES_MAX)) return false;
            value = T{std::move(text)};
            return true;
        } else if constexpr (std::is_same_v<T, bool>) {
            if (object.type != msgpack::type::BOOLEAN) return fault("not true or false");
            value = object.via.boolean;
            return true;
        } else if constexpr (std::is_floating_point_v<T>) {
            return read_number(object, value);
        } else {
            return read_other(object, value);
        }
    }

    /// Reads a msgpack string, which must be UTF-8 of at most `bytes_max` bytes.
    bool read_text(const msgpack::object& object, std::string& value, std::size_t bytes_max);
    /// Keeps the reason for malformed(), and returns false.
    bool fault(std::string reason);
    /// Moves the path to the field or element of that index, and back. After a fault leave() is not
    /// called, so the path stays where the fault is.
    void enter(std::size_t index) { path_.push_back(index); }
    void leave() { path_.pop_back(); }

    /// The reason that fault() kept, and the path to it. @param message the name with which the
    /// path begins
    [[nodiscard]] Malformed malformed(std::string_view message) const;

private:
    template <std::size_t TextBytesMax, class... Fields>
    bool read_fields(const msgpack::object& object, Fields&... fields) {
        constexpr std::size_t count = sizeof...(Fields);
        if (object.type != msgpack::type::ARRAY) return fault("not an array of fields");
        if (object.via.array.size != count)
            return fault("has " + std::to_string(object.via.array.size) + " fields where " +
                         std::to_string(count) + " are defined");
        std::size_t index = 0;
        const auto read_next = [&]<class Field>(Field& field) {
            enter(index);
            if constexpr (std::is_same_v<Field, std::string>) {
                if (!read_text(object.via.array.ptr[index], field, TextBytesMax)) return false;
            } else {
                if (!read(object.via.array.ptr[index], field)) return false;
            }
            leave();
            ++index;
            return true;
        };
        return (read_next(fields) && ...);
    }

    template <class T>
    bool read_vector(const msgpack::object& object, std::vector<T>& values) {
        if (object.type != msgpack::type::ARRAY) return fault("not an array");
        values.clear();
        values.reserve(object.via.array.size);
        for (std::size_t i = 0; i < object.via.array.size; ++i) {
            enter(i);
            if (!read(object.via.array.ptr[i], values.emplace_back())) return false;
            leave();
        }
        return true;
    }

    /// A variant is [index of the alternative, its value].
    template <class T, std::size_t... Index>
    bool read_variant(const msgpack::object& object, T& value, std::index_sequence<Index...>) {
        if (object.type != msgpack::type::ARRAY || object.via.array.size != 2)
            return fault("not [alternative, value]");
        std::uint8_t alternative = 0;
        enter(0);
        if (!read_integer(object.via.array.ptr[0], alternative)) return false;
        if (alternative >= sizeof...(Index))
            return fault("no such alternative: " + std::to_string(alternative));
        leave();
        enter(1);
        const auto read_if = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
            return I == alternative && read(object.via.array.ptr[1], value.template emplace<I>());
        };
        if (!(read_if(std::integral_constant<std::size_t, Index>{}) || ...)) return false;
        leave();
        return true;
    }

    /// Reads a stamp, money, a price, a quantity, an enum or an integer.
    template <class T>
    bool read_other(const msgpack::object& object, T& value) {
        if constexpr (std::is_same_v<T, Stamp>) {
            if (object.type != msgpack::type::STR) return fault("not a date");
            const std::string_view text{object.via.str.ptr, object.via.str.size};
            const auto stamp = Stamp::parse(text);
            if (!stamp) return fault("not a date (YYYY-MM-DD, or with HH:MM:SS)");
            value = *stamp;
        } else if constexpr (std::is_same_v<T, Money>) {
            std::int64_t millionths = 0;
            if (!read_integer(object, millionths)) return false;
            const std::int64_t limit = MONEY_READ_MAX.millionths();
            if (millionths > limit || millionths < -limit)
                return fault("money beyond the limit of " + MONEY_READ_MAX.text());
            value = Money::from_millionths(millionths);
        } else if constexpr (std::is_same_v<T, Price>) {
            return read_price(object, value);
        } else if constexpr (std::is_same_v<T, Quantity>) {
            std::int64_t units = 0;
            if (!read_integer(object, units)) return false;
            if (units < 0) return fault("a negative quantity");
            value = Quantity::from_units(units);
        } else if constexpr (std::is_enum_v<T>) {
            std::uint8_t number = 0;
            if (!read_integer(object, number)) return false;
            if (number > static_cast<std::uint8_t>(wire_last(T{})))
                return fault("no such value: " + std::to_string(number));
            value = static_cast<T>(number);
        } else {
            return read_integer(object, value);
        }
        return true;
    }

    template <std::integral T>
    bool read_integer(const msgpack::object& object, T& value) {
        if (object.type == msgpack::type::POSITIVE_INTEGER) {
            if (!std::in_range<T>(object.via.u64)) return fault("an integer out of range");
            value = static_cast<T>(object.via.u64);
        } else if (object.type == msgpack::type::NEGATIVE_INTEGER) {
            if (!std::in_range<T>(object.via.i64)) return fault("an integer out of range");
            value = static_cast<T>(object.via.i64);
        } else {
            return fault("not an integer");
        }
        return true;
    }

    bool read_number(const msgpack::object& object, double& value);
    bool read_price(const msgpack::object& object, Price& price);

    std::vector<std::size_t> path_;
    std::string reason_;
};

}  // namespace tradepit::common::codec
