#include "common/limits.h"
#include "tests/writer/intake/intake_world.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

class IntakeJobs : public IntakeWorld {
protected:
    const Job first_job = job("j1", {D1, D2, D3}, {model("alpha"), model("beta", D2)});
};

TEST_F(IntakeJobs, TheSameBootAlwaysGetsTheSameEpoch) {
    broker(7);
    broker(8);
    EXPECT_EQ(epoch, 2);
    broker(7);
    EXPECT_EQ(epoch, 1);
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeJobs, BeforeAnEpochEveryRequestIsStale) {
    intake.take("broker", PageRequest{0, 0});
    turn();
    EXPECT_TRUE(answered<StaleEpoch>());
}

TEST_F(IntakeJobs, AnEpochOfAnotherDatabaseIsStale) {
    broker();
    intake.take("broker", PageRequest{9, 0});
    turn();
    EXPECT_TRUE(answered<StaleEpoch>());
}

TEST_F(IntakeJobs, AJobIsAnsweredWithItsId) {
    broker();
    submit(first_job);
    EXPECT_EQ(last<CommandAnswer>(),
              (CommandAnswer{first_job.key, first_job.request_hash, JobAccepted{first_job.job}}));
    EXPECT_EQ(changes.size(), 2u);
}

TEST_F(IntakeJobs, AKeyAgainIsTheSameJob) {
    broker();
    submit(first_job);
    Job again = first_job;
    again.job = JobId{"another"};
    submit(again);
    EXPECT_EQ(last<CommandAnswer>(), (CommandAnswer{first_job.key, first_job.request_hash,
                                                    JobAccepted{first_job.job}, true}));
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeJobs, AKeyTwiceInOneTurnIsOneJob) {
    broker();
    const auto shared = std::make_shared<const Job>(first_job);
    intake.take("broker", shared, std::nullopt, false);
    intake.take("broker", shared, std::nullopt, false);
    turn();
    EXPECT_TRUE(last<CommandAnswer>().repeated);
    EXPECT_EQ(count<RecordJob>(), 1u);
}

TEST_F(IntakeJobs, AKeyWithAnotherRequestIsAMisuse) {
    broker();
    submit(first_job);
    Job other = first_job;
    other.request_hash = "other";
    submit(other);
    EXPECT_EQ(status_of(last<CommandAnswer>().outcome), 409);
}

TEST_F(IntakeJobs, ARefusalIsRecordedUnderItsKey) {
    broker();
    Job bad = first_job;
    bad.dates = {D2, D1};
    submit(bad);
    const CommandAnswer first = last<CommandAnswer>();
    EXPECT_EQ(status_of(first.outcome), 400);
    submit(bad);
    EXPECT_EQ(last<CommandAnswer>(), first);
    EXPECT_EQ(operations.size(), 0u);
}

TEST_F(IntakeJobs, AnIdThatIsTakenIsRefused) {
    broker();
    intake.take("broker", std::make_shared<const Job>(first_job), std::nullopt, true);
    turn();
    EXPECT_EQ(status_of(last<CommandAnswer>().outcome), 409);
}

TEST_F(IntakeJobs, AnIdTwiceInOneTurnIsRefused) {
    broker();
    Job other = first_job;
    other.key = "another key";
    intake.take("broker", std::make_shared<const Job>(first_job), std::nullopt, false);
    intake.take("broker", std::make_shared<const Job>(other), std::nullopt, false);
    turn();
    EXPECT_EQ(status_of(last<CommandAnswer>().outcome), 409);
    EXPECT_EQ(count<RecordJob>(), 1u);
}

TEST_F(IntakeJobs, APageHasTheChainsAfterANumber) {
    broker();
    submit(first_job);
    intake.take("broker", PageRequest{epoch, 1});
    turn();
    const Page page = last<Page>();
    ASSERT_EQ(page.chains.size(), 1u);
    const Chain& chain = page.chains[0];
    EXPECT_EQ(chain.terms.model, ModelName{"beta"});
    EXPECT_EQ(chain.dates, (std::vector<Stamp>{D2, D3}));
    EXPECT_EQ(chain.job_chains, 2);
    EXPECT_EQ(chain.state.chain, 2);
    EXPECT_EQ(page.cursor, 2) << "both chains' first changes are in what it shows";
}

TEST_F(IntakeJobs, AnEmptyPageIsTheEnd) {
    broker();
    intake.take("broker", PageRequest{epoch, 0});
    turn();
    EXPECT_TRUE(last<Page>().chains.empty());
}

TEST_F(IntakeJobs, APageIsBoundedInChains) {
    broker();
    std::vector<JobModel> models;
    for (int i = 0; i < 100; ++i) models.push_back(model(("m" + std::to_string(1000 + i)).c_str()));
    submit(job("many", {D1}, models));
    intake.take("broker", PageRequest{epoch, 0});
    turn();
    EXPECT_EQ(last<Page>().chains.size(), PAGE_CHAINS_MAX);
}

TEST_F(IntakeJobs, APageIsBoundedInBytes) {
    broker();
    JobModel large = model("a");
    large.agent = std::string(400'000, ' ');
    JobModel other = large;
    other.model = ModelName{"b"};
    submit(job("large", {D1}, {large, other}));
    intake.take("broker", PageRequest{epoch, 0});
    turn();
    EXPECT_EQ(last<Page>().chains.size(), 1u);
}

TEST_F(IntakeJobs, APageHasOneOfTheLongestChainsAndStaysWellBelowWhatASocketTakes) {
    broker();
    std::vector<Stamp> hours;
    for (std::size_t i = 0; i < JOB_DATES_MAX; ++i) {
        std::string text = utc_text(NOON + std::chrono::hours{i}).substr(0, 19);
        text[10] = ' ';
        hours.push_back(day(text.c_str()));
    }
    Job longest = job("longest", hours, {model("a", hours[0]), model("b", hours[0])});
    for (std::size_t i = 1; i < hours.size(); ++i)
        longest.skipped.push_back({hours[i], "no prices"});
    submit(longest);
    intake.take("broker", PageRequest{epoch, 0});
    turn();
    EXPECT_EQ(last<Page>().chains.size(), 1u);
    EXPECT_LT(encode(last<Page>()).size(), std::size_t{2} << 20);
}

TEST_F(IntakeJobs, SkippedDaysAreInTheChainAndLeadingOnesHaveEnded) {
    broker();
    Job with_gap = job("j1", {D1, D2, D3}, {model("alpha")});
    with_gap.skipped = {{D1, "no prices"}, {D3, "no prices"}};
    submit(with_gap);
    intake.take("broker", PageRequest{epoch, 0});
    turn();
    const Chain& chain = last<Page>().chains.at(0);
    EXPECT_EQ(chain.skipped, (std::vector<std::int32_t>{0, 2}));
    EXPECT_EQ(chain.state.ended_days, 1);
    claim("r1", 1, {D2});
    send(attempt(1, D2, 1).idle_day());
    EXPECT_EQ(jobs.at("j1").status, JobStatus::completed);
}

TEST_F(IntakeJobs, ChangesAfterTheCursorArePresentStates) {
    broker();
    submit(first_job);
    claim("r1", 1, {D1});
    const ChainState past{.chain = 77, .ended_days = 5, .cancelled = false, .attempts = {}};
    intake.take("broker", ChangesRequest{epoch, 0}, {{1, 77, past}, {2, 1, {}}});
    turn();
    const Changes sent = last<Changes>();
    EXPECT_EQ(sent.from, 0);
    EXPECT_EQ(sent.upto, 2);
    EXPECT_EQ(sent.chains.at(0), past);
    EXPECT_EQ(sent.chains.at(1).attempts.size(), 1u);
}

TEST_F(IntakeJobs, NoChangesAreAnAnswerToo) {
    broker();
    intake.take("broker", ChangesRequest{epoch, 3}, {});
    turn();
    EXPECT_EQ(last<Changes>(), (Changes{3, 3, {}}));
}

TEST_F(IntakeJobs, AnOlderEpochGetsNoChanges) {
    broker(7);
    broker(8);
    intake.take("broker", ChangesRequest{1, 0}, {});
    turn();
    EXPECT_FALSE(answered<Changes>());
}

TEST_F(IntakeJobs, ThePushGoesToTheNewestBrokerAlone) {
    intake.take("old", EpochRequest{7});
    intake.take("new", EpochRequest{8});
    intake.take("old", EpochRequest{7});
    turn();
    submit(first_job);
    for (const Reply& reply : replies)
        EXPECT_TRUE(reply.peer == "new" || !std::holds_alternative<Changes>(reply.message));
    EXPECT_TRUE(answered<Changes>());
}

TEST_F(IntakeJobs, ThePushIsBoundedInBytes) {
    broker();
    std::vector<JobModel> models;
    for (int i = 0; i < 2000; ++i)
        models.push_back(model(("m" + std::to_string(1000 + i)).c_str()));
    for (int n = 0; n < 9; ++n) {
        Job one = job(("job " + std::to_string(n)).c_str(), {D1}, models);
        intake.take("broker", std::make_shared<const Job>(one), std::nullopt, false);
    }
    turn();
    std::int64_t upto = 0;
    std::size_t pushes = 0;
    for (const Reply& reply : replies) {
        const auto* sent = std::get_if<Changes>(&reply.message);
        if (sent == nullptr) continue;
        ++pushes;
        EXPECT_EQ(sent->from, upto);
        upto = sent->upto;
        EXPECT_LT(encode(*sent).size(), FRAME_BYTES_MAX);
    }
    EXPECT_EQ(pushes, 2u);
    EXPECT_EQ(upto, 18'000);
}

}  // namespace
}  // namespace tradepit::writer::tests
