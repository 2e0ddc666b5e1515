#include "query/lookups/maintenance.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/shapes/shape.h"
#include "common/text/json_text.h"
#include "common/text/quoted.h"
#include "query/requests/body.h"
#include "query/storage/sizes.h"
#include "query/storage/stored_document.h"

namespace tradepit::query {

using Json = nlohmann::ordered_json;
using common::MaintenanceKind;
using common::MaintenanceRequest;

namespace {

constexpr std::array PATHS{
    std::pair{std::string_view{"/maintenance/cleanup"}, MaintenanceKind::cleanup},
    std::pair{std::string_view{"/maintenance/vacuum"}, MaintenanceKind::vacuum},
    std::pair{std::string_view{"/maintenance/backup"}, MaintenanceKind::backup}};

/// The shape of that kind's body.
std::string_view shape_of(MaintenanceKind kind) {
    switch (kind) {
        case MaintenanceKind::cleanup:
            return "Cleanup";
        case MaintenanceKind::vacuum:
            return "Vacuum";
        case MaintenanceKind::backup:
            return "Backup";
    }
    CHECK(false);
    return {};
}

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
                                                         std::string_view text) {
    const auto read =
        Body::read(text, common::shape_named(shape_of(kind)), EmptyBody::means_object);
    if (const auto* reply = std::get_if<Reply>(&read)) return *reply;
    const auto& body = std::get<Body>(read);
    if (auto fault = body.fault()) return std::move(*fault);
    MaintenanceRequest request;
    request.kind = kind;
    if (kind == MaintenanceKind::cleanup) request.days = body.integer("days");
    if (kind == MaintenanceKind::vacuum) request.full = body.flag("full");
    if (kind == MaintenanceKind::backup) {
        request.file = body.text("file");
        request.force = body.flag("force");
    }
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
    if (!rows.next()) return refused(404, "Chore " + common::quoted_text(number) + " not found");
    return {200, common::json_text(chore_of(rows)), 0};
}

}  // namespace tradepit::query
