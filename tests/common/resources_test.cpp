#include "common/resources.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

std::string fault_of_needs(std::string_view text) {
    const auto parsed = parse_needs(text);
    const auto* fault = std::get_if<std::string>(&parsed);
    return fault ? *fault : "";
}
std::string fault_of_offer(std::string_view text) {
    const auto parsed = parse_offer(text);
    const auto* fault = std::get_if<std::string>(&parsed);
    return fault ? *fault : "";
}

/// A list of `number` resources: "r0,r1,…", or "r0=1,r1=1,…" with the count "=1".
std::string resources(std::size_t number, const char* count = "") {
    std::string text;
    for (std::size_t i = 0; i < number; ++i)
        text += (i == 0 ? "r" : ",r") + std::to_string(i) + count;
    return text;
}

TEST(Resources, NeedsAreReadAsTheyAreWritten) {
    const Needs needs{ResourceName{"wait"}, ResourceName{"provider:open-ai_1.x"}};
    EXPECT_EQ(text_of(needs), "wait,provider:open-ai_1.x");
    EXPECT_EQ(std::get<Needs>(parse_needs(text_of(needs))), needs);
    EXPECT_EQ(std::get<Needs>(parse_needs("cpu")), need(CPU));
}

TEST(Resources, AnOfferIsReadAsItIsWritten) {
    const Offer offer{{ResourceName{"cpu"}, 4}, {ResourceName{"wait"}, 0}};
    EXPECT_EQ(text_of(offer), "cpu=4,wait=0");
    EXPECT_EQ(std::get<Offer>(parse_offer(text_of(offer))), offer);
    EXPECT_TRUE(std::get<Offer>(parse_offer("")).empty());
    EXPECT_EQ(count_of(offer, ResourceName{"cpu"}), 4);
    EXPECT_EQ(count_of(offer, ResourceName{"gpu"}), 0);
}

TEST(Resources, AChainNamesSoManyAndNotOneMore) {
    EXPECT_EQ(fault_of_needs(resources(NEEDS_MAX)), "");
    EXPECT_EQ(fault_of_needs(resources(NEEDS_MAX + 1)), "9 resources where 8 are the limit");
    EXPECT_EQ(fault_of(Needs{}), "no resource is named");
}

TEST(Resources, AWorkerOffersSoManyAndNotOneMore) {
    EXPECT_EQ(fault_of_offer(resources(OFFERED_RESOURCES_MAX, "=1")), "");
    EXPECT_EQ(fault_of_offer(resources(OFFERED_RESOURCES_MAX + 1, "=1")),
              "33 resources where 32 are the limit");
}

TEST(Resources, ANameHasSoManyBytesAndNotOneMore) {
    EXPECT_EQ(fault_of_needs(std::string(RESOURCE_NAME_BYTES_MAX, 'x')), "");
    EXPECT_NE(fault_of_needs(std::string(RESOURCE_NAME_BYTES_MAX + 1, 'x')), "");
}

TEST(Resources, ACountGoesFromZeroToItsLimit) {
    EXPECT_EQ(fault_of_offer("cpu=4096"), "");
    for (const char* count : {"4097", "-1", "", "1.5", "many", "99999999999"})
        EXPECT_EQ(fault_of_offer(std::string{"cpu="} + count),
                  "the count of \"cpu\" is \"" + std::string{count} +
                      "\"; it must be a whole number from 0 to 4096");
}

TEST(Resources, WhatIsNoNameIsRefusedByName) {
    for (const char* name : {"CPU", "a b", "", "a{b}", "ä"})
        EXPECT_NE(fault_of_needs(name).find("is not the name of a resource"), std::string::npos)
            << name;
    EXPECT_EQ(fault_of_needs("cpu,cpu"), "the resource \"cpu\" is named twice");
    EXPECT_EQ(fault_of_offer("cpu=1,cpu=2"), "the resource \"cpu\" is named twice");
    EXPECT_EQ(fault_of_offer("cpu"),
              "\"cpu\" names no count: write name=count, as in cpu=4,wait=64");
}

TEST(Usage, TakesOneOfEachAndGivesOneOfEachBack) {
    const Offer offer{{ResourceName{WAIT}, 2}, {ResourceName{"label:few"}, 1}};
    const Needs both{ResourceName{WAIT}, ResourceName{"label:few"}};
    TakenResources usage;
    EXPECT_TRUE(usage.has_room_for(both, offer));
    usage.take(both);
    EXPECT_FALSE(usage.has_room_for(both, offer));
    EXPECT_TRUE(usage.has_room_for(need(WAIT), offer));
    usage.give_back(both);
    EXPECT_TRUE(usage.has_room_for(both, offer));
    EXPECT_EQ(usage.taken(ResourceName{WAIT}), 0);
}

TEST(Usage, WhatIsNotOfferedHasNoRoom) {
    EXPECT_FALSE(TakenResources{}.has_room_for(need(CPU), {{ResourceName{CPU}, 0}}));
    EXPECT_FALSE(TakenResources{}.has_room_for(need(CPU), {}));
}

}  // namespace
}  // namespace tradepit::common
