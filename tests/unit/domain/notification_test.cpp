#include "domain/notification.hpp"
#include "domain/notify_target.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

Job ended(JobState state, std::string result, std::optional<Error> error = std::nullopt)
{
    return {.id = 7,
        .kind = JobKind::update,
        .app = "blog",
        .state = state,
        .error = std::move(error),
        .result = std::move(result),
        .finished_at = NoticeTime(1s)};
}

TEST(Notifications, TellOfAnUpdateThatChangedSomethingOrWentWrong)
{
    const auto done =
        notification_of(ended(JobState::done, R"({"updated":true,"services":[{"service":"web"},{"service":"db"}]})"));
    ASSERT_TRUE(done);
    EXPECT_EQ(done->title, "blog is updated");
    EXPECT_EQ(done->text, "These services run a newer image: web, db.");

    const auto back = notification_of(ended(JobState::failed, "",
        Error{.kind = ErrorKind::upstream, .key = "update_taken_back", .message = "web ended", .hint = "look at its log"}));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->event, NotificationEvent::update_taken_back);
    EXPECT_EQ(back->title, "The update of blog was taken back");
    EXPECT_EQ(back->text, "web ended\nlook at its log");

    const auto failed = notification_of(ended(JobState::failed, "", Error{.key = "registry_denied", .message = "401"}));
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->event, NotificationEvent::update_failed);
    EXPECT_EQ(failed->title, "The update of blog failed");
}

TEST(Notifications, SayNothingOfWhatTheOwnerKnowsOrDoesNotCareFor)
{
    EXPECT_FALSE(notification_of(ended(JobState::done, R"({"updated":false})")));
    EXPECT_FALSE(notification_of(ended(JobState::done, "not JSON")));
    EXPECT_FALSE(notification_of(ended(JobState::cancelled, "")));
    auto install = ended(JobState::done, R"({"updated":true})");
    install.kind = JobKind::install;
    EXPECT_FALSE(notification_of(install));
}

TEST(Notifications, AreTriedAgainLessAndLessOften)
{
    const std::vector<std::pair<int, std::chrono::seconds>> rows{
        {0, 30s}, {1, 30s}, {2, 2min}, {3, 8min}, {4, 32min}, {5, 128min}, {6, 6h}, {50, 6h}};
    for (const auto& [attempts, delay] : rows) EXPECT_EQ(retry_delay(attempts), delay) << attempts;
    EXPECT_FALSE(gives_up(ErrorKind::unavailable, 13));
    EXPECT_TRUE(gives_up(ErrorKind::unavailable, 14));
    EXPECT_FALSE(gives_up(ErrorKind::denied, 2));
    EXPECT_TRUE(gives_up(ErrorKind::invalid, 3));
}

TEST(Notifications, TheDiskIsNearlyFullUnderATenthAndUnderTenGigabytes)
{
    EXPECT_FALSE(is_nearly_full(2'000'000'000, 8'000'000'000));
    EXPECT_TRUE(is_nearly_full(700'000'000, 8'000'000'000));
    EXPECT_FALSE(is_nearly_full(50'000'000'000, 4'000'000'000'000));
    EXPECT_TRUE(is_nearly_full(9'000'000'000, 4'000'000'000'000));
}

std::string refused(const NotifyTarget& target)
{
    const auto checked = check_target(target);
    return checked ? "good" : checked.error().details.front().second;
}

TEST(NotifyTargets, AreCheckedBeforeAnythingIsSent)
{
    const NotifyTarget mail{.kind = TargetKind::mail, .host = "mail.example", .from = "a@b.c", .to = "d@e.f"};
    EXPECT_EQ(refused({.url = "https://hooks.example/secret"}), "good");
    EXPECT_EQ(refused({.url = "https://"}), "url");
    EXPECT_EQ(refused({.url = "file:///etc/passwd"}), "url");
    EXPECT_EQ(refused({.url = "https://u:p@hooks.example/"}), "url");
    EXPECT_EQ(refused({.url = "https://hooks.example/\r\nX: y"}), "url");
    EXPECT_EQ(refused({.kind = TargetKind::ntfy, .url = "https://ntfy.sh"}), "url");
    EXPECT_EQ(refused({.kind = TargetKind::ntfy, .url = "https://ntfy.sh/topic"}), "good");
    EXPECT_EQ(refused(mail), "good");
    auto bad = mail;
    bad.to = "d@e.f, x@y.z";
    EXPECT_EQ(refused(bad), "to");
    bad = mail;
    bad.from = "a@b.c\nBcc: x@y.z";
    EXPECT_EQ(refused(bad), "from");
    bad = mail;
    bad.user = "ada";
    EXPECT_EQ(refused(bad), "secret");
    bad.secret = "pw";
    bad.security = MailSecurity::none;
    EXPECT_EQ(refused(bad), "security");
    bad.host = "localhost";
    EXPECT_EQ(refused(bad), "good");
    bad = mail;
    bad.ca_file = "ca.pem";
    EXPECT_EQ(refused(bad), "ca_file");
}

TEST(NotifyTargets, ShowOnlyTheHostOfAnAddress)
{
    EXPECT_EQ(shown_address({.url = "https://hooks.example:8443/T0/B0/secret"}), "https://hooks.example:8443/…");
    EXPECT_EQ(shown_address({.kind = TargetKind::mail, .to = "me@example.org"}), "me@example.org");
    EXPECT_EQ(next_target_id({}), "t1");
    EXPECT_EQ(next_target_id({{.id = "t3"}, {.id = "t1"}}), "t4");
}

} // namespace
} // namespace furtka
