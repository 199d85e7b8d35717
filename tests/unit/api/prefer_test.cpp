#include "api/prefer.hpp"

#include <gtest/gtest.h>

namespace furtka::api {
namespace {

using std::chrono::seconds;

Preferences parsed(const std::vector<std::string>& values)
{
    http::Headers headers;
    for (const auto& value : values) headers.add("prefer", value);
    return parse_prefer(headers);
}

TEST(Prefer, IsReadAsTheRfcWritesIt)
{
    EXPECT_EQ(parsed({}), (Preferences{}));
    EXPECT_EQ(parsed({"respond-async"}), (Preferences{.respond_async = true}));
    EXPECT_EQ(parsed({"wait=10"}), (Preferences{.wait = seconds(10)}));
    EXPECT_EQ(parsed({"respond-async, wait=100"}), (Preferences{.respond_async = true, .wait = seconds(100)}));
    EXPECT_EQ(parsed({"respond-async", "Wait = 5"}), (Preferences{.respond_async = true, .wait = seconds(5)}));
    EXPECT_EQ(
        parsed({"RESPOND-ASYNC; foo=\"a, wait=3\", wait=7; bar"}), (Preferences{.respond_async = true, .wait = seconds(7)}));
}

TEST(Prefer, CountsTheFirstOfARepeatedOne) { EXPECT_EQ(parsed({"wait=1, wait=2"}), (Preferences{.wait = seconds(1)})); }

TEST(Prefer, PassesOverWhatItCannotRead)
{
    for (const std::string value :
        {"", ",", "wait", "wait=", "wait=x", "wait=-1", "wait=1x", "wait=\"5", "handling=strict", ";;", "=", "\"", "\\"}) {
        EXPECT_EQ(parsed({value}), (Preferences{})) << value;
    }
}

TEST(Prefer, WaitsAtMostTenMinutes)
{
    EXPECT_EQ(parsed({"wait=601"}), (Preferences{.wait = seconds(600)}));
    EXPECT_EQ(parsed({"wait=99999999999999999999"}), (Preferences{.wait = seconds(600)}));
}

TEST(Patience, IsTheCallsOwnUnlessTheCallerSaysOtherwise)
{
    EXPECT_TRUE(patience({}, WaitByDefault::yes).unlimited);
    EXPECT_FALSE(patience({}, WaitByDefault::no).unlimited);
    EXPECT_EQ(patience({}, WaitByDefault::no).limit, seconds(0));

    const auto async = patience({.respond_async = true}, WaitByDefault::yes);
    EXPECT_FALSE(async.unlimited);
    EXPECT_EQ(async.limit, seconds(0));
    EXPECT_EQ(async.applied, "respond-async");

    const auto waits = patience({.respond_async = true, .wait = seconds(30)}, WaitByDefault::no);
    EXPECT_FALSE(waits.unlimited);
    EXPECT_EQ(waits.limit, seconds(30));
    EXPECT_EQ(waits.applied, "wait=30");
}

} // namespace
} // namespace furtka::api
