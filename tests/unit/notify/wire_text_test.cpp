#include "adapters/notify/wire_text.hpp"

#include <gtest/gtest.h>

namespace furtka::notify {
namespace {

Notification sample()
{
    return {.event = NotificationEvent::app_down,
        .app = "blog",
        .title = "blog is down",
        .text = "web ended.",
        .at = NoticeTime(std::chrono::sys_days(std::chrono::year(2030) / 1 / 2) + std::chrono::hours(3))};
}

TEST(WireText, AWebhookGetsEverythingByName)
{
    EXPECT_EQ(webhook_body(sample()),
        R"({"source":"furtka","event":"app_down","app":"blog","title":"blog is down","text":"web ended.",)"
        R"("at":"2030-01-02T03:00:00Z"})");
}

TEST(WireText, NtfyGetsTheTopicInTheBody)
{
    const auto post = ntfy_post(sample(), "https://ntfy.example/base/my-topic/");
    EXPECT_EQ(post.url, "https://ntfy.example/base/");
    EXPECT_EQ(post.body,
        R"({"topic":"my-topic","title":"blog is down","message":"web ended.","priority":4,"tags":["furtka","app_down"]})");
}

TEST(WireText, AMailIsPlainAsciiWithShortLines)
{
    auto told = sample();
    told.title = "Küche is down: " + std::string(60, 'x');
    const NotifyTarget target{.kind = TargetKind::mail, .from = "nas@example.org", .to = "me@example.org"};
    const auto text = mail_text(told, target, "1a2b");
    EXPECT_TRUE(text.starts_with("Date: Wed, 02 Jan 2030 03:00:00 +0000\r\nFrom: Furtka <nas@example.org>\r\n"
                                 "To: <me@example.org>\r\nSubject: =?utf-8?B?"))
        << text;
    EXPECT_NE(text.find("Message-ID: <1a2b@example.org>\r\n"), std::string::npos);
    EXPECT_TRUE(text.ends_with("\r\n\r\nd2ViIGVuZGVkLgo=\r\n")) << text;
    std::size_t line = 0;
    for (const char c : text) {
        EXPECT_TRUE(c == '\r' || c == '\n' || (c >= ' ' && c <= '~'));
        line = c == '\n' ? 0 : line + 1;
        EXPECT_LE(line, 79U);
    }
}

TEST(WireText, AMailServersAddressHasThePortOfItsSecurity)
{
    const auto url = [](MailSecurity security, int port, std::string host = "mail.example") {
        return mail_url({.kind = TargetKind::mail, .host = std::move(host), .port = port, .security = security});
    };
    EXPECT_EQ(url(MailSecurity::starttls, 0), "smtp://mail.example:587");
    EXPECT_EQ(url(MailSecurity::tls, 0), "smtps://mail.example:465");
    EXPECT_EQ(url(MailSecurity::none, 0), "smtp://mail.example:25");
    EXPECT_EQ(url(MailSecurity::none, 2525, "::1"), "smtp://[::1]:2525");
}

} // namespace
} // namespace furtka::notify
