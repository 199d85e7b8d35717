#include "cli/program.hpp"

#include "base/version.hpp"
#include "cli/completion.hpp"
#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

namespace furtka::cli {
namespace {

constexpr std::string_view default_socket = "/run/furtka/furtka.sock";
constexpr std::size_t largest_authority = std::size_t{256} * 1024;
constexpr std::chrono::seconds completion_limit{2}; ///< the Tab key must not seem stuck

int tell(Console& console, const Error& error)
{
    if (!error.message.empty()) console.err(fmt::format("furtka: {}\n", printable(error.message)));
    if (!error.hint.empty()) console.err(fmt::format("hint: {}\n", printable(error.hint)));
    return exit_code(error);
}

Result<std::string> authority_text(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string text(largest_authority, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (!text.empty()) return text;
    return usage(fmt::format("the file of --ca cannot be read: {}", printable(file.string())),
        "get it from the server with: furtka certificate get > furtka-ca.crt");
}

Result<http::Endpoint> endpoint_of(const Invocation& invocation, const Surroundings& surroundings)
{
    const auto socket = invocation.value("--socket");
    const auto url = invocation.value("--url");
    if (socket && url) return usage("--socket and --url name two daemons", "give one of them");
    if (url && !url->starts_with("http://") && !url->starts_with("https://")) {
        return usage(fmt::format("--url is \"{}\", wanted is an address like https://nas.local:7000", printable(*url)),
            "for the unix socket use --socket");
    }
    std::string path(default_socket);
    if (!surroundings.socket.empty()) path = surroundings.socket;
    if (socket) path = *socket;
    auto endpoint = http::Endpoint::parse(url ? *url : "unix://" + (surroundings.folder / path).string());
    if (!endpoint) return usage(endpoint.error().message, endpoint.error().hint);
    const auto authority = invocation.value("--ca").value_or(surroundings.authority);
    if (!endpoint->tls || authority.empty()) return endpoint;
    TRY(const auto text, authority_text(surroundings.folder / authority));
    TRY(endpoint->trust, http::TlsContext::trusting(text));
    return endpoint;
}

std::string names_target(Offers wanted, const std::string& app)
{
    switch (wanted) {
    case Offers::installed_apps: return "/api/apps";
    case Offers::available_apps: return "/api/apps/available";
    case Offers::jobs: return "/api/jobs";
    case Offers::registries: return "/api/registries";
    case Offers::users: return "/api/users";
    case Offers::catalogs: return "/api/catalogs";
    case Offers::move_ins: return "/api/move-in";
    case Offers::services: return app.empty() ? "" : app_target(app, "");
    case Offers::nothing:
    case Offers::shells:
    case Offers::commands: break;
    }
    return "";
}

Candidate candidate_of(Offers wanted, const boost::json::value& item)
{
    if (wanted == Offers::services) return {.word = text_of(item, "service"), .what = text_of(item, "state")};
    if (wanted == Offers::registries) {
        return {.word = text_of(item, "registry"), .what = text_of(item, "username")};
    }
    if (wanted == Offers::users) return {.word = text_of(item, "username"), .what = text_of(item, "role")};
    if (wanted == Offers::catalogs) return {.word = text_of(item, "name"), .what = text_of(item, "location")};
    if (wanted == Offers::move_ins) return {.word = text_of(item, "id"), .what = text_of(item, "program_name")};
    if (wanted == Offers::jobs) {
        return {.word = text_of(item, "id"), .what = fmt::format("{} {}", text_of(item, "kind"), text_of(item, "app"))};
    }
    return {.word = text_of(item, "name"), .what = text_of(item, "display_name")};
}

std::vector<Candidate> names_from(Daemon& daemon, Offers wanted, const std::string& app)
{
    std::vector<Candidate> names;
    const auto target = names_target(wanted, app);
    if (target.empty()) return names;
    const auto body = daemon.get(target);
    if (!body) return names;
    const auto answer = parse_object(*body);
    if (!answer) return names;
    const auto* const list = wanted == Offers::services ? "services"
        : wanted == Offers::jobs                        ? "jobs"
        : wanted == Offers::registries                  ? "registries"
        : wanted == Offers::users                       ? "users"
        : wanted == Offers::catalogs                    ? "catalogs"
        : wanted == Offers::move_ins                    ? "offers"
                                                        : "apps";
    for (const auto& item : list_of(*answer, list)) names.push_back(candidate_of(wanted, item));
    return names;
}

int complete_words(std::span<const std::string> words, Console& console, const Surroundings& surroundings)
{
    const auto endpoint = endpoint_of({}, surroundings);
    if (!endpoint) return exit_usage;
    const auto names = [&](Offers wanted, const std::string& app) {
        Daemon daemon(*endpoint, surroundings.token, completion_limit);
        return names_from(daemon, wanted, app);
    };
    console.out(candidates_text(complete(words, names)));
    return exit_done;
}

// Help that was asked for is a result; help instead of a command is an answer to half a command line.
int show_help(Console& console, const Invocation& invocation)
{
    std::string text;
    if (invocation.command != nullptr) {
        text = command_text(*invocation.command);
    } else {
        text = invocation.group.empty() ? overview_text() : group_text(invocation.group);
    }
    if (invocation.help) {
        console.out(text);
        return exit_done;
    }
    console.err(text);
    return exit_usage;
}

Outcome explain(Console& console, const std::vector<std::string>& words)
{
    auto question = words;
    question.emplace_back("--help"); // what else its line would need is not asked for
    TRY(const auto topic, parse_arguments(question));
    return show_help(console, topic);
}

Outcome talk(Console& console, const Invocation& invocation, const Surroundings& surroundings)
{
    TRY(const auto endpoint, endpoint_of(invocation, surroundings));
    Daemon daemon(endpoint, surroundings.token);
    Session session{.daemon = daemon,
        .console = console,
        .folder = surroundings.folder,
        .ssh_connection = surroundings.ssh_connection,
        .editor = surroundings.editor};
    switch (invocation.command->command) {
    case Command::app_list: return app_list(session, invocation);
    case Command::app_available: return app_available(session, invocation);
    case Command::app_show: return app_show(session, invocation);
    case Command::app_install: return app_install(session, invocation);
    case Command::app_add: return app_add(session, invocation);
    case Command::app_own: return app_own(session, invocation);
    case Command::app_forget: return app_forget(session, invocation);
    case Command::app_edit: return app_edit(session, invocation);
    case Command::app_export: return app_export(session, invocation);
    case Command::app_remove: return app_remove(session, invocation);
    case Command::app_check: return app_check(session, invocation);
    case Command::app_update: return app_update(session, invocation);
    case Command::app_revise: return app_revise(session, invocation);
    case Command::app_rollback: return app_rollback(session, invocation);
    case Command::app_history: return app_history(session, invocation);
    case Command::app_start:
    case Command::app_stop:
    case Command::app_restart: return app_run(session, invocation);
    case Command::app_logs: return app_logs(session, invocation);
    case Command::app_exec: return app_exec(session, invocation);
    case Command::app_settings: return app_settings(session, invocation);
    case Command::app_permissions: return app_permissions(session, invocation);
    case Command::registry_list: return registry_list(session, invocation);
    case Command::registry_login: return registry_login(session, invocation);
    case Command::registry_logout: return registry_logout(session, invocation);
    case Command::move_in_list: return move_in_list(session, invocation);
    case Command::move_in_show: return move_in_show(session, invocation);
    case Command::move_in_take: return move_in_take(session, invocation);
    case Command::move_in_undo: return move_in_undo(session, invocation);
    case Command::move_in_confirm: return move_in_confirm(session, invocation);
    case Command::catalog_list: return catalog_list(session, invocation);
    case Command::catalog_add: return catalog_add(session, invocation);
    case Command::catalog_change: return catalog_change(session, invocation);
    case Command::catalog_remove: return catalog_remove(session, invocation);
    case Command::catalog_order: return catalog_order(session, invocation);
    case Command::catalog_sync: return catalog_sync(session, invocation);
    case Command::reconcile: return reconcile(session, invocation);
    case Command::jobs: return jobs(session, invocation);
    case Command::policy: return policy(session, invocation);
    case Command::notify_list: return notify_list(session, invocation);
    case Command::notify_add: return notify_add(session, invocation);
    case Command::notify_remove: return notify_remove(session, invocation);
    case Command::notify_test: return notify_test(session, invocation);
    case Command::setup: return setup(session, invocation);
    case Command::setup_code: return setup_code(session, invocation);
    case Command::user_list: return user_list(session, invocation);
    case Command::user_add: return user_add(session, invocation);
    case Command::user_remove: return user_remove(session, invocation);
    case Command::user_password: return user_password(session, invocation);
    case Command::user_role: return user_role(session, invocation);
    case Command::user_factor_off: return user_factor_off(session, invocation);
    case Command::session_list: return session_list(session, invocation);
    case Command::session_revoke: return session_revoke(session, invocation);
    case Command::token_list: return token_list(session, invocation);
    case Command::token_create: return token_create(session, invocation);
    case Command::token_revoke: return token_revoke(session, invocation);
    case Command::audit: return audit(session, invocation);
    case Command::certificate_show: return certificate_show(session, invocation);
    case Command::certificate_get: return certificate_get(session, invocation);
    case Command::version: return version(session, invocation);
    case Command::import_store:
    case Command::catalog_lint:
    case Command::completion:
    case Command::help:
    case Command::serve: break;
    }
    std::unreachable();
}

Outcome run_command(Console& console, const Invocation& invocation, const Surroundings& surroundings)
{
    if (invocation.version) {
        console.out(fmt::format("furtka {}\n", furtka::version()));
        return exit_done;
    }
    if (invocation.help || invocation.command == nullptr) return show_help(console, invocation);
    switch (invocation.command->command) {
    case Command::completion: {
        TRY(const auto script, completion_script(invocation.arguments.front()));
        console.out(script);
        return exit_done;
    }
    case Command::help: return explain(console, invocation.arguments);
    case Command::serve: return usage("serve is the first word of its command line", "furtka serve [OPTION]…");
    default: break;
    }
    if (!invocation.arguments.empty() && invocation.arguments.front().empty()) {
        return usage(fmt::format("furtka {} needs {}, which is empty", invocation.command->words,
                         invocation.command->arguments.front().name),
            "");
    }
    switch (invocation.command->command) {
    case Command::import_store: return surroundings.offline.import_store(console, invocation, surroundings.folder);
    case Command::catalog_lint: return surroundings.offline.catalog_lint(console, invocation, surroundings.folder);
    default: return talk(console, invocation, surroundings);
    }
}

} // namespace

int run_program(std::span<const std::string> words, Console& console, const Surroundings& surroundings)
{
    if (!words.empty() && words.front() == complete_word) return complete_words(words.subspan(1), console, surroundings);
    const auto invocation = parse_arguments(words);
    if (!invocation) return tell(console, invocation.error());
    const auto outcome = run_command(console, *invocation, surroundings);
    return outcome ? *outcome : tell(console, outcome.error());
}

} // namespace furtka::cli
