#include "cli/table/groups.hpp"
#include "cli/table/shared.hpp"

#include <array>

namespace furtka::cli {
namespace {

constexpr std::array search_words{ArgumentInfo{.name = "WORD", .required = false, .repeats = true}};
constexpr std::array new_app{ArgumentInfo{.name = "NAME|PATH", .offers = Offers::available_apps}};
constexpr std::array own_text{ArgumentInfo{.name = "SOURCE"}};
constexpr std::array own_name{ArgumentInfo{.name = "NAME", .offers = Offers::available_apps}};
constexpr OptionInfo passphrase_file_option{.name = "--passphrase-file",
    .value = "FILE",
    .help = "read the passphrase of the file from FILE, or from standard input (-)"};
constexpr std::array install_options{set_option, set_file_option, accept_option, accept_all_option, passphrase_file_option,
    OptionInfo{.name = "--free-ports", .value = "", .help = "where a port is taken, use one that is free"}, port_option,
    OptionInfo{.name = "--plan", .value = "", .help = "tell what an installation would do, and change nothing"},
    json_option};
constexpr std::array own_options{
    OptionInfo{.name = "--from", .value = "KIND", .help = "compose, run or url; guessed when not given"},
    OptionInfo{.name = "--name", .value = "NAME", .help = "of the app; made of the text when not given"},
    OptionInfo{.name = "--title", .value = "TITLE", .help = "what is shown instead of the name"},
    OptionInfo{.name = "--icon", .value = "FILE", .help = "an SVG of at most 16 KiB; a letter when not given"}, set_option,
    set_file_option, OptionInfo{.name = "--plan", .value = "", .help = "tell what is understood, and keep nothing"},
    json_option};
constexpr std::array edit_options{
    OptionInfo{.name = "--file", .value = "FILE", .help = "override (default), or compose: the author's own"},
    OptionInfo{.name = "--from", .value = "FILE", .help = "the new text; - reads standard input; else an editor is opened"},
    OptionInfo{.name = "--show", .value = "", .help = "print the file, and change nothing"},
    OptionInfo{.name = "--check", .value = "", .help = "ask Compose about the text, and change nothing"},
    OptionInfo{.name = "--undo", .value = "", .help = "take the newest edit back"}, accept_option, json_option};
constexpr std::array export_options{
    OptionInfo{.name = "--with-data", .value = "", .help = "the app's data too; the app is stopped while it is copied"},
    OptionInfo{.name = "--without-secrets", .value = "", .help = "leave passwords and the like out of the file"},
    OptionInfo{.name = "--out", .value = "FILE", .help = "the file to write; NAME-VERSION-DATE.furtka when not given"},
    OptionInfo{.name = "--force", .value = "", .help = "replace a file of that name"}, passphrase_file_option, json_option};
constexpr std::array remove_options{
    OptionInfo{.name = "--delete-data", .value = "", .help = "delete the app's volumes as well; nothing brings them back"},
    OptionInfo{.name = "--yes", .value = "", .help = "do not ask"}, json_option};

constexpr std::array list_examples{Example{"furtka app list", "one line for each app"},
    Example{"furtka app list --json", "the same for a program to read"}};
constexpr std::array available_examples{Example{"furtka app available", "what the catalogs have"},
    Example{"furtka app available photo backup", "of that what is found by these words"}};
constexpr std::array show_examples{Example{"furtka app show blog", "services, ports, volumes, and why it does not run"}};
constexpr std::array install_examples{Example{"furtka app install nextcloud", "an app of the catalog"},
    Example{"furtka app install nextcloud --plan", "look first"},
    Example{"furtka app install blog --set TITLE='My days'", "with a setting"},
    Example{"furtka app install blog --set PASSWORD=- < password.txt", "a secret that no process list shows"},
    Example{"furtka app install ./my-app", "a folder of your own"},
    Example{"furtka app install blog-1.2-2026-11-28.furtka", "from another server, without a network"}};
constexpr std::array export_examples{Example{"furtka app export blog", "the app and its images, in one file"},
    Example{"furtka app export blog --with-data", "with all that it has stored"},
    Example{"furtka app export blog --with-data --passphrase-file pass.txt --out /mnt/usb/blog.furtka", "from a script"}};
constexpr std::array new_own_examples{Example{"furtka app add docker-compose.yml", "a compose file"},
    Example{"furtka app add https://example.org/docker-compose.yml --plan", "one of the web; look first"},
    Example{"furtka app add 'docker run -d -p 3001:3001 -v data:/app/data louislam/uptime-kuma:1'", "a command line"}};
constexpr std::array own_examples{Example{"furtka app own", "with where each came from"}};
constexpr std::array forget_examples{Example{"furtka app forget uptime-kuma", "after furtka app remove"}};
constexpr std::array edit_examples{Example{"furtka app edit blog", "the override, in your editor"},
    Example{"furtka app edit blog --from override.yaml --check", "what Compose says of it"},
    Example{"furtka app edit blog --undo", "as it was before"}};
constexpr std::array remove_examples{Example{"furtka app remove blog", "the app goes, its data stays"},
    Example{"furtka app remove blog --delete-data", "the app and its data"}};

constexpr std::array apps_table{
    CommandInfo{.command = Command::app_list,
        .words = "app list",
        .summary = "the apps that are installed, and how they are",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = list_examples},
    CommandInfo{.command = Command::app_available,
        .words = "app available",
        .summary = "the apps that can be installed",
        .details = "With WORDs only those that have all of them in name, category or description.",
        .arguments = search_words,
        .options = only_json,
        .examples = available_examples},
    CommandInfo{.command = Command::app_show,
        .words = "app show",
        .summary = "everything about one installed app",
        .details = "",
        .arguments = installed_app,
        .options = only_json,
        .examples = show_examples},
    CommandInfo{.command = Command::app_install,
        .words = "app install",
        .summary = "install an app",
        .details = "NAME is an app of the catalog. PATH is an app folder on this server: a word\n"
                   "with a slash in it, or the name of a folder that has a manifest.json.\n\n"
                   "On a terminal, settings that the app needs and that were not given are asked\n"
                   "for; secrets are not shown while they are typed. What other apps it needs is\n"
                   "installed first. Installing an app again replaces its files and keeps its\n"
                   "settings and data.\n\n"
                   "What the app may do to this server is in --plan. Permissions that give it\n"
                   "the whole server, and those that an installed app did not have before, are\n"
                   "asked about on a terminal; elsewhere they are given with --accept.\n\n"
                   "A port that another app or program has is told, with one that is free: on a\n"
                   "terminal you are asked, elsewhere --free-ports takes it, or --port names one:\n"
                   "web:80=8081 for port 80 of the service web. It is kept with the settings.",
        .arguments = new_app,
        .options = install_options,
        .examples = install_examples},
    CommandInfo{.command = Command::app_add,
        .words = "app add",
        .summary = "make an app of a compose file, an address of one, or a docker run line",
        .details = "SOURCE is a file, an https address, - for standard input, or the line itself,\n"
                   "quoted. What is understood is shown: settings, ports, volumes, permissions,\n"
                   "and what is different from the text. The app is kept among your own and can\n"
                   "then be installed like any other. Secrets that stand in the text become\n"
                   "settings; what is given with --set is asked no more when the app is\n"
                   "installed. docs/own-apps.md has the rules.",
        .arguments = own_text,
        .options = own_options,
        .examples = new_own_examples},
    CommandInfo{.command = Command::app_own,
        .words = "app own",
        .summary = "the apps of your own",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = own_examples},
    CommandInfo{.command = Command::app_forget,
        .words = "app forget",
        .summary = "forget an app of your own that is not installed",
        .details = "",
        .arguments = own_name,
        .options = only_json,
        .examples = forget_examples},
    CommandInfo{.command = Command::app_edit,
        .words = "app edit",
        .summary = "change the override or the compose file of an installed app",
        .details = "The override says what is different from the author's compose file, which so\n"
                   "stays as it came. Compose checks the text first; what the app may then do to\n"
                   "this server and could not before is asked about. The app is brought up with\n"
                   "it and must be as well as it was, or file and containers are put back.\n\n"
                   "The editor is what VISUAL or EDITOR says: its words, split at spaces, and the\n"
                   "file; no shell is asked. A text that is refused is kept, and its place told.",
        .arguments = installed_app,
        .options = edit_options,
        .examples = edit_examples},
    CommandInfo{.command = Command::app_export,
        .words = "app export",
        .summary = "write an app into one file, to install it on another server",
        .details = "The file holds the app's folder, its images and its settings, and its data\n"
                   "with --with-data; furtka app install FILE needs no network there. Secrets and\n"
                   "data are only written with a passphrase, which is asked for on a terminal, and\n"
                   "without which nobody can read the file again. The app keeps running, unless\n"
                   "its data is copied.",
        .arguments = installed_app,
        .options = export_options,
        .examples = export_examples},
    CommandInfo{.command = Command::app_remove,
        .words = "app remove",
        .summary = "remove an app; its data is kept unless you say otherwise",
        .details = "The data is found again when the app is installed again. On a terminal you\n"
                   "are asked first.",
        .arguments = installed_app,
        .options = remove_options,
        .examples = remove_examples},
};

} // namespace

std::span<const CommandInfo> app_commands() { return apps_table; }

} // namespace furtka::cli
