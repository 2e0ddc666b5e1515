#include "tests/simulation/clients.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace tradepit::simulation {

using namespace common;

namespace {

/// A client that is not answered repeats its request after this.
constexpr Instant AGAIN = std::chrono::seconds{2};

JobModel drawn_model(World& world, int name, const std::vector<Stamp>& dates, Order order) {
    JobModel model{
        .model = ModelName{"m" + std::to_string(name)},
        .agent = R"({"kind":"simulated"})",
        .needs = world.random.choose<Needs>({need(CPU), need(WAIT), {ResourceName{WAIT}, LABEL}}),
        .lease_days_max = world.random.pick(1, 3),
        .from = dates.front(),
        .opening = {.cash = Money::from_millionths(10'000'000'000), .value = {}, .holdings = {}},
        .orders = {}};
    if (order == Order::model && dates.size() > 1 && world.random.chance(0.2))
        model.from = dates[1];
    if (world.random.chance(0.2))
        model.opening.holdings.push_back(
            {Symbol{"AAA"}, Quantity::from_units(UNITS_PER_WHOLE * 3)});
    model.opening.value = model.opening.cash;
    if (world.random.chance(0.3))
        for (const Stamp date : dates)
            if (auto orders = world.market.orders(model.model, date); !orders.empty())
                model.orders.push_back({date, std::move(orders)});
    return model;
}

std::shared_ptr<Job> drawn_job(World& world, const std::string& key) {
    auto job = std::make_shared<Job>();
    job->job = JobId{"job 0 of " + key};
    job->key = key;
    job->request_hash = "hash of " + key;
    job->config_path = "simulated";
    job->market = MarketName{"simulated"};
    job->price_set = 1;
    job->rules = "{}";
    job->order = world.random.chance(0.35) ? Order::date : Order::model;
    job->priority = world.random.pick(0, 1);
    const int first = world.random.pick(0, 3);
    const int days = world.random.pick(1, 4);
    for (int day = first; day < first + days; ++day) {
        job->dates.push_back(date_of(day));
        if (world.market.skipped(job->dates.back()))
            job->skipped.push_back({job->dates.back(), "no prices"});
    }
    for (int name = 0; name < 3; ++name)
        if (world.random.chance(0.6))
            job->models.push_back(drawn_model(world, name, job->dates, job->order));
    if (job->models.empty()) job->models.push_back(drawn_model(world, 0, job->dates, job->order));
    return job;
}

/// When query does not know that it has resolved this request before, it makes the job anew, with a
/// new id. All ids have the same length, as real ones do, because parts of both versions of a
/// request may be mixed.
std::vector<Message> submission(World& world, const Operation& operation,
                                const std::vector<Operation>&) {
    Job job = *operation.job;
    if (world.random.chance(0.2)) job.job = JobId{"job 1 of " + job.key};
    world.history.jobs.try_emplace(job.job, std::make_shared<Job>(job));
    const std::size_t octets = encode_job(job).size();
    const std::size_t part_bytes = octets / world.random.choose<std::size_t>({1, 1, 2, 3}) + 1;
    std::vector<Message> parts;
    for (CommandPart& part : parts_of(job, part_bytes)) parts.emplace_back(std::move(part));
    return parts;
}

bool plan_submission(World& world, Operation& operation, const std::vector<Operation>&) {
    operation.job = drawn_job(world, operation.key);
    return true;
}

/// The same request under the same key from another client, such as a script that ran twice.
bool plan_repeat(World& world, Operation& operation, const std::vector<Operation>& earlier) {
    if (earlier.empty()) return false;
    const Operation& first = earlier[world.random.index(earlier.size())];
    if (!first.job) return false;
    operation.key = first.key;
    operation.job = first.job;
    return true;
}

bool plan_cancel(World&, Operation& operation, const std::vector<Operation>& earlier) {
    for (std::size_t i = 0; i < earlier.size(); ++i)
        if (earlier[i].job && !earlier[i].gives_up) operation.target = i;
    return !earlier.empty() && earlier[operation.target].job && !earlier[operation.target].gives_up;
}

/// Waits until the request for the job is answered. If that was refused, the cancel names a job
/// that does not exist.
std::vector<Message> cancellation(World& world, const Operation& operation,
                                  const std::vector<Operation>&) {
    const auto& made = world.history.asked[operation.target].answers;
    if (made.empty()) return {};
    const std::string text = *made.begin();
    const JobId job{text.starts_with("200 ") ? text.substr(4) : "nobody"};
    for (Asked& asked : world.history.asked)
        if (asked.key == operation.key) asked.cancels = job;
    const CancelJob request{
        .key = operation.key, .request_hash = "hash of " + operation.key, .job = job};
    return {parts_of(request).front()};
}

constexpr std::array KINDS{
    OperationKind{.name = "submit", .weight = 8, .plan = plan_submission, .requests = submission},
    OperationKind{.name = "repeat", .weight = 2, .plan = plan_repeat, .requests = submission},
    OperationKind{.name = "cancel", .weight = 4, .plan = plan_cancel, .requests = cancellation}};

const OperationKind& drawn_kind(World& world) {
    int all = 0;
    for (const OperationKind& kind : KINDS) all += kind.weight;
    int drawn = world.random.pick(1, all);
    for (const OperationKind& kind : KINDS)
        if ((drawn -= kind.weight) <= 0) return kind;
    return KINDS[0];
}

}  // namespace

std::string text_of(const CommandOutcome& outcome) {
    const auto* done = std::get_if<JobDone>(&outcome);
    return std::to_string(status_of(outcome)) + " " +
           (done != nullptr ? done->job.value() : std::get<CommandRefused>(outcome).detail);
}

Clients::Clients(World& world) : world_{world} {
    const int count = world.random.pick(1, 4);
    for (int i = 0; i < count; ++i) {
        Operation operation;
        operation.kind = i == 0 ? KINDS.data() : &drawn_kind(world);
        operation.key = "key " + std::to_string(i);
        operation.at =
            world.now + std::chrono::milliseconds{world.random.pick(0, 10'000 + 15'000 * i)};
        operation.gives_up = i > 0 && world.random.chance(0.2);
        if (!operation.kind->plan(world, operation, operations_)) continue;
        world.history.asked.push_back({operation.key, {}, {}});
        operations_.push_back(std::move(operation));
    }
}

void Clients::turn() {
    for (std::size_t i = 0; i < operations_.size(); ++i) {
        Operation& operation = operations_[i];
        if (operation.over || world_.now < operation.at) continue;
        operation.at = world_.now + AGAIN;
        for (Message& request : operation.kind->requests(world_, operation, operations_))
            world_.network.send({Address::Role::client, i}, BROKER, std::move(request));
        operation.over = operation.gives_up;
    }
}

void Clients::receive(std::uint64_t client, Message message) {
    const auto* answer = std::get_if<CommandAnswer>(&message);
    if (answer == nullptr)
        throw std::runtime_error("a client takes no " + std::string{name_of(message)});
    if (status_of(answer->outcome) == 503) return;
    world_.history.asked[client].answers.insert(text_of(answer->outcome));
    operations_[client].over = true;
}

bool Clients::over() const {
    return std::all_of(operations_.begin(), operations_.end(),
                       [](const Operation& operation) { return operation.over; });
}

std::optional<Instant> Clients::next_deadline() const {
    std::optional<Instant> next;
    for (const Operation& operation : operations_)
        if (!operation.over) next = std::min(next.value_or(operation.at), operation.at);
    return next;
}

}  // namespace tradepit::simulation
