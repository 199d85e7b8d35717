#include "cli/table/groups.hpp"
#include "cli/table/shared.hpp"

#include <array>

namespace furtka::cli {
namespace {

constexpr std::array update_options{
    OptionInfo{.name = "--all",
        .value = "",
        .help = "update every installed app, one after the other; ends at the first that was taken back"},
    OptionInfo{.name = "--continue", .value = "", .help = "with --all: go on when an app was taken back"},
    OptionInfo{.name = "--plan", .value = "", .help = "tell what the update would do, and change nothing"}, json_option};
constexpr std::array revise_options{
    OptionInfo{.name = "--plan", .value = "", .help = "show what would change, and change nothing"},
    OptionInfo{.name = "--take",
        .value = "FILE=WHOSE",
        .help = "decide a conflict: mine or theirs; of a key of .env as .env:KEY=WHOSE",
        .repeats = true},
    set_option, set_file_option, port_option, accept_option, json_option};
constexpr std::array rollback_options{
    OptionInfo{.name = "--to", .value = "POINT", .help = "the recovery point to go back to; the newest when not given"},
    json_option};

constexpr std::array update_examples{Example{"furtka app update blog", "one app"},
    Example{"furtka app update --all", "all of them"}, Example{"furtka app update blog --plan", "look first"}};
constexpr std::array check_examples{Example{"furtka app check", "ask the registries about all apps"},
    Example{"furtka app check blog", "one app, service by service"}};
constexpr std::array revise_examples{Example{"furtka app revise blog --plan", "look first"},
    Example{"furtka app revise blog --take docker-compose.yaml=theirs", "the new one's, where both changed it"}};
constexpr std::array rollback_examples{Example{"furtka app rollback blog", "undo the last update"},
    Example{"furtka app rollback blog --to 3", "an older version; furtka app history blog lists them"}};
constexpr std::array history_examples{Example{"furtka app history blog", "updates, and what can be gone back to"}};

constexpr std::array updates_table{
    CommandInfo{.command = Command::app_check,
        .words = "app check",
        .summary = "ask the registries now whether there are updates",
        .details = "Nothing is downloaded and nothing is changed. The daemon asks by itself too\n"
                   "(setting --check-interval); furtka app list shows what it found.",
        .arguments = optional_app,
        .options = only_json,
        .examples = check_examples},
    CommandInfo{.command = Command::app_update,
        .words = "app update",
        .summary = "fetch newer images of an app and restart what changed",
        .details = "Only services whose image changed are restarted. A stopped service stays\n"
                   "stopped. When nothing changed, nothing is touched. A new version that does\n"
                   "not stay well is taken back by itself.",
        .arguments = optional_app,
        .options = update_options,
        .examples = update_examples},
    CommandInfo{.command = Command::app_revise,
        .words = "app revise",
        .summary = "take the newer revision of an app from its catalog",
        .details = "What you changed of its files is kept and made one with what is new. Where\n"
                   "both changed the same, --plan shows it and --take says whose is to be taken.\n"
                   "The app is looked at afterwards as after an update, and goes back by itself.",
        .arguments = installed_app,
        .options = revise_options,
        .examples = revise_examples},
    CommandInfo{.command = Command::app_rollback,
        .words = "app rollback",
        .summary = "go back to the version that ran before an update",
        .details = "Images, files and settings are those of the recovery point; data is not\n"
                   "touched. What is left becomes a recovery point too, so that a second\n"
                   "rollback goes forward again.",
        .arguments = installed_app,
        .options = rollback_options,
        .examples = rollback_examples},
    CommandInfo{.command = Command::app_history,
        .words = "app history",
        .summary = "what became of an app's updates, and what it can go back to",
        .details = "",
        .arguments = installed_app,
        .options = only_json,
        .examples = history_examples},
};

} // namespace

std::span<const CommandInfo> update_commands() { return updates_table; }

} // namespace furtka::cli
