#include "domain/image_change.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

ImageId id(char c) { return {"sha256:" + std::string(64, c)}; }

TEST(ChangedServices, AreThoseThatRunAnotherImageThanTheirTagPointsTo)
{
    const std::vector<ServiceImage> images{
        {.service = "web", .tag = "nginx:1", .running = id('a'), .local = id('b')},
        {.service = "db", .tag = "postgres:16", .running = id('c'), .local = id('c')},
    };

    const std::vector<ServiceChange> expected{{.service = "web", .from = id('a'), .to = id('b'), .tag = "nginx:1"}};
    EXPECT_EQ(changed_services(images), expected);
}

TEST(ChangedServices, LeaveOutAServiceThatDoesNotRun)
{
    EXPECT_TRUE(changed_services({{.service = "web", .tag = "nginx:1", .running = {}, .local = id('b')}}).empty());
}

TEST(ChangedServices, LeaveOutAServiceWhoseTagIsNotOnTheEngine)
{
    EXPECT_TRUE(changed_services({{.service = "web", .tag = "nginx:1", .running = id('a'), .local = {}}}).empty());
}

TEST(ChangedServices, KeepTheGivenOrder)
{
    const auto changes = changed_services({
        {.service = "z", .tag = "z:1", .running = id('a'), .local = id('b')},
        {.service = "a", .tag = "a:1", .running = id('a'), .local = id('b')},
    });
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].service, "z");
    EXPECT_EQ(changes[1].service, "a");
}

TEST(UnappliedChanges, AreThoseWhoseServiceDoesNotRunTheNewImage)
{
    const ServiceChange done{.service = "a", .from = id('1'), .to = id('2'), .tag = "a:1"};
    const ServiceChange kept_the_old{.service = "b", .from = id('1'), .to = id('2'), .tag = "b:1"};
    const ServiceChange does_not_run{.service = "c", .from = id('1'), .to = id('2'), .tag = "c:1"};
    const ServiceChange gone{.service = "d", .from = id('1'), .to = id('2'), .tag = "d:1"};
    const std::vector<ServiceImage> after{
        {.service = "a", .tag = "a:1", .running = id('2'), .local = id('2')},
        {.service = "b", .tag = "b:1", .running = id('1'), .local = id('2')},
        {.service = "c", .tag = "c:1", .running = {}, .local = id('2')},
    };

    const std::vector<ServiceChange> expected{kept_the_old, does_not_run, gone};
    EXPECT_EQ(unapplied_changes({done, kept_the_old, does_not_run, gone}, after), expected);
}

} // namespace
} // namespace furtka
