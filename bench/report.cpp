#include "bench/report.h"

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "bench/figures/sample.h"
#include "bench/maintenance_report.h"

namespace tradepit::bench {

namespace {

/// The file that was measured, by the positions in it.
std::string file_label(const WriterRate& rate) {
    return rate.present == 0 ? "empty file"
                             : grouped(static_cast<double>(rate.present)) + " positions present";
}

double days_per_second(const EndToEnd& run, double seconds) {
    return static_cast<double>(run.model_days()) / seconds;
}

void add_ratios(std::string& text, const Report& report) {
    if (report.writer_rates.empty()) return;
    text +=
        "Writer over bare SQLite loop (same rows, same schema; median of rounds, least to most)\n";
    for (const auto& rate : report.writer_rates) {
        text += fmt::format("  {:<32} {:5.2f}   ({:.2f} to {:.2f}, {} rounds)\n", file_label(rate),
                            rate.ratio.median(), rate.ratio.least(), rate.ratio.most(),
                            rate.ratio.size());
    }
    text += fmt::format("\nPositions a second, five holdings each, {} a model-day (median)\n",
                        report.size.day_positions);
    for (const auto& rate : report.writer_rates) {
        text += fmt::format("  {:<32} writer {:>8}   bare loop {:>8}\n", file_label(rate),
                            grouped(rate.writer.median()), grouped(rate.bare.median()));
    }
    text += "\n";
}

void add_end_to_end(std::string& text, const Report& report) {
    if (report.end_to_end.empty()) return;
    text += "Model-days a second, submission to completion (median)\n";
    for (const auto& run : report.end_to_end) {
        const auto seconds = run.seconds.median();
        text += fmt::format("  {:<32} {:>8}   {} × {} in {:.2f} s\n", run.agent,
                            grouped(days_per_second(run, seconds)), run.models, run.dates, seconds);
    }
    text += "\n";
}

void add_latency(std::string& text, const char* what, const Sample& sample) {
    text += fmt::format("  {:<32} p50 {:7.2f}   p99 {:7.2f}   ({} times)\n", what, sample.median(),
                        sample.quantile(0.99), sample.size());
}

/// The ratio of the first service's request rate to that of `other`, for each round.
Sample rate_ratios(const HttpLoad& first, const HttpLoad& other) {
    Sample ratio;
    for (std::size_t round = 0; round < other.requests.size(); ++round)
        ratio.add(first.requests.value(round) / other.requests.value(round));
    return ratio;
}

void add_large(std::string& text, const LargeFigures& large) {
    text += fmt::format("A file of {} positions, {} MB\n\n",
                        grouped(static_cast<double>(large.positions)), grouped(large.megabytes));
    text +=
        "How many times as many requests a second as others tradepit-query answers, GET /results\n";
    for (std::size_t i = 1; i < large.http.size(); ++i) {
        const Sample ratio = rate_ratios(large.http.front(), large.http[i]);
        text +=
            fmt::format("  {:<32} {:7.1f}   ({:.1f} to {:.1f}, {} rounds)\n", large.http[i].service,
                        ratio.median(), ratio.least(), ratio.most(), ratio.size());
    }
    text += fmt::format(
        "Writer over bare SQLite loop, on this file\n  {:<32} {:7.2f}   ({:.2f} to "
        "{:.2f}, {} rounds)\n\n",
        "median", large.writer.ratio.median(), large.writer.ratio.least(),
        large.writer.ratio.most(), large.writer.ratio.size());
    text += fmt::format(
        "Milliseconds for a lookup over ZeroMQ, of random models and dates, while the writer "
        "commits\n"
        "{} positions a second ({} when nothing reads)\n",
        grouped(large.writer_during), grouped(large.writer_alone));
    for (const LookupLatencies& read : large.reads) add_latency(text, read.what.c_str(), read.took);
    text += "\nRequests a second over HTTP, with p50 and p99 in milliseconds\n";
    for (const HttpLoad& load : large.http)
        text += fmt::format("  {:<32} {:>8}   p50 {:7.2f}   p99 {:7.2f}\n", load.service,
                            grouped(load.requests.median()), load.p50_ms.median(),
                            load.p99_ms.median());
    text += "\n";
}

void add_exports(std::string& text, const ExportFigures& exports) {
    text += fmt::format(
        "Exports of {} positions with {} holdings over HTTP, beside a Python script that reads the "
        "same file\n",
        grouped(static_cast<double>(exports.positions)),
        grouped(static_cast<double>(exports.holdings)));
    for (const auto& each : exports.formats)
        text += fmt::format(
            "  {:<32} {:5.2f} s   script {:5.2f} s   ratio {:5.2f}   ({:.2f} to {:.2f}, {} "
            "rounds)\n",
            each.format, each.seconds.median(), each.script.median(), each.ratio.median(),
            each.ratio.least(), each.ratio.most(), each.ratio.size());
    text += fmt::format("  {:<32} {:.1f} MB before, {:.1f} MB after\n", "most memory of query",
                        exports.megabytes_before, exports.megabytes_after);
    text += fmt::format("  {:<32} {:>8} positions a second, {} without exports\n\n",
                        "writer at half load", grouped(exports.writer_during),
                        grouped(exports.writer_alone));
}

nlohmann::json to_json(const Sample& sample) {
    return {{"median", sample.median()},
            {"p99", sample.quantile(0.99)},
            {"least", sample.least()},
            {"most", sample.most()},
            {"count", sample.size()}};
}

nlohmann::json to_json(const Machine& machine) {
    return {{"cores", machine.cores},           {"processor", machine.processor},
            {"memory_gib", machine.memory_gib}, {"file_system", machine.file_system},
            {"build", machine.build},           {"sqlite", machine.sqlite}};
}

nlohmann::json to_json(const ExportFigures& exports) {
    nlohmann::json json = {{"positions", exports.positions},
                           {"holdings", exports.holdings},
                           {"megabytes_before", exports.megabytes_before},
                           {"megabytes_after", exports.megabytes_after},
                           {"writer_alone_positions_per_second", exports.writer_alone},
                           {"writer_during_positions_per_second", exports.writer_during}};
    for (const auto& each : exports.formats)
        json["formats"][each.format] = {{"seconds", to_json(each.seconds)},
                                        {"script_seconds", to_json(each.script)},
                                        {"ratio", to_json(each.ratio)}};
    return json;
}

nlohmann::json to_json(const LargeFigures& large) {
    nlohmann::json json = {{"positions", large.positions},
                           {"megabytes", large.megabytes},
                           {"writer_alone_positions_per_second", large.writer_alone},
                           {"writer_during_positions_per_second", large.writer_during},
                           {"writer_over_bare_loop", to_json(large.writer.ratio)}};
    for (const LookupLatencies& read : large.reads)
        json["lookup_ms"][read.what] = to_json(read.took);
    for (const HttpLoad& load : large.http)
        json["http"].push_back({{"service", load.service},
                                {"requests_per_second", to_json(load.requests)},
                                {"p50_ms", to_json(load.p50_ms)},
                                {"p99_ms", to_json(load.p99_ms)}});
    return json;
}

}  // namespace

std::string to_text(const Report& report) {
    std::string text;
    if (report.large) add_large(text, *report.large);
    if (report.maintenance) text += to_text(*report.maintenance);
    if (report.exports) add_exports(text, *report.exports);
    add_ratios(text, report);
    add_end_to_end(text, report);
    if (report.latencies) {
        text += "Milliseconds, on an idle pipeline\n";
        add_latency(text, "status lookup", report.latencies->status);
        add_latency(text, "leaderboard lookup", report.latencies->leaderboard);
        add_latency(text, "submit, to its answer", report.latencies->submit);
        add_latency(text, "submit, to first committed event", report.latencies->first_event);
        text += "\n";
    }
    const auto& machine = report.machine;
    text += fmt::format("{} cores, {}, {:.0f} GiB, {}; {}; SQLite {}, WAL, synchronous={}\n",
                        machine.cores, machine.processor, machine.memory_gib, machine.file_system,
                        machine.build, machine.sqlite, report.synchronous);
    if (machine.file_system == "tmpfs")
        text +=
            "The databases were in memory, where synchronous=FULL costs nothing: choose another "
            "--dir.\n";
    return text;
}

std::string to_json(const Report& report) {
    nlohmann::json json = {{"machine", to_json(report.machine)},
                           {"synchronous", report.synchronous}};
    for (const auto& rate : report.writer_rates) {
        json["writer_rate"].push_back({{"present", rate.present},
                                       {"day_positions", report.size.day_positions},
                                       {"ratio", to_json(rate.ratio)},
                                       {"writer_positions_per_second", to_json(rate.writer)},
                                       {"bare_positions_per_second", to_json(rate.bare)}});
    }
    for (const auto& run : report.end_to_end) {
        json["end_to_end"].push_back(
            {{"agent", run.agent},
             {"models", run.models},
             {"dates", run.dates},
             {"seconds", to_json(run.seconds)},
             {"model_days_per_second", days_per_second(run, run.seconds.median())}});
    }
    if (report.latencies) {
        json["latency_ms"] = {{"status", to_json(report.latencies->status)},
                              {"leaderboard", to_json(report.latencies->leaderboard)},
                              {"submit", to_json(report.latencies->submit)},
                              {"first_event", to_json(report.latencies->first_event)}};
    }
    if (report.exports) json["exports"] = to_json(*report.exports);
    if (report.large) json["large"] = to_json(*report.large);
    if (report.maintenance) json["maintenance"] = to_json(*report.maintenance);
    return json.dump(2) + "\n";
}

}  // namespace tradepit::bench
