#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "common/market/price_file.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::writer {

/// Parts that one import may have.
inline constexpr std::int32_t IMPORT_PARTS_MAX = 65'536;

/// A price file, all of it, as its parts brought it.
struct WholeImport {
    std::string key;
    common::MarketName market;
    std::string rules;
    std::string source;
    std::vector<common::WireBar> bars;  ///< in the order of the parts
    std::vector<std::string> hashes;    ///< of the parts, in their order
};

/// Puts the parts of price files together: several files at once, the parts of each in any order,
/// repeats harmless. What it holds is bounded by Limits. Pure: the caller says what time it is.
class ImportAssembly {
public:
    struct Limits {
        std::size_t bars_max =
            common::IMPORT_BARS_MAX;  ///< of one import, and of all that are held
        std::size_t imports_max = 4;  ///< under way at once
        common::Instant idle_max = std::chrono::minutes(1);  ///< without a new part: forgotten
    };
    struct PartTaken {};
    /// 400 no part of anything, 409 the key was used with other content, 413 too large, 503 too
    /// much under way: send the import again later.
    struct Refused {
        int status;
        std::string detail;
    };
    using Result = std::variant<PartTaken, WholeImport, Refused>;

    explicit ImportAssembly(Limits limits) : limits_(limits) {}

    /// `hash` stands for the whole part, to tell a repeat from a misuse of the key. When the part
    /// is the last one missing, the import is returned and no longer held.
    Result add(const common::ImportPrices& part, const std::string& hash, common::Instant now);
    [[nodiscard]] bool holds(const std::string& key) const { return imports_.contains(key); }
    /// Forgets the imports without a new part for idle_max.
    void drop_idle(common::Instant now);

private:
    struct Piece {
        std::string hash;
        std::vector<common::WireBar> bars;
    };
    struct Import {
        common::MarketName market;
        std::string rules;
        std::string source;
        std::int32_t parts = 0;
        std::map<std::int32_t, Piece> pieces;
        std::size_t bars = 0;
        common::Instant touched{};
    };
    using Imports = std::map<std::string, Import>;

    [[nodiscard]] std::size_t bars_held() const;
    WholeImport taken_out(Imports::iterator import);

    Limits limits_;
    Imports imports_;
};

}  // namespace tradepit::writer
