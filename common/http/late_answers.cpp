#include "common/http/late_answers.h"

namespace tradepit::common {

LateAnswers::LateAnswers(boost::asio::io_context& io, std::size_t waiting_max)
    : mailbox_{std::make_shared<Mailbox<LateAnswer>>(waiting_max)},
      readable_{io, mailbox_->descriptor()} {
    watch();
}

LateAnswers::~LateAnswers() {
    mailbox_->close();
    readable_.release();  // the mailbox closes it
}

void LateAnswers::expect(std::int64_t request, Done done) {
    expected_.emplace(request, std::move(done));
}

void LateAnswers::forget(std::int64_t request) { expected_.erase(request); }

void LateAnswers::watch() {
    using Descriptor = boost::asio::posix::stream_descriptor;
    readable_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
        if (error) return;
        take();
        watch();
    });
}

void LateAnswers::take() {
    while (auto answer = mailbox_->take()) {
        const auto expected = expected_.find(answer->request);
        if (expected == expected_.end()) continue;
        const Done done = std::move(expected->second);
        expected_.erase(expected);
        done(std::move(answer->reply));
    }
}

}  // namespace tradepit::common
