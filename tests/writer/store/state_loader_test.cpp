// What the writer reads at its start: it refuses a database that others have changed.
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/writer/worker_script.h"
#include "writer/intake/intake.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

struct Spoiling {
    const char* sql;
    const char* named;  ///< what the error names
};

void PrintTo(const Spoiling& spoiling, std::ostream* out) { *out << spoiling.sql; }

/// Writes a database with a job of two models, one of them in the middle of its first day.
void write_database(const std::string& file) {
    Store store{file, Synchronous::normal};
    Intake intake{Intake::Limits{}, store.load()};
    const auto commit = [&] {
        store.commit(intake.finish().operations, NOON);
        intake.committed();
    };
    Job submitted = job("j1", {D1, D2, D3}, {model("alpha"), model("beta")});
    submitted.skipped = {{D3, "no prices"}};
    submitted.models[0].opening.holdings = {held("AAPL", "0.5")};
    intake.take("broker", EpochRequest{7});
    intake.take("broker", std::make_shared<const Job>(submitted), std::nullopt, false);
    commit();
    intake.take("broker", Claim{1, "r1", 1, {D1, D2}, WorkerName{"w1"}, 42}, std::nullopt, NOON);
    commit();
    WorkerScript attempt{{1, D1, 1}, 42, submitted.models[0].opening};
    intake.take("worker", attempt.batch({opening_row(submitted.models[0].opening)}), std::nullopt,
                NOON);
    commit();
}

class SpoiledDatabase : public ::testing::TestWithParam<Spoiling> {};

TEST(StateLoaderTest, ALoadAfterAFailedOneIsWhole) {
    const common::TemporaryFolder folder;
    const std::string file = folder.file("results.db");
    write_database(file);
    Store store{file, Synchronous::normal};
    SQLite::Database other{file, SQLite::OPEN_READWRITE};
    other.exec("UPDATE job_models SET opening_holdings = '{' WHERE model = 'beta'");
    EXPECT_THROW(static_cast<void>(store.load()), std::runtime_error);
    other.exec("UPDATE job_models SET opening_holdings = '{}' WHERE model = 'beta'");
    const auto state = store.load();
    ASSERT_EQ(state.chains.size(), 2u);
    EXPECT_EQ(state.chains.begin()->second.job, std::next(state.chains.begin())->second.job);
}

TEST_P(SpoiledDatabase, IsRefusedByTheNameOfWhatIsWrong) {
    const common::TemporaryFolder folder;
    const std::string file = folder.file("results.db");
    write_database(file);
    {
        SQLite::Database other{file, SQLite::OPEN_READWRITE};
        other.exec("PRAGMA ignore_check_constraints = ON");
        ASSERT_GT(other.exec(GetParam().sql), 0);
    }
    Store store{file, Synchronous::normal};
    EXPECT_THAT([&] { static_cast<void>(store.load()); },
                ::testing::ThrowsMessage<std::runtime_error>(
                    ::testing::HasSubstr(std::string{"the database has "} + GetParam().named)));
}

INSTANTIATE_TEST_SUITE_P(
    Store, SpoiledDatabase,
    ::testing::Values(
        Spoiling{"UPDATE epochs SET nonce = 'seven'", "a nonce seven"},
        Spoiling{"UPDATE claims SET nonce = '002a '", "a nonce 002a "},
        Spoiling{"UPDATE attempts SET state = 'lost'", "an attempt of state lost"},
        Spoiling{"UPDATE attempts SET attempt = 2 WHERE date = '2025-10-01'", "an attempt"},
        Spoiling{"UPDATE attempts SET date = '2025-10-04' WHERE date = '2025-10-02'", "an attempt"},
        Spoiling{"UPDATE attempts SET date = 'soon' WHERE date = '2025-10-02'", "a date"},
        Spoiling{"UPDATE job_details SET date = '2025-10-04' WHERE status = 'skipped'",
                 "a skipped date"},
        Spoiling{"UPDATE job_details SET started_at = 'noon' WHERE status = 'running'", "a time"},
        Spoiling{"UPDATE job_models SET opening_holdings = '{'", "JSON ("},
        Spoiling{"UPDATE job_models SET opening_holdings = '{\"AAPL\":-0.5}'", "a quantity"},
        Spoiling{"UPDATE job_models SET opening_holdings = '{\"AAPL\":92233720369}'", "a quantity"},
        Spoiling{"UPDATE job_models SET opening_holdings = '{\"AAPL\":\"5\"}'", "a quantity"},
        Spoiling{"UPDATE job_models SET opening_cash = 1e300", "an amount of money"},
        Spoiling{"UPDATE holdings SET quantity = -1", "a quantity"},
        Spoiling{"UPDATE holdings SET quantity = 92233720369", "a quantity"}));

}  // namespace
}  // namespace tradepit::writer::tests
