#include "cli/table/groups.hpp"
#include "cli/table/shared.hpp"

#include <array>

namespace furtka::cli {
namespace {

constexpr std::array known_user{ArgumentInfo{.name = "NAME", .offers = Offers::users}};
constexpr std::array new_user{ArgumentInfo{.name = "NAME"}};
constexpr std::array user_and_role{ArgumentInfo{.name = "NAME", .offers = Offers::users}, ArgumentInfo{.name = "ROLE"}};
constexpr std::array session_or_token{ArgumentInfo{.name = "ID"}};
constexpr std::array token_name{ArgumentInfo{.name = "NAME"}};
constexpr OptionInfo password_option{
    .name = "--password-stdin", .value = "", .help = "read the password from standard input"};
constexpr std::array setup_options{
    OptionInfo{.name = "--username", .value = "NAME", .help = "the owner's name; asked for when not given"}, password_option,
    json_option};
constexpr std::array password_options{password_option, json_option};
constexpr std::array user_add_options{
    OptionInfo{.name = "--role", .value = "ROLE", .help = "viewer (default), operator or owner"}, password_option,
    json_option};
constexpr std::array token_options{OptionInfo{.name = "--scope",
                                       .value = "SCOPE",
                                       .help = "what it may be used for: read (default), operate, install or admin",
                                       .repeats = true},
    OptionInfo{.name = "--app",
        .value = "APP",
        .help = "only for this app; without it for all",
        .repeats = true,
        .offers = Offers::installed_apps},
    OptionInfo{.name = "--days", .value = "DAYS", .help = "ends after so many days; without it when it is revoked"},
    json_option};
constexpr std::array audit_options{
    OptionInfo{.name = "--limit", .value = "NUMBER", .help = "so many entries, at most 1000; 50 when not given"},
    json_option};

constexpr std::array setup_examples{Example{"furtka setup", "asks for a name and a password"},
    Example{"furtka setup --username anna --password-stdin < password.txt", "from a script"}};
constexpr std::array setup_code_examples{Example{"furtka setup-code", "to be typed on the page, within an hour"}};
constexpr std::array user_list_examples{Example{"furtka user list", "names, roles, second factors"}};
constexpr std::array user_add_examples{Example{"furtka user add otto --role operator", "may start, stop and update"}};
constexpr std::array user_remove_examples{Example{"furtka user remove otto", "with otto's sessions and tokens"}};
constexpr std::array user_password_examples{Example{"furtka user password anna", "when it was forgotten"}};
constexpr std::array user_role_examples{Example{"furtka user role otto viewer", "may only look from now on"}};
constexpr std::array user_factor_examples{Example{"furtka user factor-off anna", "when the phone was lost"}};
constexpr std::array session_list_examples{Example{"furtka session list", "who is logged in, and where"}};
constexpr std::array session_revoke_examples{Example{"furtka session revoke 1f0c5d2e77aa9013", "log that browser out"}};
constexpr std::array token_list_examples{Example{"furtka token list", "what there is, and when it was last used"}};
constexpr std::array token_create_examples{
    Example{"furtka token create monitoring", "may only read: for Prometheus, a dashboard"},
    Example{"furtka token create deploy --scope operate --app blog --days 90", "may update one app"}};
constexpr std::array token_revoke_examples{Example{"furtka token revoke deploy", "by its name or its ID"}};
constexpr std::array audit_examples{Example{"furtka audit", "who did what, the newest first"},
    Example{"furtka audit --limit 1000 --json", "for a program to read"}};
constexpr std::array certificate_show_examples{
    Example{"furtka certificate show", "names, end, and the fingerprint to compare on a device"}};
constexpr std::array certificate_get_examples{Example{"furtka certificate get > furtka-ca.crt", "for a device to trust"},
    Example{"furtka app list --url https://nas.local:7000 --ca furtka-ca.crt", "on another machine, with a token"}};

constexpr std::array access_table{
    CommandInfo{.command = Command::setup,
        .words = "setup",
        .summary = "set the owner of this server: name and password",
        .details = "From then on the page asks for a login. It is done over the socket of this\n"
                   "server, with a one-time code that is asked for on the way.",
        .arguments = {},
        .options = setup_options,
        .examples = setup_examples},
    CommandInfo{.command = Command::setup_code,
        .words = "setup-code",
        .summary = "tell a one-time code to set the owner with, on the page",
        .details = "It is good for an hour and for one use; an earlier one is void.",
        .arguments = {},
        .options = only_json,
        .examples = setup_code_examples},
    CommandInfo{.command = Command::user_list,
        .words = "user list",
        .summary = "who may log in",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = user_list_examples},
    CommandInfo{.command = Command::user_add,
        .words = "user add",
        .summary = "let somebody log in",
        .details = "A viewer may look, an operator may start, stop and update apps too, an owner\n"
                   "may do everything. The password is asked for.",
        .arguments = new_user,
        .options = user_add_options,
        .examples = user_add_examples},
    CommandInfo{.command = Command::user_remove,
        .words = "user remove",
        .summary = "somebody may log in no more",
        .details = "",
        .arguments = known_user,
        .options = only_json,
        .examples = user_remove_examples},
    CommandInfo{.command = Command::user_password,
        .words = "user password",
        .summary = "set somebody's password; ends their sessions",
        .details = "",
        .arguments = known_user,
        .options = password_options,
        .examples = user_password_examples},
    CommandInfo{.command = Command::user_role,
        .words = "user role",
        .summary = "set what somebody may do; ends their sessions",
        .details = "ROLE is viewer, operator or owner.",
        .arguments = user_and_role,
        .options = only_json,
        .examples = user_role_examples},
    CommandInfo{.command = Command::user_factor_off,
        .words = "user factor-off",
        .summary = "turn somebody's second factor off; ends their sessions",
        .details = "",
        .arguments = known_user,
        .options = only_json,
        .examples = user_factor_examples},
    CommandInfo{.command = Command::session_list,
        .words = "session list",
        .summary = "who is logged in, and where",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = session_list_examples},
    CommandInfo{.command = Command::session_revoke,
        .words = "session revoke",
        .summary = "log a browser out",
        .details = "",
        .arguments = session_or_token,
        .options = only_json,
        .examples = session_revoke_examples},
    CommandInfo{.command = Command::token_list,
        .words = "token list",
        .summary = "tokens for programs",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = token_list_examples},
    CommandInfo{.command = Command::token_create,
        .words = "token create",
        .summary = "make a token for a program; it is shown once",
        .details = "A program sends it as Authorization: Bearer; this one takes it from the\n"
                   "variable FURTKA_TOKEN.",
        .arguments = token_name,
        .options = token_options,
        .examples = token_create_examples},
    CommandInfo{.command = Command::token_revoke,
        .words = "token revoke",
        .summary = "take a token away",
        .details = "",
        .arguments = session_or_token,
        .options = only_json,
        .examples = token_revoke_examples},
    CommandInfo{.command = Command::audit,
        .words = "audit",
        .summary = "who did what, from where, and what came of it",
        .details = "",
        .arguments = {},
        .options = audit_options,
        .examples = audit_examples},
    CommandInfo{.command = Command::certificate_show,
        .words = "certificate show",
        .summary = "what HTTPS is served with",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = certificate_show_examples},
    CommandInfo{.command = Command::certificate_get,
        .words = "certificate get",
        .summary = "print the certificate that a device has to trust",
        .details = "The page offers the same file (Settings, Certificates), and says for each\n"
                   "kind of device what to do with it.",
        .arguments = {},
        .options = {},
        .examples = certificate_get_examples},
};

} // namespace

std::span<const CommandInfo> access_commands() { return access_table; }

} // namespace furtka::cli
