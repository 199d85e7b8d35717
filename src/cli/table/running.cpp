#include "cli/table/groups.hpp"
#include "cli/table/shared.hpp"

#include <array>

namespace furtka::cli {
namespace {

constexpr std::array app_and_service{ArgumentInfo{.name = "NAME", .offers = Offers::installed_apps},
    ArgumentInfo{.name = "SERVICE", .required = false, .offers = Offers::services}};
constexpr std::array logs_options{
    OptionInfo{
        .name = "--service", .value = "SERVICE", .help = "only the lines of this service", .offers = Offers::services},
    OptionInfo{.name = "--tail", .value = "LINES", .help = "begin this many lines before the end (0 to 10000)"},
    OptionInfo{.name = "--follow", .value = "", .help = "go on with each line that comes, until Ctrl-C"}};
constexpr std::array settings_options{set_option, set_file_option, port_option, accept_option, json_option};
constexpr std::array permissions_options{accept_option, accept_all_option, json_option};

constexpr std::array start_examples{Example{"furtka app start blog", "and it starts with the server from then on"}};
constexpr std::array stop_examples{Example{"furtka app stop blog", "it stays stopped, after a restart of the server too"}};
constexpr std::array restart_examples{Example{"furtka app restart blog", "stop and start"}};
constexpr std::array logs_examples{Example{"furtka app logs blog --tail 50", "the last 50 lines of each service"},
    Example{"furtka app logs blog --service web --follow", "one service, live"}};
constexpr std::array exec_examples{Example{"furtka app exec blog", "the first service that runs"},
    Example{"furtka app exec blog db", "this one; leave it with exit or Ctrl-D"}};
constexpr std::array settings_examples{Example{"furtka app settings blog", "show them; secrets are not shown"},
    Example{"furtka app settings blog --set TITLE=Journal", "change one; the app is restarted as needed"},
    Example{"furtka app settings blog --port web:80=8081", "move a port; web:80= moves it back"}};
constexpr std::array permissions_examples{Example{"furtka app permissions blog", "what it may do to this server"},
    Example{"furtka app permissions blog --accept host-network:web", "allow what came with a change of its files"}};

constexpr std::array running_table{
    CommandInfo{.command = Command::app_start,
        .words = "app start",
        .summary = "start an app",
        .details = "",
        .arguments = installed_app,
        .options = only_json,
        .examples = start_examples},
    CommandInfo{.command = Command::app_stop,
        .words = "app stop",
        .summary = "stop an app; it stays stopped until you start it",
        .details = "",
        .arguments = installed_app,
        .options = only_json,
        .examples = stop_examples},
    CommandInfo{.command = Command::app_restart,
        .words = "app restart",
        .summary = "stop an app and start it again",
        .details = "",
        .arguments = installed_app,
        .options = only_json,
        .examples = restart_examples},
    CommandInfo{.command = Command::app_logs,
        .words = "app logs",
        .summary = "what the services of an app have written",
        .details = "",
        .arguments = installed_app,
        .options = logs_options,
        .examples = logs_examples},
    CommandInfo{.command = Command::app_exec,
        .words = "app exec",
        .summary = "open a terminal in a running service of an app",
        .details = "Runs the shell of the service's image (bash or sh) in its container, and ends\n"
                   "as the shell does, with its exit code. When the connection ends, the shell and\n"
                   "what it runs are ended too.",
        .arguments = app_and_service,
        .options = {},
        .examples = exec_examples},
    CommandInfo{.command = Command::app_settings,
        .words = "app settings",
        .summary = "show or change the settings of an app",
        .details = "",
        .arguments = installed_app,
        .options = settings_options,
        .examples = settings_examples},
    CommandInfo{.command = Command::app_permissions,
        .words = "app permissions",
        .summary = "what an app may do to this server, and what you have accepted of it",
        .details = "",
        .arguments = installed_app,
        .options = permissions_options,
        .examples = permissions_examples},
};

} // namespace

std::span<const CommandInfo> running_commands() { return running_table; }

} // namespace furtka::cli
