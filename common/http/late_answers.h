#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>  // before Asio 1.74, which uses it without including it

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "common/http/http_exchange.h"

namespace tradepit::common {

/// Delivers the answers that other threads give to the requests of one HTTP thread. Used on the
/// thread of its io_context, which must outlive it.
class LateAnswers {
public:
    /// Takes the answer to one request.
    using Done = std::function<void(HttpReply)>;

    /// Holds at most `waiting_max` answers that are not delivered yet. One more is dropped.
    LateAnswers(boost::asio::io_context& io, std::size_t waiting_max);
    ~LateAnswers();
    LateAnswers(const LateAnswers&) = delete;
    LateAnswers& operator=(const LateAnswers&) = delete;

    /// A new number for the next request.
    [[nodiscard]] std::int64_t next_number() { return ++last_number_; }
    /// The object through which another thread answers a request.
    /// @param request the number of the request
    [[nodiscard]] HttpResponder responder(std::int64_t request) const {
        return {mailbox_, request};
    }

    /// Registers `done` for the answer to a request. `done` is called at most once, later and from
    /// the io_context. An answer for which nothing is registered is dropped when the io_context
    /// delivers it.
    void expect(std::int64_t request, Done done);
    /// Withdraws the `done` of a request: it is not called any more.
    void forget(std::int64_t request);

private:
    void await_answers();
    void deliver();

    std::shared_ptr<Mailbox<LateAnswer>> mailbox_;
    boost::asio::posix::stream_descriptor readable_;  ///< the mailbox's descriptor
    std::map<std::int64_t, Done> expected_;           ///< by the number of the request
    std::int64_t last_number_ = 0;
};

}  // namespace tradepit::common
