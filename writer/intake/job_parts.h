#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <variant>
#include <vector>

#include "common/limits.h"
#include "common/messages/messages.h"

namespace tradepit::writer {

/// Puts the parts of encoded jobs together, under a bound. Pure. Nothing of it outlives the
/// process: a submitter that is not answered sends all parts again.
class JobParts {
public:
    struct Limits {
        std::size_t job_bytes = common::REQUEST_BYTES_MAX;
        std::size_t jobs = 4;  ///< under way at once; the one that is quiet for longest makes room
    };

    /// More parts are to come.
    struct Waiting {};
    /// The octets of encode_job().
    struct Whole {
        std::string octets;
    };
    /// It cannot come together: the JobAnswer's status and detail.
    struct Refused {
        std::int32_t status = 0;
        std::string detail;
    };

    JobParts() = default;
    explicit JobParts(Limits limits) : limits_{limits} {}

    /// Takes a part; parts may repeat, and one of another digest under the same key begins anew: a
    /// client asked again after a 503, and none of the earlier parts may mix with the new ones. The
    /// last part closes its request: with others missing it is refused with 503 and forgotten.
    [[nodiscard]] std::variant<Waiting, Whole, Refused> take(common::JobPart part);

private:
    struct Pending {
        std::string key;
        std::string digest;              ///< of all octets together, as the parts say
        std::vector<std::string> parts;  ///< empty: missing
        std::size_t bytes = 0;
    };

    Limits limits_;
    std::list<Pending> pending_;  ///< the one heard of last at the front
};

}  // namespace tradepit::writer
