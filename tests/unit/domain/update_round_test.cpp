#include "domain/update_round.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

TEST(UpdateRounds, EndOnlyWhereAnAppWasTouchedAndDidNotDoWell)
{
    EXPECT_TRUE(ends_round({.key = "update_taken_back"}));
    EXPECT_TRUE(ends_round({.key = "update_back_failed"}));
    EXPECT_FALSE(ends_round({.key = "registry_unreachable"}));
    EXPECT_FALSE(ends_round({.key = "app_busy"}));
}

TEST(UpdateRounds, TellEveryAppInOneDocument)
{
    const UpdateRound round{.apps = {{.app = "a", .job = 8, .result = R"({"updated":false})"},
                                {.app = "b", .job = 9, .error = Error{.key = "update_taken_back", .message = "ended"}},
                                {.app = "c", .tried = false}},
        .stopped_at = "b"};
    EXPECT_EQ(to_json(round),
        R"({"apps":[{"name":"a","job":8,"tried":true,"result":{"updated":false},"error":null},)"
        R"({"name":"b","job":9,"tried":true,"result":null,"error":{"key":"update_taken_back","detail":"ended","hint":""}},)"
        R"({"name":"c","job":null,"tried":false,"result":null,"error":null}],"stopped_at":"b"})");
}

} // namespace
} // namespace furtka
