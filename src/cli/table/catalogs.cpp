#include "cli/table/groups.hpp"
#include "cli/table/shared.hpp"

#include <array>

namespace furtka::cli {
namespace {

constexpr std::array import_source{ArgumentInfo{.name = "SOURCE"}};
constexpr std::array new_catalog{ArgumentInfo{.name = "NAME"}, ArgumentInfo{.name = "LOCATION"}};
constexpr std::array one_catalog{ArgumentInfo{.name = "NAME", .offers = Offers::catalogs}};
constexpr std::array optional_catalog{ArgumentInfo{.name = "NAME", .required = false, .offers = Offers::catalogs}};
constexpr std::array all_catalogs{ArgumentInfo{.name = "NAME", .offers = Offers::catalogs, .repeats = true}};
constexpr std::array lint_folder{ArgumentInfo{.name = "FOLDER"}};
constexpr std::array import_options{
    OptionInfo{.name = "--from",
        .value = "FORMAT",
        .help = "what SOURCE is: casaos, runtipi, portainer, dokploy, coolify, compose or run"},
    OptionInfo{.name = "--out", .value = "FOLDER", .help = "where the app folders are written"},
    OptionInfo{.name = "--json", .value = "", .help = "one JSON object a line for each app"}};
constexpr std::array lint_options{
    OptionInfo{.name = "--no-compose", .value = "", .help = "leave out what Docker Compose would say"},
    OptionInfo{.name = "--json", .value = "", .help = "the findings as one JSON document"}};
constexpr OptionInfo ref_option{.name = "--ref", .value = "NAME", .help = "branch or tag of a Git repository"};
constexpr OptionInfo key_option{
    .name = "--key", .value = "KEY", .help = "minisign public key of an archive: the line that begins with RW"};
constexpr OptionInfo sha256_option{.name = "--sha256", .value = "HEX", .help = "the one file that is taken as the archive"};
constexpr OptionInfo ca_file_option{
    .name = "--ca-file", .value = "FILE", .help = "certificates to trust besides the system's"};
constexpr std::array catalog_add_options{
    OptionInfo{.name = "--kind", .value = "KIND", .help = "folder, git or archive, where LOCATION does not tell"},
    ref_option, key_option, sha256_option, ca_file_option,
    OptionInfo{.name = "--first", .value = "", .help = "look for apps here before all other catalogs"}, json_option};
constexpr std::array catalog_change_options{OptionInfo{.name = "--location", .value = "LOCATION", .help = "where it is"},
    ref_option, key_option, sha256_option, ca_file_option, json_option};

constexpr std::array import_examples{
    Example{"furtka import --from casaos CasaOS-AppStore --out my-catalog", "a whole store"},
    Example{"furtka import --from compose ./compose.yaml --out .", "one compose file"},
    Example{"furtka import --from run 'docker run -p 8080:80 nginx:1.27' --out .", "a docker run line"}};
constexpr std::array catalog_list_examples{Example{"furtka catalog list", "with how each sync ended"}};
constexpr std::array catalog_add_examples{Example{"furtka catalog add mine /srv/my-apps", "a folder of your own"},
    Example{"furtka catalog add friends https://example.org/apps.git --ref main", "a Git repository"},
    Example{"furtka catalog add club https://example.org/apps.tar.gz --key RWQ…", "a signed archive"}};
constexpr std::array catalog_change_examples{
    Example{"furtka catalog change club --location https://example.org/apps-2.zip --sha256 9f86…", "the next revision"}};
constexpr std::array catalog_remove_examples{Example{"furtka catalog remove club", "its apps stay installed"}};
constexpr std::array catalog_order_examples{Example{"furtka catalog order mine club", "mine first"}};
constexpr std::array catalog_sync_examples{
    Example{"furtka catalog sync", "all of them"}, Example{"furtka catalog sync club", "one"}};
constexpr std::array lint_examples{Example{"furtka catalog lint my-catalog", "every app folder in it"},
    Example{"furtka catalog lint my-catalog/notes --no-compose", "one, without Docker Compose"}};

constexpr std::array catalogs_table{
    CommandInfo{.command = Command::import_store,
        .words = "import",
        .summary = "make app folders of another store's definitions",
        .details = "SOURCE is one definition, a checkout of a whole store, or a docker run line.\n"
                   "It is only read: nothing is started, no script of the store is run, and\n"
                   "neither the daemon nor an engine is needed. What became of each app is told:\n"
                   "ok, to be looked at (with the reasons), or refused. docs/import.md has the\n"
                   "rules.",
        .arguments = import_source,
        .options = import_options,
        .examples = import_examples},
    CommandInfo{.command = Command::catalog_list,
        .words = "catalog list",
        .summary = "where apps come from, in the order they are looked for",
        .details = "The apps that came with Furtka are looked for last.",
        .arguments = {},
        .options = only_json,
        .examples = catalog_list_examples},
    CommandInfo{.command = Command::catalog_add,
        .words = "catalog add",
        .summary = "take apps from another place too",
        .details = "LOCATION is a folder on this server, a Git repository (https://… or\n"
                   "file:///…), or an archive (https://….tar.gz or .zip). An archive needs a key\n"
                   "or a sha256; with a key nothing is ever taken that its owner did not sign.\n"
                   "docs/catalogs.md has the rules.",
        .arguments = new_catalog,
        .options = catalog_add_options,
        .examples = catalog_add_examples},
    CommandInfo{.command = Command::catalog_change,
        .words = "catalog change",
        .summary = "change where a catalog is or what is trusted of it, and sync it",
        .details = "",
        .arguments = one_catalog,
        .options = catalog_change_options,
        .examples = catalog_change_examples},
    CommandInfo{.command = Command::catalog_remove,
        .words = "catalog remove",
        .summary = "forget a catalog; apps that were installed from it stay",
        .details = "",
        .arguments = one_catalog,
        .options = only_json,
        .examples = catalog_remove_examples},
    CommandInfo{.command = Command::catalog_order,
        .words = "catalog order",
        .summary = "whose app is meant when several catalogs have one of that name",
        .details = "Every catalog is named, the first one first.",
        .arguments = all_catalogs,
        .options = only_json,
        .examples = catalog_order_examples},
    CommandInfo{.command = Command::catalog_sync,
        .words = "catalog sync",
        .summary = "bring one catalog or all of them up to date now",
        .details = "Installed apps are not changed. Whatever fails, the revision that was there\n"
                   "stays, and the reason is told.",
        .arguments = optional_catalog,
        .options = only_json,
        .examples = catalog_sync_examples},
    CommandInfo{.command = Command::catalog_lint,
        .words = "catalog lint",
        .summary = "check app folders before others install them",
        .details = "FOLDER is an app folder, or a folder of them. Manifest, compose file,\n"
                   "settings, volumes, icon, ports and placeholders are checked, and what Docker\n"
                   "Compose says if it is found. Ends with 1 when there is an error; warnings are\n"
                   "no reason.",
        .arguments = lint_folder,
        .options = lint_options,
        .examples = lint_examples},
};

} // namespace

std::span<const CommandInfo> catalog_commands() { return catalogs_table; }

} // namespace furtka::cli
