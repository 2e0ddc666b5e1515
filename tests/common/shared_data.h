#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "common/market/market_rules_json.h"
#include "common/market/price_file.h"
#include "common/market/prices.h"

namespace tradepit::common {

/// The folder with the recorded competition: TRADEPIT_DATA, else ../shared/data relative to the
/// project.
inline std::filesystem::path shared_data() {
    if (const char* folder = std::getenv("TRADEPIT_DATA")) return folder;
    const char* root = std::getenv("TRADEPIT_ROOT");
    return std::filesystem::path(root == nullptr ? "." : root) / ".." / "shared" / "data";
}

/// The content of a file; empty when it does not exist.
inline std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

/// Tests with the recorded competition. They are skipped when the data does not exist.
class SharedData : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(shared_data() / "us-daily" / "merged.jsonl")) {
            GTEST_SKIP() << "no data in " << shared_data() << ": set TRADEPIT_DATA";
        }
    }

    static PriceFile file_of(const std::string& market) {
        auto file =
            parse_price_file(content_of(shared_data() / market / "merged.jsonl"), "merged.jsonl");
        if (const auto* fault = std::get_if<FileFault>(&file)) {
            ADD_FAILURE() << market << ": " << fault->message();
            return {};
        }
        return std::get<PriceFile>(std::move(file));
    }

    static PriceSet prices_of(const std::string& market) {
        return std::get<PriceSet>(PriceSet::build(file_of(market).prices));
    }

    /// The rules of a market in the project's config/markets.json.
    static MarketRules rules_of(const std::string& market) {
        const char* root = std::getenv("TRADEPIT_ROOT");
        const std::filesystem::path project = root == nullptr ? "." : root;
        const auto markets = parse_markets(content_of(project / "config" / "markets.json"));
        return rules_for(std::get<std::vector<MarketRules>>(markets), MarketName(market), DAILY);
    }
};

}  // namespace tradepit::common
