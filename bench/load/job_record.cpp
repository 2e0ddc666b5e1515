#include "bench/load/job_record.h"

#include <map>
#include <random>
#include <stdexcept>
#include <string>

#include "common/digest.h"
#include "common/market/market_rules_json.h"

namespace tradepit::bench {

namespace {

using namespace common;

Job job_of(const Workload& work) {
    MarketRules rules;
    rules.name = work.market;
    Job job{.job = work.job,
            .key = work.job.value(),
            .request_hash = sha256_hex(work.job.value()),
            .config_path = "bench",
            .settings = {.label = "bench"},
            .market = rules.name,
            .price_set = 1,
            .price_hash = sha256_hex("bench"),
            .rules = to_json(rules),
            .read_by_default = true,
            .dates = work.dates,
            .skipped = {},
            .models = {},
            .warnings = {}};
    for (const auto& model : work.models) {
        job.models.push_back({.model = model.model,
                              .agent = R"({"kind":"idle"})",
                              .needs = need(CPU),
                              .lease_days_max = static_cast<std::int32_t>(LEASE_DAYS_MAX),
                              .first_date = work.dates.front(),
                              .opening = work.opening,
                              .orders = {}});
    }
    return job;
}

void submit(Link& writer, std::int64_t epoch, const Job& job) {
    for (CommandPart& part : parts_of(job)) {
        part.epoch = epoch;
        writer.send(encode(part));
    }
    const auto answer = writer.receive_as<CommandAnswer>();
    if (const auto* refused = std::get_if<CommandRefused>(&answer.outcome))
        throw std::runtime_error("the writer refused a job: " + refused->detail);
}

}  // namespace

std::int64_t take_epoch(Link& writer) {
    std::random_device random;
    writer.send(encode(EpochRequest{.nonce = (std::uint64_t{random()} << 32) | random()}));
    return writer.receive_as<EpochGranted>().epoch;
}

RecordedJob record_job(Link& writer, std::int64_t epoch, const Workload& work) {
    RecordedJob recorded{.epoch = epoch, .chains = {}};
    submit(writer, recorded.epoch, job_of(work));

    std::map<ModelName, std::int64_t> chains;
    for (std::int64_t after = 0;;) {
        writer.send(encode(PageRequest{.epoch = recorded.epoch, .after = after}));
        const auto page = writer.receive_as<Page>();
        if (page.chains.empty()) break;
        for (const auto& chain : page.chains) {
            after = chain.state.chain;
            if (chain.terms.job == work.job) chains[chain.terms.model] = chain.state.chain;
        }
    }
    if (chains.size() != work.models.size())
        throw std::runtime_error("the writer's pages lack chains of the job it recorded");
    for (const auto& model : work.models) recorded.chains.push_back(chains.at(model.model));
    return recorded;
}

}  // namespace tradepit::bench
