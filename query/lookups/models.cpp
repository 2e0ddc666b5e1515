#include "query/lookups/models.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// A name with one of these words is that of a secret. The words of a name are those between "_",
/// "-" and the capitals of camelCase.
constexpr std::array<std::string_view, 5> SECRET_WORDS{"auth", "authorization", "credentials",
                                                       "env", "environment"};
/// So is a name with a word that ends in one of these: "apikey". A count of "tokens" is none.
constexpr std::array<std::string_view, 7> SECRET_ENDINGS{"key",   "keys",     "secret",   "secrets",
                                                         "token", "password", "passwords"};

bool is_secret_word(std::string_view word) {
    return std::ranges::find(SECRET_WORDS, word) != SECRET_WORDS.end() ||
           std::ranges::any_of(SECRET_ENDINGS,
                               [&](std::string_view end) { return word.ends_with(end); });
}

bool is_secret(std::string_view name) {
    std::string word;
    bool after_small = false;
    for (const char each : name) {
        const auto letter = static_cast<unsigned char>(each);
        const bool is_capital = std::isupper(letter) != 0;
        if (each == '_' || each == '-' || (is_capital && after_small)) {
            if (is_secret_word(word)) return true;
            word.clear();
        }
        if (each != '_' && each != '-') word += static_cast<char>(std::tolower(letter));
        after_small = std::islower(letter) != 0;
    }
    return is_secret_word(word);
}

/// Replaces values that may be secrets. The settings of an agent that is not built in are its own,
/// and may have a provider's key among them.
void hide_secrets(Json& value) {
    if (value.is_array())
        for (auto& each : value) hide_secrets(each);
    if (!value.is_object()) return;
    for (auto& [name, member] : value.items()) {
        if (is_secret(name))
            member = "***";
        else
            hide_secrets(member);
    }
}

Json markets_of(Reader& reader, const std::string& model) {
    auto markets = Json::array();
    auto rows =
        reader.ask("SELECT DISTINCT market FROM job_models WHERE model = ? ORDER BY market", model);
    while (rows.next()) markets.push_back(rows.text(0));
    return markets;
}

Json agent_of(Reader& reader, const std::string& model, const std::string& market) {
    auto rows = reader.ask(
        "SELECT agent FROM job_models WHERE model = ?1 AND (?2 = '' OR market = ?2)"
        " ORDER BY chain DESC LIMIT 1",
        model, market);
    if (!rows.next()) return nullptr;
    auto agent = stored_document(rows, 0);
    hide_secrets(agent);
    return agent;
}

Json model_row(Reader& reader, const std::string& model, const std::string& market) {
    Json row{{"model", model}};
    {
        auto rows = reader.ask(
            "SELECT COUNT(*), MAX(t.date) FROM job_models m LEFT JOIN series_stats t USING (chain)"
            " WHERE m.model = ?1 AND (?2 = '' OR m.market = ?2)",
            model, market);
        static_cast<void>(rows.next());
        row["jobs"] = rows.integer(0);
        row["markets"] = nullptr;
        row["last_date"] = rows.json(1);
    }
    row["markets"] = markets_of(reader, model);
    row["agent"] = agent_of(reader, model, market);
    return row;
}

/// The next model by name. This is one step down the index, however many jobs the model has.
std::optional<std::string> model_after(Reader& reader, const std::string& model,
                                       const std::string& market) {
    auto rows = reader.ask(
        "SELECT model FROM job_models WHERE model > ?1 AND (?2 = '' OR market = ?2)"
        " ORDER BY model LIMIT 1",
        model, market);
    return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

}  // namespace

Reply model_list(Reader& reader, Parameters& parameters) {
    const auto limit = parameters.integer("limit");
    const auto market = parameters.text("market").value_or("");
    auto list = Json::array();
    Json next = nullptr;
    auto model = model_after(reader, parameters.text("cursor").value_or(""), market);
    for (; model; model = model_after(reader, *model, market)) {
        if (static_cast<std::int64_t>(list.size()) == limit) {
            next = list.back()["model"];
            break;
        }
        list.push_back(model_row(reader, *model, market));
    }
    const auto count = list.size();
    return {200,
            common::json_text(
                {{"models", std::move(list)}, {"count", count}, {"next_cursor", std::move(next)}}),
            0};
}

}  // namespace tradepit::query
