#include "tests/tidy_rules.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <initializer_list>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

namespace tradepit::tidy {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::size_t columns(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not a UTF-8 continuation byte
    }));
}

std::string place(const Source& source, std::size_t line) {
    return source.path + ":" + std::to_string(line) + ": ";
}

bool is_header(const Source& source) { return source.path.ends_with(".h"); }

std::string folder_of(const std::string& path) { return path.substr(0, path.find('/')); }

std::size_t past_raw_string(const std::string& text, std::size_t quote) {
    const auto open = text.find('(', quote);
    if (open == std::string::npos) return text.size();
    const auto end = ")" + text.substr(quote + 1, open - quote - 1) + "\"";
    const auto close = text.find(end, open);
    return close == std::string::npos ? text.size() : close + end.size();
}

std::size_t past_quoted(const std::string& text, std::size_t quote) {
    for (auto i = quote + 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == text[quote]) {
            return i + 1;
        }
    }
    return text.size();
}

bool word_before(const std::string& text, std::size_t i) {
    return i > 0 && (std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0);
}

/// The end of the comment or literal that begins at `i`; `i` when none begins there.
std::size_t past_words(const std::string& text, std::size_t i) {
    if (text.compare(i, 2, "//") == 0) return std::min(text.find('\n', i), text.size());
    if (text.compare(i, 2, "/*") == 0) {
        const auto close = text.find("*/", i + 2);
        return close == std::string::npos ? text.size() : close + 2;
    }
    if (text[i] == '"')
        return i > 0 && text[i - 1] == 'R' ? past_raw_string(text, i) : past_quoted(text, i);
    const bool digit_separator = word_before(text, i);
    if (text[i] == '\'' && !digit_separator) return past_quoted(text, i);
    return i;
}

/// The text with comments and literals replaced by spaces. The lines stay the same.
std::string code_only(const std::string& text) {
    std::string code = text;
    for (std::size_t i = 0; i < text.size();) {
        const auto end = past_words(text, i);
        if (end == i) {
            ++i;
            continue;
        }
        for (; i < end; ++i) {
            if (code[i] != '\n') code[i] = ' ';
        }
    }
    return code;
}

using Words = std::initializer_list<std::string_view>;

bool has_any(std::string_view text, Words words) {
    return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

/// Findings for each line of `text` in which `pattern` occurs. Every match must contain one of
/// `words`: searching for the words first takes a tenth of the time.
Findings occurrences(const Source& source, const std::string& text, Words words,
                     const std::regex& pattern, const std::string& message) {
    Findings findings;
    if (!has_any(text, words)) return findings;
    std::size_t number = 0;
    for (const auto& line : lines_of(text)) {
        ++number;
        if (has_any(line, words) && std::regex_search(line, pattern))
            findings.push_back(place(source, number) + message);
    }
    return findings;
}

std::vector<Source::Include> includes_of(const std::string& text, const std::string& code) {
    static const std::regex directive{R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"};
    const auto lines = lines_of(text);
    const auto code_lines = lines_of(code);
    std::vector<Source::Include> includes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::smatch match;
        if (code_lines[i].find("include") != std::string::npos &&
            std::regex_search(lines[i], match, directive)) {
            includes.push_back({match[2], match[1] == "\"", i + 1});
        }
    }
    return includes;
}

std::string without_directives(const std::string& code) {
    std::string result;
    bool continued = false;
    for (const auto& line : lines_of(code)) {
        const auto first = line.find_first_not_of(' ');
        const bool directive = continued || (first != std::string::npos && line[first] == '#');
        continued = directive && line.ends_with('\\');
        result += (directive ? "" : line) + "\n";
    }
    return result;
}

std::size_t matching_brace(const std::string& code, std::size_t open) {
    std::size_t depth = 0;
    for (auto i = open; i < code.size(); ++i) {
        if (code[i] == '{') ++depth;
        if (code[i] == '}' && --depth == 0) return i;
    }
    return code.size();
}

/// Whether a `{` after `head` opens the body of a function: `head` has parentheses, and the text
/// before them is neither an enum nor the initialisation of a variable.
bool opens_function(const std::string& head) {
    static const std::regex variable_or_type{R"((^|[^=!<>+*/%&|^-])=($|[^=])|^\s*enum\b)"};
    static const std::regex template_head{R"(template\s*<[^{;]*>)"};
    static const std::regex assignment_operator{R"(\boperator\s*[^\w\s(]+)"};
    const auto parenthesis = head.find('(');
    if (parenthesis == std::string::npos) return false;
    auto before = std::regex_replace(head.substr(0, parenthesis), assignment_operator, "operator");
    before = std::regex_replace(before, template_head, "");
    return !std::regex_search(before, variable_or_type);
}

bool is_pure_core(const std::string& path) {
    return std::any_of(
        std::begin(pure_cores), std::end(pure_cores), [&path](std::string_view core) {
            if (!path.starts_with(core) || path.size() == core.size()) return false;
            return core.ends_with('/') || path[core.size()] == '.' || path[core.size()] == '_';
        });
}

/// `first` and every file of the tree that it includes directly or indirectly.
std::vector<const Source*> with_its_headers(const Source& first, const Tree& tree) {
    std::vector<const Source*> found{&first};
    std::set<std::string> seen{first.path};
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (const auto& include : found[i]->includes) {
            const auto header = tree.find(include.path);
            if (header != tree.end() && seen.insert(include.path).second) {
                found.push_back(&header->second);
            }
        }
    }
    return found;
}

std::string place_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

/// The folders that each folder includes, and the place of one such include.
using Arrows = std::map<std::string, std::map<std::string, std::string>>;

/// The includes between folders, without those of the tests.
Arrows folder_arrows(const Tree& tree) {
    Arrows arrows;
    for (const auto& [path, source] : tree) {
        if (folder_of(path) == "tests") continue;
        for (const auto& include : source.includes) {
            const auto own = place_of(path);
            const auto other = place_of(include.path);
            if (tree.contains(include.path) && other != own)
                arrows[own].emplace(other, place(source, include.line) + include.path);
        }
    }
    return arrows;
}

/// Searches for a path of includes from the last folder of `way` back to its first. @return whether
/// there is one; `way` is then that path.
bool leads_back(const Arrows& arrows, std::vector<std::string>& way, std::set<std::string>& seen) {
    const auto found = arrows.find(way.back());
    if (found == arrows.end()) return false;
    for (const auto& [next, where] : found->second) {
        if (next == way.front()) return true;
        if (!seen.insert(next).second) continue;
        way.push_back(next);
        if (leads_back(arrows, way, seen)) return true;
        way.pop_back();
    }
    return false;
}

/// Whether the brace that ends at `close` is an argument or a member initialiser, so that the body
/// of the function may still follow.
bool is_initialiser(const std::string& head, const std::string& code, std::size_t close) {
    if (std::count(head.begin(), head.end(), '(') > std::count(head.begin(), head.end(), ')')) {
        return true;
    }
    const auto next = code.find_first_not_of(" \n", std::min(close + 1, code.size()));
    return next != std::string::npos && (code[next] == ',' || code[next] == '{');
}

/// The name of the function that begins with `head`; empty for a member, an operator and a macro.
std::string function_name(const std::string& head) {
    static const std::regex before_parameters{R"((^|[^\w:])([A-Za-z_]\w*)\s*\()"};
    std::smatch match;
    const auto parameters = head.substr(0, head.find('(') + 1);
    if (!opens_function(head) || !std::regex_search(parameters, match, before_parameters))
        return "";
    const std::string name = match[2];
    const bool macro = std::none_of(name.begin(), name.end(),
                                    [](unsigned char c) { return std::islower(c) != 0; });
    return macro ? "" : name;
}

/// The functions in the file's anonymous namespaces, each with the line of its body.
std::map<std::string, std::size_t> local_functions(const Source& source) {
    static const std::regex anonymous{R"(\bnamespace\s*\{)"};
    const auto code = without_directives(source.code);
    std::map<std::string, std::size_t> found;
    for (std::sregex_iterator space{code.begin(), code.end(), anonymous}, end; space != end;
         ++space) {
        auto head = static_cast<std::size_t>(space->position() + space->length());
        for (auto i = head; i < code.size() && code[i] != '}'; ++i) {
            if (code[i] == ';') head = i + 1;
            if (code[i] != '{') continue;
            const auto close = matching_brace(code, i);
            const auto text = code.substr(head, i - head);
            if (!is_initialiser(text, code, close)) {
                const auto name = function_name(text);
                const auto body = code.begin() + static_cast<std::ptrdiff_t>(i);
                if (!name.empty()) found.emplace(name, 1 + std::count(code.begin(), body, '\n'));
                head = close + 1;
            }
            i = close;
        }
    }
    return found;
}

}  // namespace

Source::Source(std::string its_path, std::string its_text)
    : path{std::move(its_path)},
      text{std::move(its_text)},
      code{code_only(text)},
      includes{includes_of(text, code)} {}

Findings file_length(const Source& source) {
    const auto count = lines_of(source.text).size();
    if (count <= file_lines_max) return {};
    return {source.path + ": " + std::to_string(count) + " lines, more than " +
            std::to_string(file_lines_max)};
}

Findings line_length(const Source& source) {
    Findings findings;
    std::size_t number = 0;
    for (const auto& line : lines_of(source.text)) {
        ++number;
        if (columns(line) > columns_max) {
            findings.push_back(place(source, number) + std::to_string(columns(line)) +
                               " columns, more than " + std::to_string(columns_max));
        }
    }
    return findings;
}

Findings function_length(const Source& source) {
    const auto code = without_directives(source.code);
    Findings findings;
    std::size_t head = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == ';' || code[i] == '}') head = i + 1;
        if (code[i] != '{') continue;
        const auto close = matching_brace(code, i);
        const auto before_brace = code.substr(head, i - head);
        if (is_initialiser(before_brace, code, close)) {
            i = close;
            continue;
        }
        if (!opens_function(before_brace)) {
            head = i + 1;
            continue;
        }
        const auto begin = std::min(code.find_first_not_of(" \n", head), i);
        const auto lines = 1 + std::count(code.begin() + static_cast<std::ptrdiff_t>(begin),
                                          code.begin() + static_cast<std::ptrdiff_t>(close), '\n');
        if (static_cast<std::size_t>(lines) > function_lines_max) {
            const auto number =
                1 +
                std::count(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
            findings.push_back(place(source, static_cast<std::size_t>(number)) + "function of " +
                               std::to_string(lines) + " lines, more than " +
                               std::to_string(function_lines_max));
        }
        i = close;
        head = close + 1;
    }
    return findings;
}

Findings catch_all(const Source& source) {
    static const std::regex pattern{R"(\bcatch\s*\(\s*\.\.\.\s*\))"};
    return occurrences(source, source.code, {"catch"}, pattern,
                       "catch the type that can be acted on");
}

Findings sleeping(const Source& source) {
    static const std::regex pattern{
        R"(\b(sleep_for|sleep_until)\b|\b(usleep|nanosleep|clock_nanosleep|sleep)\s*\()"};
    return occurrences(source, source.code, {"sleep"}, pattern,
                       "wait for the event, with a deadline");
}

Findings using_namespace(const Source& source) {
    static const std::regex pattern{R"(\busing\s+namespace\b)"};
    if (!is_header(source)) return {};
    return occurrences(source, source.code, {"using"}, pattern, "using namespace in a header");
}

Findings pragma_once(const Source& source) {
    if (!is_header(source) || source.text.find("#pragma once\n") != std::string::npos) return {};
    return {source.path + ": no #pragma once"};
}

Findings left_over(const Source& source) {
    static const std::regex pattern{
        "\\b(TO"
        "DO|FIX"
        "ME|XX"
        "X)\\b"};
    return occurrences(source, source.text,
                       {"TO"
                        "DO",
                        "FIX"
                        "ME",
                        "XX"
                        "X"},
                       pattern, "do it, or write it down as an issue");
}

Findings own_socket(const Source& source) {
    static const std::regex pattern{
        R"(\b(socket_type\b|zmq_socket\s*\())"
        R"(|\bZMQ_(ROUTER|DEALER|PAIR|PUB|SUB|XPUB|XSUB|REQ|REP|PUSH|PULL)\b)"
        R"(|\bset\s*\(\s*zmq::sockopt)"};
    const auto unit = source.path.substr(0, source.path.rfind('.'));
    if (unit == "common/process/sockets" || folder_of(source.path) == "tests") return {};
    return occurrences(source, source.code, {"socket", "ZMQ_", "sockopt"}, pattern,
                       "common/process/sockets makes every socket");
}

Findings drawer_name(const Source& source) {
    static const std::regex pattern{
        R"((^|_)(utils?|helpers?|managers?|misc|base)(_|$)|^common_types$)"};
    const auto stem = std::filesystem::path{source.path}.stem().string();
    if (!std::regex_search(stem, pattern)) return {};
    return {source.path + ": name the noun that is in it"};
}

Findings include_from_root(const Source& source) {
    Findings findings;
    for (const auto& include : source.includes) {
        const auto folder = folder_of(include.path);
        if (include.quoted && (folder == include.path || std::find(folders.begin(), folders.end(),
                                                                   folder) == folders.end())) {
            findings.push_back(place(source, include.line) + include.path +
                               ": include from the project root");
        }
    }
    return findings;
}

Findings include_arrows(const Source& source) {
    const auto own = folder_of(source.path);
    if (own == "tests") return {};
    Findings findings;
    for (const auto& include : source.includes) {
        const auto folder = folder_of(include.path);
        if (include.quoted && folder != own && folder != "common") {
            findings.push_back(place(source, include.line) + own + " includes " + include.path +
                               "; only its own folder and common");
        }
    }
    return findings;
}

Findings impure_core(const Source& source, const Tree& tree) {
    static const std::regex header{
        R"(^(zmq|sqlite|SQLiteCpp/|spdlog/(?!fmt/)|boost/(asio|beast)|curl/|sys/socket|unistd\.h))"
        R"(|^(thread|mutex|shared_mutex|condition_variable|future|random|ctime|time\.h)$)"
        R"(|^common/process/)"};
    static const std::regex call{
        R"(\b(system_clock|steady_clock|high_resolution_clock)\s*::\s*now\b|\bclock_gettime\b)"
        R"(|\bgettimeofday\b|\bstd::(rand|time)\s*\(|\b(steady|utc)_now\b)"};
    if (!is_pure_core(source.path)) return {};
    auto findings = occurrences(source, source.code, {"clock", "gettimeofday", "std::", "_now"},
                                call, "a pure core takes `now` and randomness as arguments");
    for (const auto* file : with_its_headers(source, tree)) {
        for (const auto& include : file->includes) {
            if (std::regex_search(include.path, header)) {
                findings.push_back(place(*file, include.line) + include.path +
                                   ": not in the pure core " + source.path);
            }
        }
    }
    return findings;
}

Findings folder_cycle(const Tree& tree) {
    const auto arrows = folder_arrows(tree);
    std::set<std::set<std::string>> known;
    Findings findings;
    for (const auto& [folder, included] : arrows) {
        std::vector<std::string> way{folder};
        std::set<std::string> seen;
        if (!leads_back(arrows, way, seen) || !known.insert({way.begin(), way.end()}).second)
            continue;
        std::string text = arrows.at(way.back()).at(folder) + " closes a circle: ";
        for (const auto& step : way) text += step + " includes ";
        findings.push_back(text + folder);
    }
    return findings;
}

Findings shared_local_name(const Tree& tree) {
    std::map<std::string, std::map<std::string, std::string>> first_file;  // by folder and name
    Findings findings;
    for (const auto& [path, source] : tree) {
        if (is_header(source)) continue;
        for (const auto& [name, line] : local_functions(source)) {
            const auto [first, fresh] = first_file[place_of(path)].emplace(name, path);
            if (!fresh)
                findings.push_back(place(source, line) + name +
                                   "() is in an anonymous namespace of " + first->second +
                                   " too; give it a name of its own");
        }
    }
    return findings;
}

constexpr std::array rules{file_length, line_length,    function_length,   catch_all,
                           sleeping,    left_over,      using_namespace,   pragma_once,
                           drawer_name, include_arrows, include_from_root, own_socket};

Findings all_findings(const Tree& tree) {
    Findings all;
    const auto add = [&all](const Findings& some) {
        all.insert(all.end(), some.begin(), some.end());
    };
    for (const auto& [path, source] : tree) {
        for (const auto rule : rules) add(rule(source));
        add(impure_core(source, tree));
    }
    add(folder_cycle(tree));
    add(shared_local_name(tree));
    return all;
}

}  // namespace tradepit::tidy
