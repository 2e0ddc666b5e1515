#include "query/requests/body.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/shapes/shape_check.h"
#include "common/text/boolean_words.h"
#include "common/text/json.h"
#include "common/text/quoted.h"

namespace tradepit::query {

namespace {

using common::ShapeFault;
using common::ShapeRule;
using common::TypeKind;
using BodyJson = nlohmann::json;
/// The values of a reply, whose members keep their order.
using Json = Faults::Json;

/// A fault does not repeat an object or a list with more members than this.
constexpr std::size_t INPUT_ITEMS_MAX = 16;

/// A type and a message in pydantic's words.
struct Words {
    std::string_view type;
    std::string message;
};

/// The input as a fault shows it: "…" for a long object or list.
Json shown_input(const BodyJson& value) {
    if (value.is_structured() && value.size() > INPUT_ITEMS_MAX) return "…";
    return Json::parse(value.dump(-1, ' ', false, BodyJson::error_handler_t::replace));
}

/// The boolean that a value means, as pydantic reads it; nothing where it means none.
std::optional<bool> meant_boolean(const BodyJson& value) {
    if (value.is_string()) return common::boolean_of(value.get_ref<const std::string&>());
    if (value == 0) return false;  // also 0.0
    if (value == 1) return true;
    return std::nullopt;
}

/// Replaces the values of boolean fields by the booleans that they mean. A value that means none
/// stays, and the check of the shape finds it.
void read_booleans(BodyJson& object, const common::Shape& shape) {
    for (const auto& field : shape.fields) {
        if (common::type_of(field.type).kind != TypeKind::boolean) continue;
        const auto given = object.find(field.name);
        if (given == object.end() || given->is_boolean()) continue;
        if (const auto meant = meant_boolean(*given)) *given = *meant;
    }
}

Words boolean_words(const BodyJson& value) {
    if (value.is_string() || value.is_number_integer())
        return {"bool_parsing", "Input should be a valid boolean, unable to interpret input"};
    return {"bool_type", "Input should be a valid boolean"};
}

Words type_words(const ShapeFault& fault) {
    switch (fault.type.kind) {
        case TypeKind::integer:
            return {"int_type", "Input should be a valid integer"};
        case TypeKind::number:
            return {"float_type", "Input should be a valid number"};
        case TypeKind::boolean:
            return boolean_words(*fault.value);
        case TypeKind::list:
            return {"list_type", "Input should be a valid list"};
        case TypeKind::map:
        case TypeKind::shape:
            return {"dict_type", "Input should be a valid dictionary"};
        default:
            return {"string_type", "Input should be a valid string"};
    }
}

std::string counted_items(std::int64_t count) {
    return std::to_string(count) + (count == 1 ? " item" : " items");
}

Words minimum_words(const ShapeFault& fault) {
    const auto minimum = fault.field->minimum.value();
    const auto size = std::to_string(fault.value->size());
    switch (fault.type.kind) {
        case TypeKind::list:
            return {"too_short", "List should have at least " + counted_items(minimum) +
                                     " after validation, not " + size};
        case TypeKind::map:
            return {"too_short", "Dictionary should have at least " + counted_items(minimum) +
                                     " after validation, not " + size};
        case TypeKind::integer:
            return {"greater_than_equal",
                    "Input should be greater than or equal to " + std::to_string(minimum)};
        default:
            return {"string_too_short", "String should have at least " + std::to_string(minimum) +
                                            (minimum == 1 ? " byte" : " bytes")};
    }
}

Words maximum_words(const ShapeFault& fault) {
    const auto maximum = fault.field->maximum.value();
    const auto size = std::to_string(fault.value->size());
    switch (fault.type.kind) {
        case TypeKind::list:
            return {"too_long", "List should have at most " + counted_items(maximum) +
                                    " after validation, not " + size};
        case TypeKind::map:
            return {"too_long", "Dictionary should have at most " + counted_items(maximum) +
                                    " after validation, not " + size};
        case TypeKind::integer:
            return {"less_than_equal",
                    "Input should be less than or equal to " + std::to_string(maximum)};
        default:
            return {"string_too_long",
                    "String should have at most " + std::to_string(maximum) + " bytes"};
    }
}

Words words_for(const ShapeFault& fault) {
    switch (fault.rule) {
        case ShapeRule::known:
            return {"extra_forbidden", "Extra inputs are not permitted"};
        case ShapeRule::type:
            return type_words(fault);
        case ShapeRule::choice:
            // The shape is "= word word …".
            return {"literal_error",
                    "Input should be " +
                        listed_choices(common::shape_named(fault.type.inner).definition.substr(1))};
        case ShapeRule::minimum:
            return minimum_words(fault);
        case ShapeRule::maximum:
            return maximum_words(fault);
        case ShapeRule::name:
            return {"value_error", "Value error, " + fault.text};
        case ShapeRule::amount:
            return {"value_error",
                    "Value error, " + std::string{fault.field->name} + " " + common::amount_rule()};
        case ShapeRule::positive:
            return {"greater_than", "Input should be greater than 0"};
        case ShapeRule::required:
        case ShapeRule::stamp:
            break;  // Body's constructor does not ask for these
    }
    CHECK(false);
    return {};
}

/// The path to the value in pydantic's form: ["body", "date_range", 0].
Json loc_of(const ShapeFault& fault) {
    auto loc = Json::array({"body"});
    for (const auto& step : fault.path) loc.push_back(Json(step));
    return loc;
}

/// A text clipped and escaped by quoted_text(), without its quotes.
std::string clipped_text(const BodyJson& text) {
    const auto quoted = common::quoted_text(text.get<std::string>());
    return quoted.substr(1, quoted.size() - 2);
}

/// As loc_of(), for a field of the body.
Json loc_of_field(std::string_view name) { return Json::array({"body", name}); }

}  // namespace

std::variant<Body, Reply> Body::read(std::string_view text, const common::Shape& shape,
                                     EmptyBody empty) {
    Faults faults;
    if (text.empty()) {
        if (empty == EmptyBody::means_object) return Body{BodyJson::object(), shape};
        faults.missing(Json::array({"body"}));
        return faults.reply();
    }
    auto parsed = common::parse_json(text);
    if (const auto* fault = std::get_if<common::JsonFault>(&parsed)) {
        faults.add("json_invalid", Json::array({"body"}), "JSON decode error: " + fault->text,
                   Json::object());
        return faults.reply();
    }
    auto& document = std::get<BodyJson>(parsed);
    if (document.is_object()) return Body{std::move(document), shape};
    faults.add("model_attributes_type", Json::array({"body"}),
               "Input should be a valid dictionary or object to extract fields from",
               shown_input(document));
    return faults.reply();
}

Body::Body(BodyJson object, const common::Shape& shape)
    : object_(std::move(object)), shape_(&shape) {
    read_booleans(object_, shape);
    for (const auto& fault : common::shape_faults(object_, shape)) {
        if (fault.rule == ShapeRule::required) {
            faults_.missing(loc_of(fault));
        } else if (fault.rule == ShapeRule::stamp) {
            refuse_date(std::string{INVALID_DATE} + ": " + clipped_text(*fault.value));
        } else {
            const auto words = words_for(fault);
            faults_.add(words.type, loc_of(fault), words.message, shown_input(*fault.value));
        }
    }
}

const BodyJson& Body::operator[](std::string_view name) const {
    static const BodyJson NOTHING;
    const auto found = object_.find(name);
    return found == object_.end() ? NOTHING : *found;
}

BodyJson Body::value_of(std::string_view name) const {
    const auto& given = (*this)[name];
    if (!given.is_null()) return given;
    const auto* field = common::field_named(*shape_, name);
    CHECK(field != nullptr && !field->default_json.empty());
    return BodyJson::parse(field->default_json);
}

std::string Body::text(std::string_view name) const {
    const auto& given = (*this)[name];
    return given.is_null() ? std::string{} : given.get<std::string>();
}

bool Body::flag(std::string_view name) const { return value_of(name).get<bool>(); }

std::int64_t Body::integer(std::string_view name) const {
    return value_of(name).get<std::int64_t>();
}

void Body::refuse(std::string_view type, std::string_view name, std::string_view message) {
    faults_.add(type, loc_of_field(name), message, shown_input((*this)[name]));
}

void Body::refuse_item(std::string_view name, const std::string& key, std::string_view message) {
    faults_.add("value_error", Json::array({"body", name, key}), message, key);
}

void Body::missing(std::string_view name) { faults_.missing(loc_of_field(name)); }

void Body::refuse_date(std::string text) {
    if (bad_date_.empty()) bad_date_ = std::move(text);
}

std::optional<Reply> Body::fault() const {
    if (!faults_.empty()) return faults_.reply();
    if (!bad_date_.empty()) return refused(400, bad_date_);
    return std::nullopt;
}

}  // namespace tradepit::query
