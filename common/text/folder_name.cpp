#include "common/text/folder_name.h"

#include <utility>

#include "common/check.h"
#include "common/text/letters.h"
#include "common/text/quoted.h"

namespace tradepit::common {

namespace {

constexpr std::string_view CAPITAL_HEX = "0123456789ABCDEF";

enum class Capitals { kept, escaped };

bool is_hex_digit(char digit) {
    return CAPITAL_HEX.find(digit) != std::string_view::npos || (digit >= 'a' && digit <= 'f');
}

/// Whether a "%" is before two hexadecimal digits. Small digits count too: on a file system that
/// knows no case, "a%2fb" would be the folder of "a/b".
bool has_escape(std::string_view name) {
    for (std::size_t at = 0; at + 2 < name.size(); ++at)
        if (name[at] == '%' && is_hex_digit(name[at + 1]) && is_hex_digit(name[at + 2]))
            return true;
    return false;
}

std::string escaped_name(std::string_view name, Capitals capitals) {
    std::string folder;
    for (std::size_t at = 0; at < name.size(); ++at) {
        const char letter = name[at];
        const bool escapes = letter == '/' || letter == '%' || (letter == '.' && at == 0) ||
                             (capitals == Capitals::escaped && is_capital(letter));
        if (!escapes) {
            folder += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        folder += {'%', CAPITAL_HEX[byte >> 4U], CAPITAL_HEX[byte & 15U]};
    }
    return folder;
}

/// The folder of a name, however long.
std::string any_folder_of(std::string_view name, Capitals capitals) {
    CHECK(!name.empty() && name.find('\0') == name.npos);
    const bool is_folder = name.find('/') == name.npos && name.front() != '.' && !has_escape(name);
    return is_folder && capitals == Capitals::kept ? std::string{name}
                                                   : escaped_name(name, capitals);
}

}  // namespace

std::optional<ModelFolder> folder_of(std::string_view name) {
    auto folder = any_folder_of(name, Capitals::kept);
    if (folder.size() > FOLDER_BYTES_MAX) return std::nullopt;
    return ModelFolder{std::move(folder)};
}

std::string name_of_folder(std::string_view folder) {
    std::string name;
    for (std::size_t at = 0; at < folder.size(); ++at) {
        name += folder[at];
        if (folder[at] != '%' || at + 2 >= folder.size()) continue;
        const auto high = CAPITAL_HEX.find(folder[at + 1]);
        const auto low = CAPITAL_HEX.find(folder[at + 2]);
        if (high == CAPITAL_HEX.npos || low == CAPITAL_HEX.npos) continue;
        const auto letter = static_cast<char>(high * 16 + low);
        if (letter != '/' && letter != '%' && letter != '.' && !is_capital(letter)) continue;
        name.back() = letter;
        at += 2;
    }
    return name;
}

std::variant<std::map<std::string, ModelFolder>, std::string> folders_of(
    const std::set<std::string>& models) {
    std::map<std::string, std::string> last_of_its_case;  // by in_small_letters()
    for (const auto& model : models) last_of_its_case[in_small_letters(model)] = model;
    std::map<std::string, ModelFolder> folders;
    for (const auto& model : models) {
        const bool is_last = last_of_its_case.at(in_small_letters(model)) == model;
        auto folder = any_folder_of(model, is_last ? Capitals::kept : Capitals::escaped);
        if (folder.size() > FOLDER_BYTES_MAX)
            return "model " + quoted_text(model) + " would have a folder whose name has " +
                   std::to_string(folder.size()) + " bytes, and " +
                   std::to_string(FOLDER_BYTES_MAX) + " are the limit";
        folders.emplace(model, ModelFolder{std::move(folder)});
    }
    return folders;
}

}  // namespace tradepit::common
