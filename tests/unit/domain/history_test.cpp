#include "domain/history.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

TEST(AHistoryEntry, ThatIsEmptyComesBackFromItsText)
{
    const HistoryEntry entry;
    EXPECT_EQ(parse_history_entry(to_json(entry)).value(), entry);
}

TEST(AHistoryEntry, KeepsWhichServiceWentWrong)
{
    const HistoryEntry entry{.outcome = HistoryOutcome::taken_back, .key = "exited", .service = "web"};
    EXPECT_EQ(parse_history_entry(to_json(entry)).value(), entry);
}

TEST(AHistoryEntry, OfALaterVersionIsReadAsFarAsItGoes)
{
    const auto read =
        parse_history_entry(R"({"kind":"leap","outcome":"levitated","changes":[1,{"service":"web"}],"proof":7})");
    EXPECT_EQ(read->kind, JobKind::update);
    EXPECT_EQ(read->outcome, HistoryOutcome::failed);
    EXPECT_EQ(read->changes, (std::vector{HistoryChange{.service = "web"}}));
}

TEST(AHistoryEntry, ThatIsNoObjectIsRefused)
{
    EXPECT_EQ(parse_history_entry("[]").error().key, "history_entry");
    EXPECT_EQ(parse_history_entry("{").error().key, "history_entry");
}

TEST(ARefusedImage, IsFoundByItsIdAndByItsDigest)
{
    const std::vector<RefusedImage> refused{{.app = "blog", .tag = "nginx:1", .image = {"sha256:b"}, .digest = "sha256:d"},
        {.app = "wiki", .tag = "nginx:1", .image = {"sha256:c"}, .digest = ""}};

    EXPECT_EQ(refusal_of(refused, "blog", "nginx:1", "sha256:b"), &refused[0]);
    EXPECT_EQ(refusal_of(refused, "blog", "nginx:1", "sha256:d"), &refused[0]);
    EXPECT_EQ(refusal_of(refused, "blog", "nginx:2", "sha256:b"), nullptr);
    EXPECT_EQ(refusal_of(refused, "wiki", "nginx:1", "sha256:b"), nullptr);
    EXPECT_EQ(refusal_of(refused, "wiki", "nginx:1", ""), nullptr);
}

} // namespace
} // namespace furtka::test
