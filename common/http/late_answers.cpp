#include "common/http/late_answers.h"

namespace tradepit::common {

LateAnswers::LateAnswers(boost::asio::io_context& io, std::size_t waiting_max)
    : mailbox_{std::make_shared<Mailbox<LateAnswer>>(waiting_max)},
      readable_{io, mailbox_->descriptor()} {
    await_answers();
}

LateAnswers::~LateAnswers() {
    mailbox_->close();
    readable_.release();  // the mailbox closes the descriptor
}

void LateAnswers::expect(std::int64_t request, Done done) {
    expected_.emplace(request, std::move(done));
}

void LateAnswers::forget(std::int64_t request) { expected_.erase(request); }

void LateAnswers::await_answers() {
    using Descriptor = boost::asio::posix::stream_descriptor;
    readable_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
        if (error) return;
        deliver();
        await_answers();
    });
}

void LateAnswers::deliver() {
    while (auto answer = mailbox_->take()) {
        const auto expected = expected_.find(answer->request);
        if (expected == expected_.end()) continue;
        const Done done = std::move(expected->second);
        expected_.erase(expected);
        done(std::move(answer->reply));
    }
}

}  // namespace tradepit::common
