#include "common/process/settings_file.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>
#include <utility>

#include "common/text/quoted.h"
#include "common/text/words.h"

namespace tradepit::common {

namespace {

/// The heading for what stands under no heading.
constexpr std::string_view NO_HEADING = "default";

bool is_blank_character(char c) { return c == ' ' || c == '\t'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }

bool is_setting_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    });
}

/// Appends a character in UTF-8. @param value a code point that UTF-8 can have
void append_utf8(std::string& out, std::uint32_t value) {
    const auto tail = [&](int shift) {
        out += static_cast<char>(0x80 | ((value >> shift) & 0x3F));
    };
    if (value < 0x80) {
        out += static_cast<char>(value);
    } else if (value < 0x800) {
        out += static_cast<char>(0xC0 | (value >> 6));
        tail(0);
    } else {
        out += static_cast<char>(0xE0 | (value >> 12));
        tail(6);
        tail(0);
    }
}

/// Ends the reading at the first fault, which may be found deep in a list.
struct SettingsRefusal : std::runtime_error {
    SettingsRefusal(std::int64_t at, const std::string& text) : runtime_error(text), line(at) {}
    std::int64_t line;
};

/// Reads a settings file from its beginning to its end.
class SettingsReader {
public:
    explicit SettingsReader(std::string_view text) : text_(text) {}

    /// @throws SettingsRefusal
    std::vector<SettingLine> parse() {
        while (true) {
            skip_blanks();
            if (is_at_end()) return std::move(settings_);
            const char c = text_[at_];
            if (c == '#' || c == ';' || is_line_end(c)) {
                end_line();
            } else if (c == '[') {
                read_heading();
            } else {
                read_setting();
            }
        }
    }

private:
    [[nodiscard]] bool is_at_end() const { return at_ == text_.size(); }
    [[nodiscard]] bool is_at_line_end() const { return is_at_end() || is_line_end(text_[at_]); }
    [[noreturn]] void fail(const std::string& text) const { throw SettingsRefusal{line_, text}; }

    void skip_blanks() {
        while (!is_at_end() && is_blank_character(text_[at_])) ++at_;
    }
    /// The rest of the line, up to a comment that stands behind a blank. Skips what it returns.
    std::string_view rest_of_line() {
        const auto begin = at_;
        while (!is_at_line_end() &&
               (text_[at_] != '#' || at_ == begin || !is_blank_character(text_[at_ - 1])))
            ++at_;
        return trimmed(text_.substr(begin, at_ - begin));
    }
    /// Skips a comment and the end of the line.
    void end_line() {
        while (!is_at_line_end()) ++at_;
        if (is_at_end()) return;
        at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
        ++line_;
    }
    /// As end_line(), where nothing but blanks and a comment may stand.
    void end_line_behind(const char* what) {
        skip_blanks();
        if (!is_at_line_end() && text_[at_] != '#')
            fail("there is text behind " + std::string{what} + ": " + quoted_text(rest_of_line()));
        end_line();
    }

    void read_heading() {
        const auto line = rest_of_line();
        const auto end = line.find(']');
        const auto name = trimmed(line.substr(1, std::min(end, line.size()) - 1));
        const bool is_closed = end != line.npos;
        if (!is_closed || end + 1 < line.size() || !is_setting_name(name))
            fail(quoted_text(line) + " is no heading: a heading is [NAME]");
        heading_ = name == NO_HEADING ? "" : name;
        end_line();
    }

    void read_setting() {
        const auto begin = at_;
        while (!is_at_line_end() && text_[at_] != '=' && text_[at_] != '#') ++at_;
        const auto key = trimmed(text_.substr(begin, at_ - begin));
        if (!is_setting_name(key)) fail(quoted_text(key) + " is no name of a setting");
        SettingLine setting{
            .line = line_, .heading = heading_, .key = std::string{key}, .values = {}};
        if (const auto dot = key.rfind('.'); dot != key.npos) {
            const std::string above{key.substr(0, dot)};
            setting.heading += (heading_.empty() ? "" : ".") + above;
            setting.key = key.substr(dot + 1);
        }
        check_first(setting);
        if (is_at_line_end() || text_[at_] == '#') {
            setting.values = {"true"};
            end_line();
        } else {
            ++at_;
            setting.values = read_value();
        }
        settings_.push_back(std::move(setting));
    }

    void check_first(const SettingLine& setting) {
        const auto [before, is_first] =
            lines_.try_emplace({setting.heading, setting.key}, setting.line);
        if (!is_first)
            fail(setting.key + " is set in line " + std::to_string(before->second) + " already");
    }

    /// Reads the value of a setting, and ends its line.
    std::vector<std::string> read_value() {
        skip_blanks();
        if (!is_at_end() && is_quote(text_[at_])) {
            std::vector<std::string> value{read_quoted()};
            end_line_behind("the closing quote");
            return value;
        }
        if (is_list()) return read_list();
        std::string value{text_.substr(at_).starts_with('#') ? std::string_view{} : rest_of_line()};
        end_line();
        return {std::move(value)};
    }

    static bool is_quote(char c) { return c == '"' || c == '\''; }

    /// Whether a list begins here: a bracket before a quote, before another bracket or at the end
    /// of a line. An IPv6 address is a text, which begins with a bracket, too.
    [[nodiscard]] bool is_list() const {
        if (is_at_end() || text_[at_] != '[') return false;
        const auto rest = trimmed(text_.substr(at_ + 1));
        return rest.empty() || is_quote(rest.front()) || rest.front() == ']' ||
               rest.front() == '#' || is_line_end(rest.front());
    }

    std::vector<std::string> read_list() {
        const auto begin = line_;
        std::vector<std::string> values;
        ++at_;  // "["
        while (true) {
            skip_lines();
            if (is_at_end()) throw SettingsRefusal{begin, "the list is not closed"};
            if (text_[at_] == ']') break;
            if (!is_quote(text_[at_])) fail("an item of the list has no quotes");
            values.push_back(read_quoted());
            skip_lines();
            if (is_at_end()) throw SettingsRefusal{begin, "the list is not closed"};
            if (text_[at_] == ']') break;
            if (text_[at_] != ',') fail("there is no comma behind an item of the list");
            ++at_;
        }
        ++at_;
        end_line_behind("the list");
        return values;
    }

    /// Skips blanks, comments and the ends of lines.
    void skip_lines() {
        skip_blanks();
        while (!is_at_end() && (is_line_end(text_[at_]) || text_[at_] == '#')) {
            end_line();
            skip_blanks();
        }
    }

    std::string read_quoted() {
        const char quote = text_[at_++];
        std::string value;
        while (true) {
            if (is_at_line_end()) fail("the quote is not closed");
            const char c = text_[at_++];
            if (c == quote) return value;
            if (c == '\\' && quote == '"')
                append_escape(value);
            else
                value += c;
        }
    }

    /// Appends what an escape stands for, whose backslash was read.
    void append_escape(std::string& value) {
        constexpr std::string_view NAMES = "\"\\bfnrt";
        constexpr std::string_view MEANINGS = "\"\\\b\f\n\r\t";
        if (is_at_line_end()) fail("the quote is not closed");
        const char name = text_[at_++];
        if (const auto known = NAMES.find(name); known != NAMES.npos) {
            value += MEANINGS[known];
            return;
        }
        constexpr std::size_t DIGITS = 4;
        std::uint32_t code = 0;
        const auto digits = text_.substr(at_, DIGITS);
        const auto* const end = digits.data() + digits.size();
        const bool is_number = name == 'u' && digits.size() == DIGITS &&
                               std::from_chars(digits.data(), end, code, 16).ptr == end;
        const bool is_surrogate = code >= 0xD800 && code < 0xE000;
        if (!is_number || is_surrogate || code == 0)
            fail("the escape \\" + std::string{name} +
                 " is unknown; write \\\\ for a backslash, or the text between single quotes");
        append_utf8(value, code);
        at_ += DIGITS;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::int64_t line_ = 1;
    std::string heading_;
    std::vector<SettingLine> settings_;
    std::map<std::pair<std::string, std::string>, std::int64_t> lines_;  ///< of heading and key
};

}  // namespace

std::variant<std::vector<SettingLine>, FileFault> parse_settings(std::string_view text) {
    if (text.size() > SETTINGS_BYTES_MAX)
        return FileFault{0, "has more than " + std::to_string(SETTINGS_BYTES_MAX) +
                                " bytes, the limit of a settings file"};
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return FileFault{0, "is UTF-16; save it as UTF-8"};
    if (text.find('\0') != text.npos) return FileFault{0, "has a NUL, which no text has"};
    try {
        return SettingsReader{without_byte_order_mark(text)}.parse();
    } catch (const SettingsRefusal& refusal) {
        return FileFault{refusal.line, refusal.what()};
    }
}

}  // namespace tradepit::common
