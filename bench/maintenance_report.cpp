#include "bench/maintenance_report.h"

#include <algorithm>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "bench/figures/sample.h"

namespace tradepit::bench {

namespace {

void add_load(std::string& text, const char* when, const LoadSpan& load) {
    text += fmt::format(
        "    {:<18} {:>8} positions/s   p50 {:7.2f}   p99 {:7.2f}   max {:7.2f}   ({:.0f} s)\n",
        when, grouped(load.rate), load.ack_ms.median(), load.ack_ms.quantile(0.99),
        load.ack_ms.most(), load.seconds);
}

nlohmann::json load_json(const LoadSpan& load) {
    return {{"seconds", load.seconds},
            {"positions_per_second", load.rate},
            {"batches", load.ack_ms.size()},
            {"p50_ms", load.ack_ms.median()},
            {"p99_ms", load.ack_ms.quantile(0.99)},
            {"max_ms", load.ack_ms.most()}};
}

}  // namespace

bool keeps_its_promises(const MaintenanceFigures& figures) {
    return figures.faults.empty() &&
           std::none_of(figures.tasks.begin(), figures.tasks.end(),
                        [](const auto& task) { return task.during.ack_ms.most() > ACK_MS_MAX; });
}

std::string to_text(const MaintenanceFigures& figures) {
    std::string text = fmt::format(
        "Maintenance of a file of {} positions, {} MB, while the writer gets half of the {} "
        "positions a second that it reaches alone; milliseconds from sending a batch to its "
        "acknowledgement\n",
        grouped(static_cast<double>(figures.positions)), grouped(figures.megabytes),
        grouped(figures.writer_alone));
    for (const TaskFigures& task : figures.tasks) {
        text += fmt::format("  {:<10} {:.2f} s, answered after {:.2f} s: {} {}, {} a second\n",
                            task.name, task.seconds, task.answer_seconds, grouped(task.amount),
                            task.unit, grouped(task.amount / task.seconds));
        add_load(text, "load before", task.before);
        add_load(text, "load meanwhile", task.during);
        if (task.during.ack_ms.most() > ACK_MS_MAX)
            text += fmt::format("    a commit was held up for more than {:.0f} ms\n", ACK_MS_MAX);
    }
    text += fmt::format("  {} positions acknowledged: {}\n",
                        grouped(static_cast<double>(figures.acknowledged)),
                        figures.faults.empty() ? "all there, file and backup sound" : "faults");
    for (const std::string& fault : figures.faults) text += "    " + fault + "\n";
    return text + "\n";
}

nlohmann::json to_json(const MaintenanceFigures& figures) {
    nlohmann::json json = {{"positions", figures.positions},
                           {"megabytes", figures.megabytes},
                           {"writer_alone_positions_per_second", figures.writer_alone},
                           {"acknowledged_positions", figures.acknowledged},
                           {"ack_ms_max", ACK_MS_MAX},
                           {"faults", figures.faults},
                           {"well", keeps_its_promises(figures)}};
    for (const TaskFigures& task : figures.tasks)
        json["tasks"].push_back({{"name", task.name},
                                 {"seconds", task.seconds},
                                 {"answer_seconds", task.answer_seconds},
                                 {"amount", task.amount},
                                 {"unit", task.unit},
                                 {"load_before", load_json(task.before)},
                                 {"load_during", load_json(task.during)}});
    return json;
}

}  // namespace tradepit::bench
