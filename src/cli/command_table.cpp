#include "cli/command_table.hpp"

#include <algorithm>
#include <array>

namespace furtka::cli {
namespace {

constexpr OptionInfo json_option{.name = "--json", .value = "", .help = "print the answer of the API, for programs"};
constexpr OptionInfo set_option{.name = "--set",
    .value = "KEY=VALUE",
    .help = "give a setting; KEY=- reads the value from standard input",
    .repeats = true};
constexpr OptionInfo set_file_option{
    .name = "--set-file", .value = "KEY=FILE", .help = "give a setting whose value stands in a file", .repeats = true};

constexpr OptionInfo accept_option{
    .name = "--accept", .value = "ID", .help = "allow a permission that is asked for", .repeats = true};
constexpr OptionInfo accept_all_option{
    .name = "--accept-all", .value = "", .help = "allow every permission that is asked for, without a question"};

constexpr std::array installed_app{ArgumentInfo{.name = "NAME", .offers = Offers::installed_apps}};
constexpr std::array app_and_service{ArgumentInfo{.name = "NAME", .offers = Offers::installed_apps},
    ArgumentInfo{.name = "SERVICE", .required = false, .offers = Offers::services}};
constexpr std::array optional_app{ArgumentInfo{.name = "NAME", .required = false, .offers = Offers::installed_apps}};
constexpr std::array search_words{ArgumentInfo{.name = "WORD", .required = false, .repeats = true}};
constexpr std::array new_app{ArgumentInfo{.name = "NAME|PATH", .offers = Offers::available_apps}};
constexpr std::array own_text{ArgumentInfo{.name = "SOURCE"}};
constexpr std::array own_name{ArgumentInfo{.name = "NAME", .offers = Offers::available_apps}};
constexpr std::array registry_host{ArgumentInfo{.name = "HOST", .offers = Offers::registries}};
constexpr std::array optional_job{ArgumentInfo{.name = "ID", .required = false, .offers = Offers::jobs}};
constexpr std::array target_kind{ArgumentInfo{.name = "KIND"}};
constexpr std::array target_id{ArgumentInfo{.name = "ID"}};
constexpr std::array known_user{ArgumentInfo{.name = "NAME", .offers = Offers::users}};
constexpr std::array new_user{ArgumentInfo{.name = "NAME"}};
constexpr std::array user_and_role{ArgumentInfo{.name = "NAME", .offers = Offers::users}, ArgumentInfo{.name = "ROLE"}};
constexpr std::array session_or_token{ArgumentInfo{.name = "ID"}};
constexpr std::array token_name{ArgumentInfo{.name = "NAME"}};
constexpr std::array shell{ArgumentInfo{.name = "SHELL", .offers = Offers::shells}};
constexpr std::array any_words{
    ArgumentInfo{.name = "COMMAND", .required = false, .offers = Offers::commands, .repeats = true}};

constexpr std::array import_source{ArgumentInfo{.name = "SOURCE"}};
constexpr std::array new_catalog{ArgumentInfo{.name = "NAME"}, ArgumentInfo{.name = "LOCATION"}};
constexpr std::array one_catalog{ArgumentInfo{.name = "NAME", .offers = Offers::catalogs}};
constexpr std::array optional_catalog{ArgumentInfo{.name = "NAME", .required = false, .offers = Offers::catalogs}};
constexpr std::array all_catalogs{ArgumentInfo{.name = "NAME", .offers = Offers::catalogs, .repeats = true}};
constexpr std::array move_in_offer{ArgumentInfo{.name = "ID", .offers = Offers::move_ins}};
constexpr std::array lint_folder{ArgumentInfo{.name = "FOLDER"}};

constexpr std::array only_json{json_option};
constexpr OptionInfo passphrase_file_option{.name = "--passphrase-file",
    .value = "FILE",
    .help = "read the passphrase of the file from FILE, or from standard input (-)"};
constexpr OptionInfo port_option{.name = "--port",
    .value = "PLACE=PORT",
    .help = "publish a port of a container as another; PLACE is SERVICE:PORT",
    .repeats = true};
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
constexpr OptionInfo move_in_name{
    .name = "--name", .value = "NAME", .help = "the app's name; one is made of the project's if none is given"};
constexpr std::array move_in_show_options{move_in_name, json_option};
constexpr std::array move_in_take_options{move_in_name, accept_option, accept_all_option, json_option};
constexpr std::array export_options{
    OptionInfo{.name = "--with-data", .value = "", .help = "the app's data too; the app is stopped while it is copied"},
    OptionInfo{.name = "--without-secrets", .value = "", .help = "leave passwords and the like out of the file"},
    OptionInfo{.name = "--out", .value = "FILE", .help = "the file to write; NAME-VERSION-DATE.furtka when not given"},
    OptionInfo{.name = "--force", .value = "", .help = "replace a file of that name"}, passphrase_file_option, json_option};
constexpr std::array remove_options{
    OptionInfo{.name = "--delete-data", .value = "", .help = "delete the app's volumes as well; nothing brings them back"},
    OptionInfo{.name = "--yes", .value = "", .help = "do not ask"}, json_option};
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
constexpr std::array login_options{OptionInfo{.name = "--username", .value = "NAME", .help = "who to be there"},
    OptionInfo{.name = "--password-stdin", .value = "", .help = "read the password or token from standard input"},
    json_option};
constexpr std::array logs_options{
    OptionInfo{
        .name = "--service", .value = "SERVICE", .help = "only the lines of this service", .offers = Offers::services},
    OptionInfo{.name = "--tail", .value = "LINES", .help = "begin this many lines before the end (0 to 10000)"},
    OptionInfo{.name = "--follow", .value = "", .help = "go on with each line that comes, until Ctrl-C"}};
constexpr std::array settings_options{set_option, set_file_option, port_option, accept_option, json_option};
constexpr std::array permissions_options{accept_option, accept_all_option, json_option};
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
constexpr std::array update_examples{Example{"furtka app update blog", "one app"},
    Example{"furtka app update --all", "all of them"}, Example{"furtka app update blog --plan", "look first"}};
constexpr std::array check_examples{Example{"furtka app check", "ask the registries about all apps"},
    Example{"furtka app check blog", "one app, service by service"}};
constexpr std::array registry_list_examples{Example{"furtka registry list", "logins, and what is left of the limits"}};
constexpr std::array registry_login_examples{Example{"furtka registry login ghcr.io", "asks for name and password"},
    Example{"furtka registry login ghcr.io --username ada --password-stdin < token.txt", "from a script"}};
constexpr std::array registry_logout_examples{Example{"furtka registry logout ghcr.io", "forget the login"}};
constexpr std::array revise_examples{Example{"furtka app revise blog --plan", "look first"},
    Example{"furtka app revise blog --take docker-compose.yaml=theirs", "the new one's, where both changed it"}};
constexpr std::array rollback_examples{Example{"furtka app rollback blog", "undo the last update"},
    Example{"furtka app rollback blog --to 3", "an older version; furtka app history blog lists them"}};
constexpr std::array history_examples{Example{"furtka app history blog", "updates, and what can be gone back to"}};
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
constexpr std::array move_in_list_examples{
    Example{"furtka move-in list", "of Compose, CasaOS, Umbrel, Runtipi, Portainer, Dockge"}};
constexpr std::array move_in_show_examples{Example{"furtka move-in show casaos-jellyfin", "and what stands in the way"}};
constexpr std::array move_in_take_examples{Example{"furtka move-in take casaos-jellyfin", "with its data and its images"},
    Example{"furtka move-in take compose-blog --name journal", "under another name"}};
constexpr std::array move_in_undo_examples{Example{"furtka move-in undo jellyfin-app", "its old containers run again"}};
constexpr std::array move_in_confirm_examples{Example{"furtka move-in confirm jellyfin-app", "its old containers go"}};
constexpr std::array lint_examples{Example{"furtka catalog lint my-catalog", "every app folder in it"},
    Example{"furtka catalog lint my-catalog/notes --no-compose", "one, without Docker Compose"}};
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
constexpr std::array version_examples{Example{"furtka version", "of this program and of the daemon"}};
constexpr std::array completion_examples{
    Example{"furtka completion bash > ~/.local/share/bash-completion/completions/furtka", "for bash"},
    Example{"furtka completion zsh > ~/.zfunc/_furtka", "for zsh, with ~/.zfunc in fpath"},
    Example{"furtka completion fish > ~/.config/fish/completions/furtka.fish", "for fish"}};
constexpr std::array serve_examples{Example{"furtka serve", "on 127.0.0.1:7000 and the unix socket"}};
constexpr std::array help_examples{Example{"furtka help app install", "the same as furtka app install --help"}};

constexpr std::array table{
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
    CommandInfo{.command = Command::move_in_list,
        .words = "move-in list",
        .summary = "what other programs run here, and whether it can be taken over",
        .details = "Compose projects on the engine, and app folders of CasaOS, Umbrel, Runtipi,\n"
                   "Portainer and Dockge on this disk.",
        .arguments = {},
        .options = only_json,
        .examples = move_in_list_examples},
    CommandInfo{.command = Command::move_in_show,
        .words = "move-in show",
        .summary = "what taking one over means; changes nothing",
        .details = "",
        .arguments = move_in_offer,
        .options = move_in_show_options,
        .examples = move_in_show_examples},
    CommandInfo{.command = Command::move_in_take,
        .words = "move-in take",
        .summary = "make an app of it, with its data and without a download",
        .details = "Its old containers are stopped and kept. Until you confirm, everything can be\n"
                   "put back as it was; when it does not run well, that happens by itself.",
        .arguments = move_in_offer,
        .options = move_in_take_options,
        .examples = move_in_take_examples},
    CommandInfo{.command = Command::move_in_undo,
        .words = "move-in undo",
        .summary = "put an app that was taken over back as it was",
        .details = "The app goes, its old containers run as they did. No volume is deleted.",
        .arguments = installed_app,
        .options = only_json,
        .examples = move_in_undo_examples},
    CommandInfo{.command = Command::move_in_confirm,
        .words = "move-in confirm",
        .summary = "keep an app that was taken over",
        .details = "Its old containers are removed, and nothing else: no volume, no image and no\n"
                   "file of the other program.",
        .arguments = installed_app,
        .options = only_json,
        .examples = move_in_confirm_examples},
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
    CommandInfo{.command = Command::version,
        .words = "version",
        .summary = "the version of this program and of the daemon",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = version_examples},
    CommandInfo{.command = Command::completion,
        .words = "completion",
        .summary = "print a script that lets the Tab key complete commands and names",
        .details = "SHELL is bash, zsh or fish.",
        .arguments = shell,
        .options = {},
        .examples = completion_examples},
    CommandInfo{.command = Command::serve,
        .words = "serve",
        .summary = "run the daemon: what all other commands talk to",
        .details = "Its options are listed by: furtka serve --help",
        .arguments = {},
        .options = {},
        .examples = serve_examples},
    CommandInfo{.command = Command::help,
        .words = "help",
        .summary = "explain a command",
        .details = "",
        .arguments = any_words,
        .options = {},
        .examples = help_examples},
};

constexpr std::array common{
    OptionInfo{.name = "--socket", .value = "PATH", .help = "the daemon's unix socket"},
    OptionInfo{.name = "--url", .value = "URL", .help = "the daemon's address instead, such as https://nas.local:7000"},
    OptionInfo{.name = "--ca", .value = "FILE", .help = "the authority to trust for --url; without it those of the system"},
    OptionInfo{.name = "--help", .value = "", .help = "explain the command (also -h)"},
};

constexpr std::array codes{
    ExitCodeInfo{0, "done"},
    ExitCodeInfo{1, "it was tried and failed, or an app or the engine answered with an error"},
    ExitCodeInfo{2, "the command line was not understood"},
    ExitCodeInfo{3, "the input or an app's files cannot be used as they are"},
    ExitCodeInfo{4, "there is no such thing"},
    ExitCodeInfo{5, "not possible as things are: busy, needed by others, a port is taken"},
    ExitCodeInfo{6, "not allowed"},
    ExitCodeInfo{7, "the daemon or what it needs does not answer"},
    ExitCodeInfo{8, "the disk is full"},
    ExitCodeInfo{130, "cancelled"},
};

constexpr std::array environment{
    VariableInfo{"FURTKA_SOCKET", "the daemon's unix socket; default /run/furtka/furtka.sock"},
    VariableInfo{"FURTKA_TOKEN", "a token to send with each call, for --url; without it none is sent"},
    VariableInfo{"FURTKA_CA", "the file of --ca"},
    VariableInfo{"VISUAL", "the editor of app edit; without it EDITOR"},
    VariableInfo{"NO_COLOR", "no colours when it is set and not empty"},
    VariableInfo{"TERM", "with the value dumb: plain lines, no colours, no progress bar"},
};

} // namespace

std::span<const CommandInfo> commands() { return table; }
std::span<const OptionInfo> common_options() { return common; }
std::span<const ExitCodeInfo> exit_codes() { return codes; }
std::span<const VariableInfo> variables() { return environment; }

const CommandInfo* find_command(std::string_view words)
{
    const auto* found = std::ranges::find(table, words, &CommandInfo::words);
    return found == table.end() ? nullptr : found;
}

bool is_group(std::string_view word)
{
    return std::ranges::any_of(table, [&](const CommandInfo& info) {
        return info.words.size() > word.size() && info.words.starts_with(word) && info.words[word.size()] == ' ';
    });
}

} // namespace furtka::cli
