#include "query/lookups/models.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// A member of an agent's settings may be a secret if its name has one of these words. A new word
/// begins after "_" or "-", and at a capital letter after a small one (camelCase).
constexpr std::array<std::string_view, 5> SECRET_WORDS{"auth", "authorization", "credentials",
                                                       "env", "environment"};
/// It may also be one if its name has a word that ends in one of these, as "apikey" does. "tokens"
/// is not in the list: it names a count.
constexpr std::array<std::string_view, 7> SECRET_ENDINGS{"key",   "keys",     "secret",   "secrets",
                                                         "token", "password", "passwords"};

bool is_secret_word(std::string_view word) {
    while (!word.empty() && word.back() >= '0' && word.back() <= '9') word.remove_suffix(1);
    return std::ranges::find(SECRET_WORDS, word) != SECRET_WORDS.end() ||
           std::ranges::any_of(SECRET_ENDINGS,
                               [&](std::string_view end) { return word.ends_with(end); });
}

/// Whether the value of a member with this name may be a secret.
bool is_secret(std::string_view name) {
    std::string word;
    bool in_word = false;  // after a small letter or a digit
    for (const char each : name) {
        const auto letter = static_cast<unsigned char>(each);
        const bool is_capital = std::isupper(letter) != 0;
        if (each == '_' || each == '-' || (is_capital && in_word)) {
            if (is_secret_word(word)) return true;
            word.clear();
        }
        if (each != '_' && each != '-') word += static_cast<char>(std::tolower(letter));
        in_word = std::islower(letter) != 0 || std::isdigit(letter) != 0;
    }
    return is_secret_word(word);
}

/// Replaces values that may be secrets. The settings of an agent that is not built in are up to
/// that agent, and may have a provider's key among them.
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
        static_cast<void>(rows.next());  // an aggregate always has one row
        row["jobs"] = rows.integer(0);
        row["markets"] = nullptr;  // set below; takes its place before last_date
        row["last_date"] = rows.json(1);
    }
    row["markets"] = markets_of(reader, model);
    row["agent"] = agent_of(reader, model, market);
    return row;
}

/// The name of the next model after `model` ("": of the first one), in the order of names. Without
/// a market it takes one search of an index, however many jobs the models have.
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
    // The cursor is the last model of the page before.
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
