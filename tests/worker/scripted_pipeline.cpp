#include "tests/worker/scripted_pipeline.h"

#include <algorithm>
#include <stdexcept>

#include <unistd.h>

#include "common/messages/price_hash.h"
#include "common/process/clock.h"
#include "common/process/sockets.h"

namespace tradepit::worker {

using namespace std::chrono_literals;

namespace {

std::filesystem::path new_folder() {
    std::string path = (std::filesystem::temp_directory_path() / "tradepit-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return path;
}

common::WireBar the_bar() {
    common::WireBar bar;
    bar.symbol = common::Symbol{"AAPL"};
    bar.date = *common::Stamp::parse("2025-10-01");
    bar.open = common::Price::from_millionths(1'000'000);
    return bar;
}

std::string the_hash() {
    common::PriceHash hash;
    hash.add(the_bar());
    return hash.finish();
}

template <class M>
std::optional<std::pair<std::string, M>> receive_as(zmq::socket_t& router) {
    auto received = common::receive_from(router);
    if (!received) return std::nullopt;
    auto read = common::decode(received->frame);
    auto* message = std::get_if<common::Message>(&read);
    if (message == nullptr) throw std::runtime_error(std::get<common::Malformed>(read).text());
    return std::pair{received->peer, std::get<M>(std::move(*message))};
}

}  // namespace

ScriptedPipeline::ScriptedPipeline(Runner runner)
    : runner_{std::move(runner)}, folder_{new_folder()} {
    const auto endpoint = [&](const char* name) { return "ipc://" + (folder_ / name).string(); };
    settings_.endpoints = {.tasks = endpoint("tasks"),
                           .control = endpoint("control"),
                           .events = endpoint("events"),
                           .lookup = endpoint("lookup"),
                           .security = {}};
    settings_.name = common::WorkerName{"w"};
    settings_.slots = std::get<common::Offer>(common::parse_offer("cpu=1,wait=4"));
    settings_.heartbeat = 100ms;
    settings_.drain_grace = 100ms;
    settings_.prices.again_after = 50ms;
    restart_broker();
    restart_writer();
    restart(query_, settings_.endpoints.lookup);
}

ScriptedPipeline::~ScriptedPipeline() {
    for (auto* socket : {broker_.get(), writer_.get(), query_.get()})
        socket->set(zmq::sockopt::linger, 0);
    std::filesystem::remove_all(folder_);
}

bool ScriptedPipeline::until(const std::function<bool()>& holds) {
    const auto deadline = common::steady_now() + 20s;
    while (!holds()) {
        if (common::steady_now() > deadline) return false;
        step();
    }
    return true;
}

void ScriptedPipeline::meet() {
    if (!until([&] { return greetings() > 0; }))
        throw std::runtime_error("the worker says no hello");
}

void ScriptedPipeline::assign(common::Assign assign) {
    assign.epoch = epoch;
    assign.nonce = hello().nonce;
    assign.terms.price_set = 1;
    assign.terms.price_hash = the_hash();
    broker_says(assign);
}

const common::End* ScriptedPipeline::end_of(std::int64_t chain, const char* date) const {
    const auto stamp = *common::Stamp::parse(date);
    for (const auto& batch : batches)
        if (batch.key.chain == chain && batch.key.date == stamp && batch.end) return &*batch.end;
    return nullptr;
}

void ScriptedPipeline::send(zmq::socket_t& router, const std::string& peer,
                            const std::string& frame) {
    if (common::send_to(router, peer, frame) != common::Sent::queued)
        throw std::runtime_error("the worker is not there");
}

void ScriptedPipeline::restart(std::unique_ptr<zmq::socket_t>& router,
                               const std::string& endpoint) {
    if (router) {
        router->set(zmq::sockopt::linger, 0);
        router->unbind(endpoint);
        router->close();
    }
    router = std::make_unique<zmq::socket_t>(common::make_router(context_, endpoint));
}

void ScriptedPipeline::step() {
    if (!loop_) loop_ = std::make_unique<Loop>(context_, settings_, runner_);
    loop_->iterate(1ms);
    step_broker();
    step_writer();
    step_query();
}

void ScriptedPipeline::step_broker() {
    while (auto received = common::receive_from(*broker_)) {
        auto read = common::decode(received->frame);
        auto& message = std::get<common::Message>(read);
        broker_peer_ = received->peer;
        if (auto* hello = std::get_if<common::Hello>(&message)) {
            hellos_.push_back(std::move(*hello));
            broker_says(common::HelloAnswer{epoch});
        } else {
            freed.push_back(std::get<common::SlotFreed>(message));
        }
    }
}

void ScriptedPipeline::step_writer() {
    while (auto received = receive_as<common::Batch>(*writer_)) {
        auto& [peer, batch] = *received;
        writer_peer_ = peer;
        batches.push_back(batch);
        auto last = std::find_if(last_.begin(), last_.end(),
                                 [&](const auto& entry) { return entry.first == batch.key; });
        if (last == last_.end()) last = last_.insert(last_.end(), {batch.key, 0});
        if (!acknowledging) continue;
        if (batch.number == last->second + 1) last->second = batch.number;
        writer_says(common::Ack{batch.key, last->second});
    }
}

void ScriptedPipeline::step_query() {
    while (auto received = receive_as<common::PricesRequest>(*query_)) {
        const auto& [peer, request] = *received;
        ++price_requests;
        common::PricesPage page;
        page.market = request.market;
        page.price_set = request.price_set;
        page.after_symbol = request.after_symbol;
        page.after_date = request.after_date;
        page.status = status_of_prices;
        page.price_hash = the_hash();
        page.last = true;
        if (status_of_prices == 200) page.bars = {the_bar()};
        send(*query_, peer, common::encode(page));
    }
}

}  // namespace tradepit::worker
