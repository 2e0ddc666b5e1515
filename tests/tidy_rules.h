#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The rules for the whole source tree. Each rule is a function that returns the violations in a
/// file as "path:line: what"; empty when there are none.
namespace tradepit::tidy {

inline constexpr std::size_t file_lines_max = 500;
inline constexpr std::size_t function_lines_max = 60;
inline constexpr std::size_t columns_max = 100;

inline constexpr std::array<std::string_view, 8> folders{"common", "broker", "worker", "writer",
                                                         "query",  "cli",    "bench",  "tests"};

/// Units that use no socket, SQL, clock, log, thread or randomness. A name stands for its .h and
/// .cpp, and for units whose name continues with an underscore. A name with '/' at the end stands
/// for a folder.
inline constexpr std::string_view pure_cores[] = {"broker/admission",
                                                  "broker/chain",
                                                  "broker/change_feed",
                                                  "broker/command_relay",
                                                  "broker/deadlines",
                                                  "broker/fair_share",
                                                  "broker/job",
                                                  "broker/retry_policy",
                                                  "broker/workers",
                                                  "cli/chaos/chaos_plan",
                                                  "cli/chaos/chaos_report",
                                                  "cli/pipeline/restart_policy",
                                                  "common/accounting/",
                                                  "common/decimal",
                                                  "common/market/market_rules",
                                                  "common/market/market_view",
                                                  "common/market/prices",
                                                  "common/messages/parts",
                                                  "common/resources",
                                                  "common/splitmix",
                                                  "common/stamp",
                                                  "common/trading/",
                                                  "common/waits",
                                                  "query/analytics/",
                                                  "query/broker_questions",
                                                  "query/lookups/waiting",
                                                  "query/pending_commands",
                                                  "query/request_queue",
                                                  "worker/price_client",
                                                  "worker/slots/leases",
                                                  "worker/slots/outbox",
                                                  "writer/imports/imported_bars",
                                                  "writer/imports/log_import",
                                                  "writer/imports/record_import",
                                                  "writer/imports/record_links",
                                                  "writer/intake/"};

/// The content of a file, prepared once for all rules.
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
    std::string code;  ///< the text with comments and literals replaced by spaces
    std::vector<Include> includes;
};

using Findings = std::vector<std::string>;
using Tree = std::map<std::string, Source>;

/// Files with more than file_lines_max lines.
Findings file_length(const Source& source);

/// Lines with more than columns_max characters. UTF-8 characters are counted, not bytes.
Findings line_length(const Source& source);

/// Functions with more than function_lines_max lines, main and TEST bodies included. Bodies are
/// found by braces and not by a parser, which is good enough for long ones.
Findings function_length(const Source& source);

/// `catch (...)`.
Findings catch_all(const Source& source);
/// Calls that sleep for a time.
Findings sleeping(const Source& source);
/// Comments that mark unfinished work.
Findings left_over(const Source& source);
/// `using namespace` in a header.
Findings using_namespace(const Source& source);
/// Headers without `#pragma once`.
Findings pragma_once(const Source& source);

/// Sockets that are not made by common/process/sockets, which sets all socket options. Tests may.
Findings own_socket(const Source& source);

/// File names such as "utils" or "helper", which do not say what is in the file.
Findings drawer_name(const Source& source);

/// Includes of other components. A component may include only its own folder and common; tests may
/// include everything.
Findings include_arrows(const Source& source);
/// Quoted includes whose path does not begin at the project root.
Findings include_from_root(const Source& source);

/// In a pure core: forbidden headers, included directly or through headers of the tree, and calls
/// that read a clock or draw random numbers.
Findings impure_core(const Source& source, const Tree& tree);

/// Cycles of includes between folders, directly or through other folders. Each cycle is reported
/// once, with an include that closes it. Tests are not checked.
Findings folder_cycle(const Tree& tree);

/// Functions in anonymous namespaces of one folder that have the same name in two files. The files
/// of a folder are compiled together (docs/BUILD.md). There such functions are overloads of each
/// other, and the compiler reports nothing.
Findings shared_local_name(const Tree& tree);

/// The findings of all rules for all files and for the tree.
Findings all_findings(const Tree& tree);

}  // namespace tradepit::tidy
