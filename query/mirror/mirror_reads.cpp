#include "query/mirror/mirror_reads.h"

#include <variant>

namespace tradepit::query {

void MirrorReads::ask(const std::function<void(Reader&)>& question) {
    const auto answered = snapshots_.ask([&](Reader& reader) -> Answered {
        question(reader);
        return Reply{200, {}, 0};
    });
    const auto& reply = std::get<Reply>(answered);
    if (reply.status != 200) throw Unreadable(reply.body);
}

}  // namespace tradepit::query
