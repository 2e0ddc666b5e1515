#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The rules that the whole tree keeps. Each is a function from a file to what is wrong with it:
/// "path:line: what", and nothing when the rule is kept.
namespace tradepit::tidy {

inline constexpr std::size_t file_lines_max = 500;
inline constexpr std::size_t function_lines_max = 60;
inline constexpr std::size_t columns_max = 100;

inline constexpr std::array<std::string_view, 8> folders{"common", "broker", "worker", "writer",
                                                         "query",  "cli",    "bench",  "tests"};

/// Units that know no socket, SQL, clock, log, thread or randomness. A name stands for its .h and
/// .cpp, and for those whose name goes on with an underscore; with '/' at its end for a folder.
inline constexpr std::array<std::string_view, 31> pure_cores{"broker/admission",
                                                             "broker/chain",
                                                             "broker/change_feed",
                                                             "broker/deadlines",
                                                             "broker/fairness",
                                                             "broker/workers",
                                                             "broker/job",
                                                             "broker/retry_policy",
                                                             "broker/command_relay",
                                                             "cli/chaos/chaos_plan",
                                                             "cli/chaos/chaos_report",
                                                             "cli/pipeline/restart_policy",
                                                             "common/accounting/",
                                                             "common/decimal",
                                                             "common/market/market_rules",
                                                             "common/market/market_view",
                                                             "common/market/prices",
                                                             "common/messages/parts",
                                                             "common/stamp",
                                                             "query/analytics/",
                                                             "query/broker_questions",
                                                             "query/lookups/waiting",
                                                             "query/read_queue",
                                                             "query/pending_commands",
                                                             "worker/slots/leases",
                                                             "worker/slots/outbox",
                                                             "writer/imports/history_notes",
                                                             "writer/imports/log_import",
                                                             "writer/imports/record_import",
                                                             "writer/imports/record_links",
                                                             "writer/intake/"};

/// A file, read once for all rules.
struct Source {
    /// @param path from the project root, with '/'
    Source(std::string path, std::string text);

    struct Include {
        std::string path;
        bool quoted;
        std::size_t line;
    };

    std::string path;
    std::string text;
    std::string code;  ///< the text with comments and literals blanked, line for line
    std::vector<Include> includes;
};

using Findings = std::vector<std::string>;
using Tree = std::map<std::string, Source>;

Findings file_length(const Source& source);

/// In columns of UTF-8, not bytes.
Findings line_length(const Source& source);

/// Functions, main and TEST bodies. By braces, not by grammar: good enough to find the long ones.
Findings function_length(const Source& source);

Findings catch_all(const Source& source);
Findings sleeping(const Source& source);
Findings left_over(const Source& source);
Findings using_namespace(const Source& source);
Findings pragma_once(const Source& source);

/// A socket made outside the factory, common/process/sockets, which alone knows every setting.
Findings own_socket(const Source& source);

/// Names of files that say nothing about what is in them.
Findings drawer_name(const Source& source);

/// A component includes its own folder and common; common includes itself. Tests may all.
Findings include_arrows(const Source& source);
Findings include_from_root(const Source& source);

/// What a pure core includes, directly or through the tree's headers, and the clocks it reads
/// itself.
Findings impure_core(const Source& source, const Tree& tree);

/// Folders that include each other, directly or around others, so that none can be read alone: each
/// circle once, with an include that closes it. Tests may.
Findings folder_cycle(const Tree& tree);

/// Functions in anonymous namespaces of one folder that have the same name in two files. The files
/// of a folder are compiled together (docs/BUILD.md), where such functions are overloads of each
/// other and the compiler reports nothing.
Findings shared_local_name(const Tree& tree);

/// Every rule on every file, and those on the tree.
Findings all_findings(const Tree& tree);

}  // namespace tradepit::tidy
