#include "writer/imports/import_assembly.h"

#include <iterator>
#include <optional>
#include <utility>

#include "common/limits.h"
#include "common/text/quoted.h"

namespace tradepit::writer {

namespace {

std::optional<std::string> part_fault(const common::ImportPrices& part) {
    if (part.key.empty()) return "an import must have a key";
    if (part.key.size() > common::NAME_BYTES_MAX) {
        return "an import's key may have at most " + std::to_string(common::NAME_BYTES_MAX) +
               " bytes";
    }
    if (part.parts < 1 || part.parts > IMPORT_PARTS_MAX) {
        return "an import has 1 to " + std::to_string(IMPORT_PARTS_MAX) + " parts, not " +
               std::to_string(part.parts);
    }
    if (part.part < 0 || part.part >= part.parts) {
        return "there is no part " + std::to_string(part.part) + " in " +
               std::to_string(part.parts) + " (they count from 0)";
    }
    return std::nullopt;
}

}  // namespace

std::size_t ImportAssembly::bars_held() const {
    std::size_t bars = 0;
    for (const auto& [key, import] : imports_) bars += import.bars;
    return bars;
}

void ImportAssembly::drop_idle(common::Instant now) {
    std::erase_if(imports_, [&](const auto& entry) {
        return now - entry.second.touched >= limits_.idle_max;
    });
}

WholeImport ImportAssembly::taken_out(Imports::iterator place) {
    const auto node = imports_.extract(place);
    auto& import = node.mapped();
    WholeImport whole{.key = node.key(),
                      .market = std::move(import.market),
                      .rules = std::move(import.rules),
                      .source = std::move(import.source),
                      .bars = {},
                      .hashes = {}};
    whole.bars.reserve(import.bars);
    whole.hashes.reserve(import.pieces.size());
    for (auto& [number, piece] : import.pieces) {
        std::move(piece.bars.begin(), piece.bars.end(), std::back_inserter(whole.bars));
        // Give the memory back piece by piece: a large import is not held twice.
        piece.bars = {};
        whole.hashes.push_back(std::move(piece.hash));
    }
    return whole;
}

ImportAssembly::Result ImportAssembly::add(const common::ImportPrices& part,
                                           const std::string& hash, common::Instant now) {
    drop_idle(now);
    if (auto fault = part_fault(part)) return Refused{400, *fault};
    auto place = imports_.find(part.key);
    if (place == imports_.end()) {
        if (imports_.size() >= limits_.imports_max) {
            return Refused{503, "at most " + std::to_string(limits_.imports_max) +
                                    " imports at once; try again"};
        }
    } else {
        const auto& import = place->second;
        if (import.market != part.market || import.rules != part.rules ||
            import.source != part.source || import.parts != part.parts) {
            return Refused{409, "part " + std::to_string(part.part) + " under the key " +
                                    common::quoted_text(part.key) +
                                    " has another market, rules, source or number of parts than "
                                    "the parts before it"};
        }
        if (const auto piece = import.pieces.find(part.part); piece != import.pieces.end()) {
            if (piece->second.hash == hash) return PartTaken{};
            return Refused{409, "part " + std::to_string(part.part) + " under the key " +
                                    common::quoted_text(part.key) + " came before with other bars"};
        }
    }
    const std::size_t bars = part.bars.size() + (place == imports_.end() ? 0 : place->second.bars);
    if (bars > limits_.bars_max) {
        if (place != imports_.end()) imports_.erase(place);
        return Refused{413,
                       "an import may hold at most " + std::to_string(limits_.bars_max) + " bars"};
    }
    if (bars_held() + part.bars.size() > limits_.bars_max) {
        return Refused{503, "imports under way may hold at most " +
                                std::to_string(limits_.bars_max) + " bars together; try again"};
    }

    if (place == imports_.end()) {
        place = imports_.emplace(part.key, Import{}).first;
        place->second.market = part.market;
        place->second.rules = part.rules;
        place->second.source = part.source;
        place->second.parts = part.parts;
    }
    auto& import = place->second;
    import.pieces.emplace(part.part, Piece{hash, part.bars});
    import.bars = bars;
    import.touched = now;
    if (import.pieces.size() < static_cast<std::size_t>(import.parts)) return PartTaken{};
    return taken_out(place);
}

}  // namespace tradepit::writer
