#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "common/http/accept.h"
#include "common/limits.h"
#include "common/shapes/figures.h"
#include "common/statuses.h"
#include "query/requests/cursor.h"
#include "query/requests/parameter_rule.h"

/// The parameters that the routes of the table in routes.cpp take.
namespace tradepit::query::rules {

using Kind = ParameterKind;

inline constexpr ParameterRule LIMIT{.name = "limit",
                                     .kind = Kind::integer,
                                     .description = "Rows in one answer",
                                     .default_value = "100",
                                     .minimum = 1,
                                     .maximum = common::PAGE_ROWS_MAX};
inline constexpr ParameterRule DETAIL_LIMIT{.name = "limit",
                                            .kind = Kind::integer,
                                            .description = "Details in one answer",
                                            .default_value = "1000",
                                            .minimum = 1,
                                            .maximum = common::PAGE_ROWS_MAX};
inline constexpr ParameterRule CURSOR{
    .name = "cursor",
    .description = "Where the page begins: next_cursor of the one before",
    .maximum = CURSOR_BYTES_MAX};
/// A job's number. The default is above all numbers: the page begins with the newest job.
inline constexpr ParameterRule JOB_CURSOR{
    .name = "cursor",
    .kind = Kind::integer,
    .description = "Where the page begins: next_cursor of the one before",
    .default_value = "9223372036854775807",
    .minimum = 1,
    .maximum = 9'223'372'036'854'775'807};
inline constexpr ParameterRule STATUS{.name = "status",
                                      .kind = Kind::choice,
                                      .description = "Jobs of this status alone",
                                      .choices = common::ALL_NAMES<common::JobStatus>};
inline constexpr ParameterRule MARKET{.name = "market", .description = "A market's name"};
inline constexpr ParameterRule LABEL{.name = "label", .description = "Jobs of this label alone"};
inline constexpr ParameterRule MODEL{.name = "model", .description = "A model's name"};
inline constexpr ParameterRule ROWS_MODEL{
    .name = "model",
    .description = "A model's name. Rows need it, a date or a job_id",
    .example = "buy_and_hold"};
inline constexpr ParameterRule REQUIRED_MODEL{.name = "model",
                                              .description = "The model's name",
                                              .required = true,
                                              .example = "buy_and_hold"};
inline constexpr ParameterRule JOB_ID{
    .name = "job_id",
    .description =
        "Only this job, whatever its status; without it, the newest results of each model"};
inline constexpr ParameterRule DATE{
    .name = "date",
    .kind = Kind::date,
    .description =
        "A date; on an hourly market it may have a time. Without a time"
        " /positions and /reasoning list the whole day, and"
        " /results and /leaderboard show its last stamp"};
inline constexpr ParameterRule START_DATE{
    .name = "start_date", .kind = Kind::date, .description = "The first date"};
inline constexpr ParameterRule END_DATE{
    .name = "end_date", .kind = Kind::date, .description = "The last date, included"};
inline constexpr ParameterRule FORMAT{
    .name = "format",
    .kind = Kind::choice,
    .description =
        "csv and jsonl: the rows alone, all of them where there is"
        " no limit",
    .choices = common::ALL_NAMES<common::ListFormat>,
    .default_value = "json"};
inline constexpr ParameterRule BOOKS{.name = "books",
                                     .kind = Kind::flag,
                                     .description = "The digest of positions and holdings alone",
                                     .default_value = "false"};
inline constexpr ParameterRule DETAIL{
    .name = "detail",
    .kind = Kind::choice,
    .description = "With date: full adds trades, reasoning and tool usage",
    .choices = "minimal full",
    .default_value = "minimal"};
inline constexpr ParameterRule REASONING{
    .name = "reasoning",
    .kind = Kind::choice,
    .description = "With date: a summary of the reasoning, or its steps",
    .choices = "none summary full",
    .default_value = "none"};
inline constexpr ParameterRule MARK{
    .name = "mark",
    .kind = Kind::choice,
    .description = "Holdings at their bar's open, as stored, or at its close",
    .choices = "open close",
    .default_value = "open"};
inline constexpr ParameterRule BENCHMARK{.name = "benchmark",
                                         .description = "A symbol of the market to compare with"};
inline constexpr ParameterRule FIGURE_DETAIL{
    .name = "detail",
    .kind = Kind::choice,
    .description = "With full also every figure of /analytics",
    .choices = "minimal full",
    .default_value = "minimal"};
inline constexpr ParameterRule LATEST{
    .name = "latest",
    .kind = Kind::choice,
    .description = "Without date: the latest day of each model, or the last that all completed",
    .choices = "each common",
    .default_value = "each"};
inline constexpr ParameterRule SORT{
    .name = "sort", .description = "The figure to rank by", .default_value = "portfolio_value"};
/// The figures of the leaderboard by the names that its limits have.
inline constexpr auto BOARD_FILTERS = [] {
    std::array<std::string_view, common::BOARD_FIGURE_NAMES.size()> names;
    std::ranges::transform(common::BOARD_FIGURE_NAMES, names.begin(),
                           &common::BoardFigureInfo::filter);
    return names;
}();
inline constexpr ParameterRule AT_LEAST{
    .name = "min_*",
    .kind = Kind::number,
    .description = "Models with at least this. Every figure of /analytics has such a limit, too",
    .members = BOARD_FILTERS};
inline constexpr ParameterRule AT_MOST{
    .name = "max_*",
    .kind = Kind::number,
    .description = "Models with at most this. Every figure of /analytics has such a limit, too",
    .members = BOARD_FILTERS};

}  // namespace tradepit::query::rules
