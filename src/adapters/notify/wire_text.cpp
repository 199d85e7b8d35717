#include "adapters/notify/wire_text.hpp"

#include "base/base64.hpp"
#include "base/utf8.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::notify {
namespace {

namespace json = boost::json;
using namespace std::chrono;

json::string text(std::string_view bytes) { return is_utf8(bytes) ? json::string(bytes) : json::string(to_utf8(bytes)); }

/// `2030-01-01T00:00:00Z`
std::string rfc3339(NoticeTime at)
{
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(floor<seconds>(at - day));
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(),
        time.seconds().count());
}

/// `Tue, 01 Jan 2030 00:00:00 +0000`
std::string mail_date(NoticeTime at)
{
    constexpr std::array week{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array year{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(floor<seconds>(at - day));
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", week[weekday(day).c_encoding()],
        static_cast<unsigned>(date.day()), year[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
        time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// Encoded words (RFC 2047), each whole characters and at most 75 long.
std::string encoded(std::string_view words)
{
    const bool plain = std::ranges::all_of(words, [](char c) { return c >= ' ' && c <= '~'; });
    if (plain && words.size() <= 60) return std::string(words);
    const std::string valid = to_utf8(words);
    std::string made;
    for (std::string_view rest = valid; !rest.empty();) {
        const auto length = std::max<std::size_t>(utf8_cut(rest, 42), 1);
        made += fmt::format("{}=?utf-8?B?{}?=", made.empty() ? "" : "\r\n ", base64_encode(rest.substr(0, length)));
        rest.remove_prefix(length);
    }
    return made;
}

std::string body_lines(std::string_view words)
{
    constexpr std::size_t width = 76;
    const std::string coded = base64_encode(words);
    std::string lines;
    for (std::size_t at = 0; at < coded.size(); at += width) lines += coded.substr(at, width) + "\r\n";
    return lines;
}

} // namespace

std::string webhook_body(const Notification& notification)
{
    json::value app = nullptr;
    if (!notification.app.empty()) app = text(notification.app);
    return json::serialize(json::object{
        {"source", "furtka"},
        {"event", to_text(notification.event)},
        {"app", std::move(app)},
        {"title", text(notification.title)},
        {"text", text(notification.text)},
        {"at", rfc3339(notification.at)},
    });
}

NtfyPost ntfy_post(const Notification& notification, std::string_view topic_url)
{
    while (topic_url.ends_with('/')) topic_url.remove_suffix(1);
    const auto slash = topic_url.rfind('/');
    constexpr int high = 4;
    constexpr int normal = 3;
    const json::object body{
        {"topic", text(topic_url.substr(slash + 1))},
        {"title", text(notification.title)},
        {"message", text(notification.text)},
        {"priority", is_urgent(notification.event) ? high : normal},
        {"tags", json::array{"furtka", to_text(notification.event)}},
    };
    return {.url = std::string(topic_url.substr(0, slash + 1)), .body = json::serialize(body)};
}

std::string mail_text(const Notification& notification, const NotifyTarget& target, std::string_view unique)
{
    const auto domain = target.from.substr(target.from.find('@') + 1);
    return fmt::format("Date: {}\r\nFrom: Furtka <{}>\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\n"
                       "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n{}",
        mail_date(notification.at), target.from, target.to, encoded(notification.title), unique, domain,
        body_lines(to_utf8(notification.text + "\n")));
}

std::string mail_url(const NotifyTarget& target)
{
    const bool tls = target.security == MailSecurity::tls;
    const int standard = tls ? 465 : target.security == MailSecurity::none ? 25 : 587;
    const bool six = target.host.contains(':') && !target.host.starts_with('[');
    return fmt::format("{}://{}{}{}:{}", tls ? "smtps" : "smtp", six ? "[" : "", target.host, six ? "]" : "",
        target.port == 0 ? standard : target.port);
}

} // namespace furtka::notify
