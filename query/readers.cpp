#include "query/readers.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

#include "common/check.h"
#include "common/process/clock.h"
#include "common/text/quoted.h"
#include "query/api/exports.h"

namespace tradepit::query {

namespace {

using ReadAnswer = decltype(ReaderThreads::Done::answer);

ReadAnswer answer(Api& api, const RequestQueue::Next& read, common::Complaints& complaints) {
    const ResolvedRequest& request = *read.request;
    const BrokerReply* broker = read.broker ? &*read.broker : nullptr;
    try {
        // No ReadLater: a reader's Api object has no limit for quick reads.
        auto outcome = whole_export(
            [&](const ResolvedRequest& page) { return api.answer(page, broker); }, request);
        if (auto* question = std::get_if<common::WaitsRequest>(&outcome))
            return std::move(*question);
        if (auto* command = std::get_if<common::Command>(&outcome))
            return encoded(std::move(*command));
        return std::get<Reply>(std::move(outcome));
    } catch (const std::exception& error) {
        complaints.add(FAILED_REQUEST, failed_request_text(request, error), common::steady_now(),
                       common::Complaints::Level::error);
        return inner_error();
    }
}

}  // namespace

std::string failed_request_text(const ResolvedRequest& request, const std::exception& error) {
    return request.method + " " + common::printable_text(request.path) + ": " + error.what();
}

struct ReaderThreads::Thread {
    common::Mailbox<RequestQueue::Next> reads{1};
    std::optional<std::int64_t> number;  ///< of the request under way; nothing: the thread is free
    std::thread thread;
};

ReaderThreads::ReaderThreads(std::size_t count, MakeApi make, common::Complaints& complaints)
    : make_(std::move(make)), complaints_{complaints}, done_{count} {
    for (std::size_t i = 0; i < count; ++i) {
        auto& reader = *threads_.emplace_back(std::make_unique<Thread>());
        reader.thread = std::thread{[this, &reads = reader.reads] { run(reads); }};
    }
}

ReaderThreads::~ReaderThreads() {
    stopping_ = true;
    for (auto& reader : threads_) reader->reads.close();
    for (auto& reader : threads_) reader->thread.join();
}

void ReaderThreads::run(common::Mailbox<RequestQueue::Next>& reads) {
    const auto api = make_(&stopping_);
    while (const auto read = reads.wait()) {
        Done done{read->number, answer(*api, *read, complaints_)};
        CHECK(done_.put(std::move(done)) == common::Mailbox<Done>::Put::taken);
    }
}

bool ReaderThreads::has_room() const {
    return std::ranges::any_of(threads_, [](const auto& reader) { return !reader->number; });
}

void ReaderThreads::give(RequestQueue::Next read) {
    const auto free =
        std::ranges::find_if(threads_, [](const auto& reader) { return !reader->number; });
    CHECK(free != threads_.end());
    (*free)->number = read.number;
    using Put = common::Mailbox<RequestQueue::Next>::Put;
    CHECK((*free)->reads.put(std::move(read)) == Put::taken);
}

std::optional<ReaderThreads::Done> ReaderThreads::take() {
    auto done = done_.take();
    if (!done) return std::nullopt;
    const auto reader = std::ranges::find_if(
        threads_, [&](const auto& each) { return each->number == done->number; });
    CHECK(reader != threads_.end());
    (*reader)->number.reset();
    return done;
}

}  // namespace tradepit::query
