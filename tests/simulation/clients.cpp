#include "tests/simulation/clients.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "tests/simulation/continued_jobs.h"

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
        .first_date = dates.front(),
        .opening = {.cash = Money::from_millionths(10'000'000'000), .value = {}, .holdings = {}},
        .orders = {}};
    if (order == Order::model && dates.size() > 1 && world.random.chance(0.2))
        model.first_date = dates[1];
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

/// The days that a job is drawn from: resumes run later ones than the jobs before them.
struct Days {
    int first_max = 3;
    int most = 4;
};

std::shared_ptr<Job> drawn_job(World& world, const Operation& operation, Days range) {
    auto job = std::make_shared<Job>();
    job->job = JobId{"job 0 of " + operation.name};
    job->key = operation.key;
    job->request_hash = operation.hash;
    job->config_path = "simulated";
    job->market = MarketName{"simulated"};
    job->price_set = 1;
    job->rules = "{}";
    job->settings.order = world.random.chance(0.35) ? Order::date : Order::model;
    job->settings.priority = world.random.pick(0, 1);
    const int first = world.random.pick(0, range.first_max);
    const int days = world.random.pick(1, range.most);
    for (int day = first; day < first + days; ++day) {
        job->dates.push_back(date_of(day));
        if (world.market.skipped(job->dates.back()))
            job->skipped.push_back({job->dates.back(), "no prices"});
    }
    const Order order = job->settings.order;
    for (int name = 0; name < 3; ++name)
        if (world.random.chance(0.6))
            job->models.push_back(drawn_model(world, name, job->dates, order));
    if (job->models.empty()) job->models.push_back(drawn_model(world, 0, job->dates, order));
    return job;
}

std::vector<Message> in_parts(World& world, const Job& job) {
    world.history.jobs.try_emplace(job.job, std::make_shared<Job>(job));
    const std::size_t octets = encode_job(job).size();
    const std::size_t part_bytes = octets / world.random.choose<std::size_t>({1, 1, 2, 3}) + 1;
    std::vector<Message> parts;
    for (CommandPart& part : parts_of(job, part_bytes)) parts.emplace_back(std::move(part));
    return parts;
}

/// Query has the writer record what it refuses itself.
std::vector<Message> refusal(const Operation& operation, std::int32_t status, const char* detail) {
    return {parts_of(RecordRefusal{operation.key, operation.hash, status, detail}).front()};
}

/// Whether its answer may name a job.
bool makes_jobs(const Operation& operation) {
    return operation.job != nullptr && !operation.gives_up;
}

/// The job that the target's request made, once that is answered; "nobody" when it was refused.
std::optional<JobId> made_by_target(const World& world, const Operation& operation) {
    const auto& answers = world.history.asked[operation.target].answers;
    if (answers.empty()) return std::nullopt;
    const std::string& text = *answers.begin();
    return JobId{text.starts_with("200 ") ? text.substr(4) : "nobody"};
}

// ---- submit

/// When query does not know that it has resolved this request before, it makes the job anew, with a
/// new id. All ids have the same length, as real ones do, because parts of both versions of a
/// request may be mixed.
std::vector<Message> submission(World& world, const Operation& operation, Tables&) {
    Job job = *operation.job;
    if (world.random.chance(0.2))
        job.job = JobId{"job 1 of " + operation.job->job.value().substr(9)};
    return in_parts(world, job);
}

bool plan_submission(World& world, Operation& operation, const std::vector<Operation>&) {
    operation.job = drawn_job(world, operation, {});
    return true;
}

/// The same request under the same key from another client, such as a script that ran twice.
bool plan_repeat(World& world, Operation& operation, const std::vector<Operation>& earlier) {
    if (earlier.empty()) return false;
    const Operation& first = earlier[world.random.index(earlier.size())];
    operation.requests = first.requests;
    operation.key = first.key;
    operation.hash = first.hash;
    operation.job = first.job;
    operation.target = first.target;
    return true;
}

/// Another request under a key that is taken.
bool plan_misuse(World& world, Operation& operation, const std::vector<Operation>& earlier) {
    if (earlier.empty()) return false;
    operation.key = earlier[world.random.index(earlier.size())].key;
    operation.job = drawn_job(world, operation, {});
    return true;
}

// ---- cancel

bool plan_cancel(World&, Operation& operation, const std::vector<Operation>& earlier) {
    for (std::size_t i = 0; i < earlier.size(); ++i)
        if (makes_jobs(earlier[i])) operation.target = i;
    return !earlier.empty() && makes_jobs(earlier[operation.target]);
}

bool plan_misusing_cancel(World& world, Operation& operation,
                          const std::vector<Operation>& earlier) {
    if (!plan_cancel(world, operation, earlier)) return false;
    operation.key = earlier[world.random.index(earlier.size())].key;
    return true;
}

/// Waits until the request for the job is answered. If that was refused, the cancel names a job
/// that does not exist.
std::vector<Message> cancellation(World& world, const Operation& operation, Tables&) {
    const auto job = made_by_target(world, operation);
    if (!job) return {};
    for (Asked& asked : world.history.asked)
        if (asked.key == operation.key && asked.hash == operation.hash) asked.cancels = *job;
    return {parts_of(CancelJob{operation.key, operation.hash, *job}).front()};
}

// ---- what query refuses

bool plan_refusal(World&, Operation&, const std::vector<Operation>&) { return true; }

std::vector<Message> refused_request(World&, const Operation& operation, Tables&) {
    return refusal(operation, 422, "[]");
}

// ---- retry and resume

/// Query resolves the request anew each time. So a repeat is another job, or is refused by then.
std::vector<Message> continuation(World& world, const Operation& operation, Job job) {
    if (job.models.empty()) return refusal(operation, 409, "nothing is left to run");
    job.job = JobId{"job " + std::to_string(world.history.jobs.size()) + " of " + operation.name};
    job.key = operation.key;
    job.request_hash = operation.hash;
    return in_parts(world, job);
}

/// Waits until the job has ended.
std::vector<Message> retry(World& world, const Operation& operation, Tables& tables) {
    const auto id = made_by_target(world, operation);
    if (!id) return {};
    const auto jobs = tables.jobs();
    const auto job = std::find_if(jobs.begin(), jobs.end(),
                                  [&](const StoredJob& one) { return one.job == *id; });
    if (job == jobs.end()) return refusal(operation, 404, "no such job");
    if (job->status == "pending" || job->status == "running") return {};
    return continuation(world, operation,
                        retry_of(*world.history.jobs.at(*id), world.history, tables));
}

/// Two retries may be of the same job.
bool plan_retry(World& world, Operation& operation, const std::vector<Operation>& earlier) {
    if (earlier.empty()) return false;
    operation.target = world.random.index(earlier.size());
    operation.job = earlier[operation.target].job;
    return makes_jobs(earlier[operation.target]);
}

std::vector<Message> resume(World& world, const Operation& operation, Tables& tables) {
    return continuation(world, operation, resume_of(*operation.job, world.history, tables));
}

bool plan_resume(World& world, Operation& operation, const std::vector<Operation>&) {
    operation.job = drawn_job(world, operation, {.first_max = 6, .most = 6});
    return true;
}

constexpr std::array KINDS{
    OperationKind{.name = "submit", .weight = 8, .plan = plan_submission, .requests = submission},
    OperationKind{.name = "repeat", .weight = 2, .plan = plan_repeat, .requests = submission},
    OperationKind{.name = "misuse", .weight = 2, .plan = plan_misuse, .requests = submission},
    OperationKind{.name = "cancel", .weight = 4, .plan = plan_cancel, .requests = cancellation},
    OperationKind{
        .name = "misuse", .weight = 1, .plan = plan_misusing_cancel, .requests = cancellation},
    OperationKind{.name = "refuse", .weight = 1, .plan = plan_refusal, .requests = refused_request},
    OperationKind{.name = "retry", .weight = 4, .plan = plan_retry, .requests = retry},
    OperationKind{.name = "resume", .weight = 3, .plan = plan_resume, .requests = resume}};

const OperationKind& drawn_kind(World& world) {
    int all = 0;
    for (const OperationKind& kind : KINDS) all += kind.weight;
    int drawn = world.random.pick(1, all);
    for (const OperationKind& kind : KINDS) {
        drawn -= kind.weight;
        if (drawn <= 0) return kind;
    }
    return KINDS[0];
}

}  // namespace

std::string text_of(const CommandOutcome& outcome) {
    const auto* done = std::get_if<JobAccepted>(&outcome);
    return std::to_string(status_of(outcome)) + " " +
           (done != nullptr ? done->job.value() : std::get<CommandRefused>(outcome).detail);
}

Clients::Clients(World& world, SQLite::Database& database) : world_{world}, tables_{database} {
    const int count = world.random.pick(1, 5);
    for (int i = 0; i < count; ++i) {
        const OperationKind& kind = i == 0 ? KINDS[0] : drawn_kind(world);
        Operation operation;
        operation.requests = kind.requests;
        operation.name = "key " + std::to_string(i);
        operation.key = operation.name;
        operation.hash = "hash of " + operation.name;
        operation.at =
            world.now + std::chrono::milliseconds{world.random.pick(0, 10'000 + 15'000 * i)};
        operation.gives_up = i > 0 && world.random.chance(0.2);
        if (!kind.plan(world, operation, operations_)) continue;
        world.history.asked.push_back(
            {.key = operation.key, .hash = operation.hash, .answers = {}, .cancels = {}});
        operations_.push_back(std::move(operation));
    }
}

void Clients::turn() {
    for (std::size_t i = 0; i < operations_.size(); ++i) {
        Operation& operation = operations_[i];
        if (operation.over || world_.now < operation.at) continue;
        operation.at = world_.now + AGAIN;
        for (Message& request : operation.requests(world_, operation, tables_))
            world_.network.send({Address::Role::client, i}, BROKER, std::move(request));
        operation.over = operation.gives_up;
    }
}

void Clients::receive(std::uint64_t client, Message message) {
    const auto* answer = std::get_if<CommandAnswer>(&message);
    if (answer == nullptr)
        throw std::runtime_error("a client takes no " + std::string{name_of(message)});
    // Two clients may use one key, and the broker knows only who used it last.
    if (answer->request_hash != operations_[client].hash) return;
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
