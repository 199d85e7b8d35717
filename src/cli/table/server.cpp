#include "cli/table/groups.hpp"
#include "cli/table/shared.hpp"

#include <array>

namespace furtka::cli {
namespace {

constexpr std::array registry_host{ArgumentInfo{.name = "HOST", .offers = Offers::registries}};
constexpr std::array optional_job{ArgumentInfo{.name = "ID", .required = false, .offers = Offers::jobs}};
constexpr std::array target_kind{ArgumentInfo{.name = "KIND"}};
constexpr std::array target_id{ArgumentInfo{.name = "ID"}};
constexpr std::array login_options{OptionInfo{.name = "--username", .value = "NAME", .help = "who to be there"},
    OptionInfo{.name = "--password-stdin", .value = "", .help = "read the password or token from standard input"},
    json_option};
constexpr std::array reconcile_options{
    OptionInfo{.name = "--dry-run", .value = "", .help = "tell what would be done, and change nothing"}, json_option};
constexpr std::array jobs_options{
    OptionInfo{.name = "--follow", .value = "", .help = "show the job's progress until it ends"},
    OptionInfo{.name = "--cancel", .value = "", .help = "ask the job to stop"}, json_option};
constexpr std::array notify_add_options{set_option, set_file_option,
    OptionInfo{.name = "--event",
        .value = "EVENT",
        .help = "tell this only: update_available, update_done, update_taken_back, update_failed, app_down or "
                "disk_nearly_full",
        .repeats = true},
    json_option};
constexpr std::array policy_options{
    OptionInfo{
        .name = "--mode", .value = "MODE", .help = "hand: only the badge; tell: notify as well; auto: update by itself"},
    OptionInfo{.name = "--window",
        .value = "WINDOW",
        .help = "by itself only then, such as 'sat,sun 02:00-05:00'; 'always' for no window",
        .repeats = true},
    OptionInfo{.name = "--zone", .value = "ZONE", .help = "time zone of the windows, such as Europe/Berlin"},
    OptionInfo{.name = "--cooling", .value = "HOURS", .help = "by itself only so long after an image was first seen"},
    OptionInfo{.name = "--settle", .value = "SECONDS", .help = "after an update the app must be well for so long"},
    OptionInfo{.name = "--timeout", .value = "SECONDS", .help = "and must be well within so long"},
    OptionInfo{.name = "--look",
        .value = "WHAT",
        .help = "what must answer as before: http (ports, and their HTTP status), ports, or none"},
    OptionInfo{.name = "--inherit", .value = "", .help = "give up what the app has of its own"},
    OptionInfo{.name = "--hold", .value = "", .help = "no update of the app until --release"},
    OptionInfo{.name = "--release", .value = "", .help = "end --hold and --skip"},
    OptionInfo{.name = "--skip", .value = "", .help = "not the version that is offered; the next one again"}, json_option};

constexpr std::array registry_list_examples{Example{"furtka registry list", "logins, and what is left of the limits"}};
constexpr std::array registry_login_examples{Example{"furtka registry login ghcr.io", "asks for name and password"},
    Example{"furtka registry login ghcr.io --username ada --password-stdin < token.txt", "from a script"}};
constexpr std::array registry_logout_examples{Example{"furtka registry logout ghcr.io", "forget the login"}};
constexpr std::array reconcile_examples{
    Example{"furtka reconcile --dry-run", "look first"}, Example{"furtka reconcile", "start what should run and does not"}};
constexpr std::array jobs_examples{Example{"furtka jobs", "the newest first"},
    Example{"furtka jobs 17", "one, with its log"}, Example{"furtka jobs 17 --follow", "watch it until it ends"},
    Example{"furtka jobs 17 --cancel", "ask it to stop"}};
constexpr std::array policy_examples{Example{"furtka policy", "what holds for every app"},
    Example{"furtka policy --mode auto --window 'daily 02:00-05:00'", "update by itself, at night"},
    Example{"furtka policy blog --mode tell", "but not this one"}, Example{"furtka policy blog --hold", "leave it as it is"},
    Example{"furtka policy blog --skip", "wait for the version after the one that is there"}};
constexpr std::array notify_list_examples{Example{"furtka notify list", "who is told what, and what went wrong last"}};
constexpr std::array notify_add_examples{Example{"furtka notify add ntfy --set url=https://ntfy.sh/my-topic", "a phone"},
    Example{"furtka notify add webhook --set url=- < address.txt", "an address that nobody else may know"},
    Example{"furtka notify add mail --set host=smtp.example.org --set from=nas@example.org --set to=me@example.org "
            "--set user=nas --set-file secret=password.txt",
        "a mailbox"},
    Example{"furtka notify add ntfy --set url=https://ntfy.sh/my-topic --event app_down", "only when an app is down"}};
constexpr std::array notify_remove_examples{Example{"furtka notify remove t1", "the IDs are in: furtka notify list"}};
constexpr std::array notify_test_examples{Example{"furtka notify test t1", "send it something now"}};

constexpr std::array server_table{
    CommandInfo{.command = Command::registry_list,
        .words = "registry list",
        .summary = "registries: who Furtka is there, and what is left of their limits",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = registry_list_examples},
    CommandInfo{.command = Command::registry_login,
        .words = "registry login",
        .summary = "log in to a registry, for checks and downloads",
        .details = "The registry is asked whether it takes the login; only then is it kept, in a\n"
                   "file that only the daemon's user can read. Docker Hub is docker.io. The logins\n"
                   "of the docker client are used too.",
        .arguments = registry_host,
        .options = login_options,
        .examples = registry_login_examples},
    CommandInfo{.command = Command::registry_logout,
        .words = "registry logout",
        .summary = "forget a login that furtka registry login made",
        .details = "",
        .arguments = registry_host,
        .options = only_json,
        .examples = registry_logout_examples},
    CommandInfo{.command = Command::reconcile,
        .words = "reconcile",
        .summary = "make every app what it should be: the pass that runs at start-up",
        .details = "What should run and does not is started; what you stopped stays stopped. The\n"
                   "failure of one app does not stop the others; the exit code is then 1.",
        .arguments = {},
        .options = reconcile_options,
        .examples = reconcile_examples},
    CommandInfo{.command = Command::jobs,
        .words = "jobs",
        .summary = "what is being done, and what was done",
        .details = "Every install, update, removal and change is a job. A job goes on when the\n"
                   "command that began it is ended.",
        .arguments = optional_job,
        .options = jobs_options,
        .examples = jobs_examples},
    CommandInfo{.command = Command::policy,
        .words = "policy",
        .summary = "show or change when apps update by themselves",
        .details = "Without NAME what holds for every app, with NAME what one app has of its own.",
        .arguments = optional_app,
        .options = policy_options,
        .examples = policy_examples},
    CommandInfo{.command = Command::notify_list,
        .words = "notify list",
        .summary = "who is told of updates and failures",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = notify_list_examples},
    CommandInfo{.command = Command::notify_add,
        .words = "notify add",
        .summary = "tell a webhook, an ntfy topic or a mailbox",
        .details = "KIND is webhook, ntfy or mail. webhook and ntfy take the settings url and, if\n"
                   "there is a token, secret; mail takes host, port, security (starttls, tls or\n"
                   "none), user, secret, from and to. All take name and ca_file (certificates to\n"
                   "trust besides the system's). Secrets are kept on this server and never shown.",
        .arguments = target_kind,
        .options = notify_add_options,
        .examples = notify_add_examples},
    CommandInfo{.command = Command::notify_remove,
        .words = "notify remove",
        .summary = "tell someone no more",
        .details = "",
        .arguments = target_id,
        .options = only_json,
        .examples = notify_remove_examples},
    CommandInfo{.command = Command::notify_test,
        .words = "notify test",
        .summary = "send a test and tell what came of it",
        .details = "",
        .arguments = target_id,
        .options = only_json,
        .examples = notify_test_examples},
};

} // namespace

std::span<const CommandInfo> server_commands() { return server_table; }

} // namespace furtka::cli
