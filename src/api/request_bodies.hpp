// api/request_bodies.hpp — what callers send, read strictly: an unknown member is refused, so that a misspelt one is never
// lost.
#pragma once

#include "base/result.hpp"
#include "domain/port_moves.hpp"
#include "domain/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::api {

/// Each: invalid `body_json` (not a JSON object) | `body_member` (missing, unknown, or of the wrong type; detail `member`).

struct InstallBody {
    std::string name; ///< one of these two; which of them is judged by the use case
    std::string source;
    SettingValues settings;
    std::vector<std::string> accept; ///< ids of permission marks
    bool free_ports = false;
    PortChoices ports;
    bool operator==(const InstallBody&) const = default;
};
Result<InstallBody> parse_install_body(std::string_view text);

struct RemoveBody {
    std::string name;
    bool delete_data = false; ///< only by the word `delete`
    bool operator==(const RemoveBody&) const = default;
};
Result<RemoveBody> parse_remove_body(std::string_view text);

struct SettingsBody {
    SettingValues settings;
    std::vector<std::string> accept; ///< ids of permission marks
    PortChoices ports;
    bool operator==(const SettingsBody&) const = default;
};
/// `{"settings": {KEY: text}, "accept"?: [text], "ports"?: {PLACE: text}}`; `settings` may be missing where `ports` is
/// there.
Result<SettingsBody> parse_settings_body(std::string_view text);
struct MoveInBody {
    std::string name; ///< of the app; empty: one is chosen
    std::vector<std::string> accept; ///< ids of permission marks
    bool operator==(const MoveInBody&) const = default;
};
/// `{"name"?: text, "accept"?: [text]}`, or nothing.
Result<MoveInBody> parse_move_in_body(std::string_view text);

/// `{"accept": [text]}`, at least one.
Result<std::vector<std::string>> parse_accept_body(std::string_view text);

/// `{"name": text}` or nothing; empty: all apps.
Result<std::string> parse_check_body(std::string_view text);

struct LoginBody {
    std::string registry;
    std::string username;
    std::string password;
};
/// `{"registry", "username", "password"}`, none of them empty.
Result<LoginBody> parse_login_body(std::string_view text);
/// `{"to": number}`, or nothing: the newest recovery point.
Result<std::optional<int>> parse_rollback_body(std::string_view text);

/// For calls that need no body: empty, or an empty object.
Result<void> expect_no_members(std::string_view text);

} // namespace furtka::api
