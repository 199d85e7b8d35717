#include "domain/notify_target.hpp"

#include "base/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace furtka {
namespace {

constexpr std::size_t longest_text = 2000;

std::unexpected<Error> wrong(std::string_view member, std::string problem, std::string hint)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "notify_target",
        .message = fmt::format("\"{}\" {}", member, problem),
        .hint = std::move(hint),
        .details = {{"member", std::string(member)}}});
}

/// A line break in any of these could put words into a mail's head or an HTTP request.
Result<void> check_characters(const NotifyTarget& target)
{
    const std::array<std::pair<std::string_view, const std::string*>, 8> texts{
        {{"name", &target.name}, {"url", &target.url}, {"host", &target.host}, {"user", &target.user},
            {"secret", &target.secret}, {"from", &target.from}, {"to", &target.to}, {"ca_file", &target.ca_file}}};
    for (const auto& [member, text] : texts) {
        if (text->size() > longest_text) return wrong(member, "is too long", "at most 2,000 bytes");
        if (std::ranges::any_of(*text, is_control))
            return wrong(member, "has a line break or another control character", "leave it out");
    }
    return {};
}

/// The host of `https://user@host:1/path`, without its user part; empty when it is no such address.
std::string_view authority_of(std::string_view url)
{
    const auto scheme = url.starts_with("https://") ? 8U : url.starts_with("http://") ? 7U : 0U;
    if (scheme == 0) return {};
    url.remove_prefix(scheme);
    return url.substr(0, url.find_first_of("/?#"));
}

Result<void> check_url(const NotifyTarget& target)
{
    const auto authority = authority_of(target.url);
    if (authority.empty() || authority.starts_with(':') || target.url.find(' ') != std::string::npos)
        return wrong("url", "is not an address", "wanted is an address such as https://ntfy.sh/my-topic");
    if (authority.contains('@')) return wrong("url", "has a user in it", "give a token as \"secret\"");
    if (target.kind != TargetKind::ntfy) return {};
    const auto slash = target.url.find('/', 8);
    if (slash == std::string::npos || slash + 1 == target.url.size() || target.url.find_first_of("?#") != std::string::npos)
        return wrong("url", "names no topic", "the topic is the last part, as in https://ntfy.sh/my-topic");
    return {};
}

bool is_mail_address(std::string_view text)
{
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos
        && text.find_first_of(" <>,;\"") == std::string_view::npos;
}

bool is_this_machine(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

Result<void> check_mail(const NotifyTarget& target)
{
    if (target.host.empty() || target.host.find_first_of(" /@?#") != std::string::npos)
        return wrong("host", "is not the name of a mail server", "such as smtp.example.org");
    if (target.port < 0 || target.port > 65535) return wrong("port", "is not a port", "1 to 65535, or leave it out");
    if (!is_mail_address(target.from)) return wrong("from", "is not a mail address", "such as server@example.org");
    if (!is_mail_address(target.to)) return wrong("to", "is not a mail address", "such as me@example.org");
    const bool in_clear = target.security == MailSecurity::none && !target.secret.empty();
    if (in_clear && !is_this_machine(target.host))
        return wrong("security", "is none, so that anyone on the way could read the password", "use starttls or tls");
    if (target.secret.empty() != target.user.empty())
        return wrong(target.user.empty() ? "user" : "secret", "is missing", "a login is a user and a password");
    return {};
}

} // namespace

std::string_view to_text(TargetKind kind)
{
    switch (kind) {
    case TargetKind::webhook: return "webhook";
    case TargetKind::ntfy: return "ntfy";
    case TargetKind::mail: return "mail";
    }
    return "webhook";
}

std::string_view to_text(MailSecurity security)
{
    switch (security) {
    case MailSecurity::starttls: return "starttls";
    case MailSecurity::tls: return "tls";
    case MailSecurity::none: return "none";
    }
    return "starttls";
}

std::optional<TargetKind> target_kind(std::string_view text)
{
    for (const auto kind : {TargetKind::webhook, TargetKind::ntfy, TargetKind::mail}) {
        if (to_text(kind) == text) return kind;
    }
    return std::nullopt;
}

std::optional<MailSecurity> mail_security(std::string_view text)
{
    for (const auto security : {MailSecurity::starttls, MailSecurity::tls, MailSecurity::none}) {
        if (to_text(security) == text) return security;
    }
    return std::nullopt;
}

Result<void> check_target(const NotifyTarget& target)
{
    CHECK(check_characters(target));
    if (!target.ca_file.empty() && !target.ca_file.starts_with('/'))
        return wrong("ca_file", "is not an absolute path", "such as /etc/ssl/my-ca.pem");
    if (target.kind == TargetKind::mail) {
        if (!target.url.empty()) return wrong("url", "is not of a mail target", "give host, from and to");
        return check_mail(target);
    }
    if (!target.host.empty() || !target.to.empty() || !target.from.empty() || !target.user.empty() || target.port != 0)
        return wrong("url", "is all that this kind takes, with \"secret\"", "host, port, user, from and to are of mail");
    return check_url(target);
}

std::string shown_address(const NotifyTarget& target)
{
    if (target.kind == TargetKind::mail) return target.to;
    return fmt::format("{}://{}/…", target.url.starts_with("https") ? "https" : "http", authority_of(target.url));
}

bool wants(const NotifyTarget& target, NotificationEvent event)
{
    return event == NotificationEvent::test || target.events.empty()
        || std::ranges::find(target.events, event) != target.events.end();
}

std::string next_target_id(const std::vector<NotifyTarget>& targets)
{
    int highest = 0;
    for (const auto& target : targets) {
        int number = 0;
        if (target.id.size() > 1) std::from_chars(target.id.data() + 1, target.id.data() + target.id.size(), number);
        highest = std::max(highest, number);
    }
    return fmt::format("t{}", highest + 1);
}

} // namespace furtka
