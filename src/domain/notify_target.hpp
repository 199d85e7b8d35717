// domain/notify_target.hpp — where notifications go: a webhook, an ntfy topic, a mailbox.
#pragma once

#include "base/result.hpp"
#include "domain/notification.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class TargetKind { webhook, ntfy, mail };
/// How a mail server is talked to.
enum class MailSecurity { starttls, tls, none };

struct NotifyTarget {
    std::string id; ///< `t1`
    TargetKind kind = TargetKind::webhook;
    std::string name; ///< for people; empty: the address
    std::string url; ///< webhook, ntfy: `https://ntfy.sh/my-topic`. May hold a secret in its path
    std::string host; ///< mail: of the server
    int port = 0; ///< mail; 0: 587, with `tls` 465, with `none` 25
    MailSecurity security = MailSecurity::starttls;
    std::string user; ///< mail; empty: no login
    std::string secret; ///< password or token, or empty
    std::string from; ///< mail address
    std::string to; ///< mail address
    std::string ca_file; ///< certificates to trust besides the system's, or empty
    std::vector<NotificationEvent> events; ///< empty: all
    bool operator==(const NotifyTarget&) const = default;
};

inline constexpr std::size_t most_notify_targets = 20;

std::string_view to_text(TargetKind kind);
std::string_view to_text(MailSecurity security);
std::optional<TargetKind> target_kind(std::string_view text);
std::optional<MailSecurity> mail_security(std::string_view text);

/// invalid `notify_target` (detail `member`): an address that is none, a control character, a password that would go over
/// the network in the clear, something that the kind does not have.
Result<void> check_target(const NotifyTarget& target);

/// The address as it may be shown: of a URL the host only, for the path of a webhook or a topic is as good as a password.
std::string shown_address(const NotifyTarget& target);

bool wants(const NotifyTarget& target, NotificationEvent event);

/// `t1`, `t2`, …: the lowest number above all that are there.
std::string next_target_id(const std::vector<NotifyTarget>& targets);

} // namespace furtka
