#include "query/lookups/maintenance.h"

#include <array>
#include <utility>

#include "common/text/json.h"
#include "common/text/json_text.h"
#include "common/text/shown.h"
#include "query/storage/sizes.h"
#include "query/storage/stored_document.h"

namespace tradepit::query {

using Json = nlohmann::ordered_json;
using common::MaintenanceKind;
using common::MaintenanceRequest;

namespace {

constexpr std::int64_t DAYS_DEFAULT = 90;
constexpr std::array PATHS{
    std::pair{std::string_view{"/maintenance/cleanup"}, MaintenanceKind::cleanup},
    std::pair{std::string_view{"/maintenance/vacuum"}, MaintenanceKind::vacuum},
    std::pair{std::string_view{"/maintenance/backup"}, MaintenanceKind::backup}};

/// Reads one member after the other; what none of them is, is a fault.
class Body {
public:
    Body(const nlohmann::json& body, Faults& faults) : left_(body), faults_{faults} {}

    void read(const char* name, bool& value) {
        const auto given = take(name);
        if (!given) return;
        if (given->is_boolean())
            value = given->get<bool>();
        else
            fault("bool_type", name, "Input should be a valid boolean", *given);
    }
    void read(const char* name, std::int64_t& value, std::int64_t most) {
        const auto given = take(name);
        if (!given) return;
        if (given->is_number_unsigned() &&
            given->get<std::uint64_t>() <= static_cast<std::uint64_t>(most))
            value = given->get<std::int64_t>();
        else
            fault("int_type", name,
                  "Input should be a whole number from 0 to " + std::to_string(most), *given);
    }
    void read(const char* name, std::string& value) {
        const auto given = take(name);
        if (!given) return faults_.missing({"body", name});
        if (given->is_string() && !given->get_ref<const std::string&>().empty())
            value = given->get<std::string>();
        else
            fault("string_type", name, "Input should be a text that is not empty", *given);
    }
    void end() {
        for (const auto& [name, value] : left_.items())
            fault("extra_forbidden", name, "Extra inputs are not permitted", value);
    }

private:
    std::optional<nlohmann::json> take(const char* name) {
        const auto at = left_.find(name);
        if (at == left_.end()) return std::nullopt;
        nlohmann::json value = std::move(*at);
        left_.erase(at);
        return value;
    }
    void fault(const char* type, const std::string& name, const std::string& message,
               const nlohmann::json& given) {
        faults_.add(type, {"body", name}, message, common::shown(given.dump()));
    }

    nlohmann::json left_;
    Faults& faults_;
};

Json chore_of(const Rows& rows) {
    return {{"chore", rows.integer(0)},
            {"kind", rows.text(1)},
            {"state", rows.text(2)},
            {"options", stored_document(rows, 3)},
            {"done", rows.integer(4)},
            {"total", rows.integer(5)},
            {"result", stored_document(rows, 6)},
            {"started_at", rows.text(7)},
            {"ended_at", rows.json(8)}};
}

}  // namespace

std::optional<MaintenanceKind> maintenance_of(std::string_view path) {
    for (const auto& [known, kind] : PATHS)
        if (path == known) return kind;
    return std::nullopt;
}

std::variant<MaintenanceRequest, Reply> read_maintenance(MaintenanceKind kind,
                                                         std::string_view body) {
    Faults faults;
    auto parsed = common::parse_json(body.empty() ? std::string_view{"{}"} : body);
    if (const auto* fault = std::get_if<common::JsonFault>(&parsed)) {
        faults.add("json_invalid", {"body"}, "JSON decode error: " + fault->text, Json::object());
        return faults.reply();
    }
    const auto& given = std::get<nlohmann::json>(parsed);
    if (!given.is_object()) {
        faults.add("model_attributes_type", {"body"},
                   "Input should be a valid dictionary or object to extract fields from",
                   common::shown(given.dump()));
        return faults.reply();
    }
    MaintenanceRequest request;
    request.kind = kind;
    Body members{given, faults};
    if (kind == MaintenanceKind::cleanup) {
        request.days = DAYS_DEFAULT;
        members.read("days", request.days, MaintenanceRequest::DAYS_MAX);
    } else if (kind == MaintenanceKind::vacuum) {
        members.read("full", request.full);
    } else {
        members.read("file", request.file);
        members.read("force", request.force);
    }
    members.end();
    if (!faults.empty()) return faults.reply();
    return request;
}

Reply maintenance(Reader& reader, Parameters& parameters) {
    const auto limit = parameters.count("limit");
    if (const auto fault = parameters.fault()) return *fault;
    auto chores = Json::array();
    {
        auto rows = reader.ask(
            "SELECT chore, kind, state, options, done, total, result, started_at, ended_at"
            " FROM chores ORDER BY chore DESC LIMIT ?",
            limit);
        while (rows.next()) chores.push_back(chore_of(rows));
    }
    const auto sizes = sizes_of(reader);
    return {200,
            common::json_text({{"database_bytes", sizes.database_bytes},
                               {"log_bytes", sizes.log_bytes},
                               {"page_bytes", sizes.page_bytes},
                               {"pages", sizes.pages},
                               {"free_pages", sizes.free_pages},
                               {"jobs_to_purge", sizes.jobs_to_purge},
                               {"positions_to_purge", sizes.positions_to_purge},
                               {"chores", std::move(chores)}}),
            0};
}

Reply chore(Reader& reader, const std::string& number) {
    auto rows = reader.ask(
        "SELECT chore, kind, state, options, done, total, result, started_at, ended_at"
        " FROM chores WHERE CAST(chore AS TEXT) = ?1 AND chore = CAST(?1 AS INTEGER)",
        number);
    if (!rows.next()) return refused(404, "Chore " + common::shown(number) + " not found");
    return {200, common::json_text(chore_of(rows)), 0};
}

}  // namespace tradepit::query
