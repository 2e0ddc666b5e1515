#pragma once

#include <algorithm>
#include <array>
#include <string_view>

/// The requests whose answer may take minutes, because query reads a whole job or the whole results
/// file for it. query gives them threads of their own and no time limit, and the CLI waits longer
/// for them.
namespace tradepit::common {

/// Their paths, as in query's table of routes: "{…}" stands for one segment that is not empty.
inline constexpr std::array<std::string_view, 3> LONG_READS{"/jobs/{job_id}/digest",
                                                            "/jobs/{job_id}/attempts", "/check"};

/// Whether `path` is a path of `route`, which has at most one "{…}".
[[nodiscard]] constexpr bool is_path_of(std::string_view path, std::string_view route) {
    const auto open = route.find('{');
    if (open == std::string_view::npos) return path == route;
    const auto before = route.substr(0, open);
    const auto behind = route.substr(route.find('}') + 1);
    if (path.size() <= before.size() + behind.size() || !path.starts_with(before) ||
        !path.ends_with(behind))
        return false;
    path.remove_prefix(before.size());
    path.remove_suffix(behind.size());
    return path.find('/') == std::string_view::npos;
}

[[nodiscard]] constexpr bool is_long_read(std::string_view path) {
    return std::ranges::any_of(LONG_READS,
                               [path](std::string_view route) { return is_path_of(path, route); });
}

}  // namespace tradepit::common
