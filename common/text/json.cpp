#include "common/text/json.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/text/quoted.h"

namespace tradepit::common {

namespace {

/// Receives the library's parser events. Builds the document as the library does, and stops at what
/// parse_json() refuses.
class CheckedDocument : public nlohmann::detail::json_sax_dom_parser<nlohmann::json> {
public:
    using Parent = nlohmann::detail::json_sax_dom_parser<nlohmann::json>;
    explicit CheckedDocument(nlohmann::json& document) : Parent{document, false} {}

    bool start_object(std::size_t size) {
        keys_.emplace_back();
        return deeper() && Parent::start_object(size);
    }
    bool end_object() {
        keys_.pop_back();
        --depth_;
        return Parent::end_object();
    }
    bool start_array(std::size_t size) { return deeper() && Parent::start_array(size); }
    bool end_array() {
        --depth_;
        return Parent::end_array();
    }
    bool key(std::string& name) {
        if (!keys_.back().insert(name).second) return refuse("key " + quoted_text(name) + " twice");
        return Parent::key(name);
    }
    bool number_float(double value, const std::string& text) {
        if (!std::isfinite(value)) return refuse("number out of range: " + text);
        return Parent::number_float(value, text);
    }
    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception& error) {
        position_ = position;
        // Behind "; " the library says what it expected or read last. The rest is not repeated.
        const std::string_view text = error.what();
        const auto semicolon = text.find("; ");
        reason_ =
            semicolon == text.npos ? std::string{text} : std::string{text.substr(semicolon + 2)};
        static_cast<void>(token);
        return false;
    }

    /// Why the text could not be parsed.
    [[nodiscard]] std::string syntax_fault(std::string_view text) const {
        const auto upto = std::min(position_, text.size());
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<long>(upto), '\n');
        return "line " + std::to_string(line) + ": " + reason_;
    }
    /// Whether the text broke a rule of parse_json(), and which.
    [[nodiscard]] bool refused() const { return refused_; }
    [[nodiscard]] const std::string& refusal() const { return reason_; }

private:
    /// Enters an object or list; false where it is nested too deep.
    bool deeper() {
        return ++depth_ <= JSON_DEPTH_MAX ||
               refuse("nested deeper than " + std::to_string(JSON_DEPTH_MAX));
    }
    bool refuse(std::string reason) {
        refused_ = true;
        reason_ = std::move(reason);
        return false;
    }

    std::vector<std::set<std::string, std::less<>>> keys_;  ///< so far, of each open object
    std::size_t depth_ = 0;
    std::size_t position_ = 0;
    bool refused_ = false;
    std::string reason_;
};

}  // namespace

std::variant<nlohmann::json, JsonFault> parse_json(std::string_view text) {
    nlohmann::json document;
    CheckedDocument checked{document};
    if (nlohmann::json::sax_parse(text, &checked)) return document;
    if (checked.refused()) return JsonFault{checked.refusal()};
    return JsonFault{checked.syntax_fault(text)};
}

}  // namespace tradepit::common
