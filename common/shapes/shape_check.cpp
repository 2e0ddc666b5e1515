#include "common/shapes/shape_check.h"

#include <algorithm>
#include <utility>

#include "common/check.h"
#include "common/stamp.h"
#include "common/text/name_rules.h"
#include "common/text/words.h"

namespace tradepit::common {

namespace {

using Json = nlohmann::json;

/// Checks an object against its shape, and collects the faults.
class ShapeCheck {
public:
    void check_object(const Json& object, const Shape& shape) {
        const auto* outer = std::exchange(object_, &shape);
        if (shape.other_fields == OtherFields::refused) refuse_unknown(object, shape);
        for (const auto& field : shape.fields) {
            path_.emplace_back(field.name);
            check_field(object, field);
            path_.pop_back();
        }
        object_ = outer;
    }

    std::vector<ShapeFault> take() { return std::move(faults_); }

private:
    void refuse_unknown(const Json& object, const Shape& shape) {
        for (const auto& item : object.items()) {
            if (field_named(shape, item.key()) != nullptr) continue;
            path_.emplace_back(item.key());
            add(ShapeRule::known, {}, nullptr, &item.value());
            path_.pop_back();
        }
    }

    void check_field(const Json& object, const Field& field) {
        const auto found = object.find(field.name);
        if (found == object.end() || found->is_null()) {
            if (field.required) add(ShapeRule::required, type_of(field.type), &field, nullptr);
            return;
        }
        check_value(*found, type_of(field.type), field);
    }

    void check_value(const Json& value, const Type& type, const Field& field) {
        const auto broken = [&](ShapeRule rule) { add(rule, type, &field, &value); };
        switch (type.kind) {
            case TypeKind::text:
            case TypeKind::time:
                if (!value.is_string()) return broken(ShapeRule::type);
                return check_size(value.get_ref<const std::string&>().size(), value, type, field);
            case TypeKind::name:
                return check_name(value, type, field);
            case TypeKind::stamp:
                return check_stamp(value, type, field);
            case TypeKind::integer:
                return check_integer(value, type, field);
            case TypeKind::number:
                if (!value.is_number()) broken(ShapeRule::type);
                return;
            case TypeKind::positive:
                if (!value.is_number() || value.get<double>() <= 0) broken(ShapeRule::positive);
                return;
            case TypeKind::amount:
                if (!amount_of(value)) broken(ShapeRule::amount);
                return;
            case TypeKind::boolean:
                if (!value.is_boolean()) broken(ShapeRule::type);
                return;
            case TypeKind::list:
            case TypeKind::map:
                return check_items(value, type, field);
            case TypeKind::shape:
                return check_shape(value, type, field);
            case TypeKind::any:
                return;
        }
    }

    void check_stamp(const Json& value, const Type& type, const Field& field) {
        if (!value.is_string()) return add(ShapeRule::type, type, &field, &value);
        const auto& text = value.get_ref<const std::string&>();
        // AI-Trader's clients send an empty text for a date that they leave out.
        if (text.empty() && !field.required) return;
        if (!Stamp::parse(text)) add(ShapeRule::stamp, type, &field, &value);
    }

    void check_name(const Json& value, const Type& type, const Field& field) {
        if (!value.is_string()) return add(ShapeRule::type, type, &field, &value);
        const auto& name = value.get_ref<const std::string&>();
        if (name.empty() && !field.required) return;
        if (auto fault = name_fault(field.name, name))
            add(ShapeRule::name, type, &field, &value, std::move(*fault));
    }

    void check_integer(const Json& value, const Type& type, const Field& field) {
        if (!value.is_number_integer()) return add(ShapeRule::type, type, &field, &value);
        // An unsigned number above INT64_MAX turns negative.
        const bool is_beyond_int64 = value.is_number_unsigned() && value.get<std::int64_t>() < 0;
        const auto number = value.get<std::int64_t>();
        if (is_beyond_int64 || (field.maximum && number > *field.maximum))
            add(ShapeRule::maximum, type, &field, &value);
        else if (field.minimum && number < *field.minimum)
            add(ShapeRule::minimum, type, &field, &value);
    }

    void check_items(const Json& value, const Type& type, const Field& field) {
        const bool is_list = type.kind == TypeKind::list;
        if (is_list ? !value.is_array() : !value.is_object())
            return add(ShapeRule::type, type, &field, &value);
        check_size(value.size(), value, type, field);
        // The limits of the field are those of the list, and not of its items. So the items are
        // checked against a field without limits.
        const Field item{.name = field.name, .type = type.inner, .required = true};
        const auto inner = type_of(type.inner);
        const auto check_item = [&](Json place, const Json& each) {
            path_.push_back(std::move(place));
            check_value(each, inner, item);
            path_.pop_back();
        };
        if (is_list)
            for (std::size_t i = 0; i < value.size(); ++i) check_item(i, value[i]);
        else
            for (const auto& each : value.items()) check_item(each.key(), each.value());
        // `item` ends here, so a fault of an item points to the field of the list.
        for (auto& fault : faults_)
            if (fault.field == &item) fault.field = &field;
    }

    void check_shape(const Json& value, const Type& type, const Field& field) {
        const auto& shape = shape_named(type.inner);
        if (shape.definition.starts_with('=')) {
            const auto words = words_of(std::string_view{shape.definition}.substr(1));
            const bool known =
                value.is_string() &&
                std::ranges::find(words, value.get_ref<const std::string&>()) != words.end();
            if (!known) add(ShapeRule::choice, type, &field, &value);
            return;
        }
        if (!value.is_object()) return add(ShapeRule::type, type, &field, &value);
        check_object(value, shape);
    }

    void check_size(std::size_t size, const Json& value, const Type& type, const Field& field) {
        if (field.minimum && std::cmp_less(size, *field.minimum))
            add(ShapeRule::minimum, type, &field, &value);
        else if (field.maximum && std::cmp_greater(size, *field.maximum))
            add(ShapeRule::maximum, type, &field, &value);
    }

    void add(ShapeRule rule, const Type& type, const Field* field, const Json* value,
             std::string text = {}) {
        faults_.push_back({.path = path_,
                           .rule = rule,
                           .type = type,
                           .field = field,
                           .object = object_,
                           .value = value,
                           .text = std::move(text)});
    }

    std::vector<Json> path_;         ///< to the value that is being checked
    const Shape* object_ = nullptr;  ///< the shape of the innermost object on the path
    std::vector<ShapeFault> faults_;
};

}  // namespace

std::vector<ShapeFault> shape_faults(const Json& object, const Shape& shape) {
    CHECK(object.is_object());
    ShapeCheck check;
    check.check_object(object, shape);
    return check.take();
}

std::optional<Money> amount_of(const Json& value) {
    std::optional<Money> money;
    if (value.is_number_float()) {
        money = Money::from_double(value.get<double>());
    } else if (value.is_number()) {
        money = Money::parse(value.dump());
    } else if (value.is_string()) {
        money = Money::parse(value.get<std::string>());
    }
    if (!money || *money <= Money{} || *money > MONEY_MAX) return std::nullopt;
    return money;
}

std::string amount_rule() {
    return "must be a number from " + Money::from_millionths(1).text() + " to " + MONEY_MAX.text();
}

}  // namespace tradepit::common
