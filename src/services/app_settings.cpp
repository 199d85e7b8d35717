#include "services/app_settings.hpp"

#include "async/cancellation.hpp"
#include "services/app_permissions.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/env_for_app.hpp"
#include "services/install_ports.hpp"
#include "services/wait_started.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

/// The `.env` to change; one that cannot be read must not be overwritten.
Result<EnvFile> current_env(const AppFolder& folder)
{
    if (folder.env_error) return fail(*folder.env_error);
    return folder.env.value_or(EnvFile());
}

std::vector<std::string> changed_keys(const SettingValues& before, const SettingValues& after)
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : after) {
        const auto found = before.find(key);
        if (found == before.end() || found->second != value) keys.push_back(key);
    }
    return keys;
}

} // namespace

AppSettings::AppSettings(World world, Policies policies, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), picture_(picture)
{
}

Task<Result<SettingsForm>> AppSettings::read(AppName app)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto env, current_env(folder));
    SettingsForm form{.form = folder.manifest.settings};
    const auto values = env.values();
    for (const auto& setting : form.form) {
        const auto found = values.find(setting.name);
        if (found == values.end() || found->second.empty()) continue;
        if (setting.secret()) {
            form.secrets_set.push_back(setting.name);
        } else {
            form.values.insert(*found);
        }
    }
    const auto resolved = co_await world_.compose.resolve(project_of(app, folder));
    if (resolved) form.ports = port_places(resolved->model, form.form, values);
    co_return form;
}

Result<EnvFile> AppSettings::env_after(const AppFolder& folder, const EnvFile& env, const SettingsChange& change)
{
    CHECK(check_port_choices(change.ports));
    TRY(const auto next,
        env_for_app(folder.manifest.settings, env, change.values, world_.host, policies_.own_folders, Fill::absent));
    CHECK(check_placeholders(folder.manifest, next));
    return with_port_choices(next, change.ports);
}

Task<Result<void>> AppSettings::check(AppName app, SettingsChange change)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto env, current_env(folder));
    CO_TRY(const auto next, env_after(folder, env, change));
    CO_CHECK(co_await check_permissions(app, folder, next, std::move(change.accept)));
    co_return co_await check_ports(app, folder, next, std::move(change.ports));
}

/// Only ports that the settings add: what the app has, or had before, is not their doing.
Task<Result<void>> AppSettings::check_ports(AppName app, AppFolder folder, EnvFile next, PortChoices chosen)
{
    const auto model = co_await world_.compose.preview(project_of(app, folder), next.text());
    const auto before = co_await world_.compose.resolve(project_of(app, folder));
    if (!model || !before) co_return Result<void>{};
    CO_CHECK(check_places(app.text(), *model, chosen));
    auto good =
        co_await check_added_ports(world_, policies_, picture_, app.text(), port_claims(app.text(), before->model, {}, {}),
            port_claims(app.text(), *model, folder.manifest.settings, next.values()));
    if (!good) good.error().message = fmt::format("{} cannot have these settings: {}", app.text(), good.error().message);
    co_return good;
}

/// What the settings would give the app that its owner has not accepted. A folder that he chose in the form is his word.
Task<Result<void>> AppSettings::check_permissions(
    AppName app, AppFolder folder, EnvFile next, std::vector<std::string> accept)
{
    const auto model = co_await world_.compose.preview(project_of(app, folder), next.text());
    if (!model) co_return Result<void>{}; // a file that Compose refuses is not applied either
    const auto before = co_await allowed_now(app, folder);
    const auto marks = co_await marks_of(world_, policies_, std::move(folder), *model);
    co_return check_accepted(app.text(), marks_to_accept(marks, before, Ambers::by_owner), accept);
}

/// What was accepted, and what the owner wrote into the files himself.
Task<std::vector<std::string>> AppSettings::allowed_now(AppName app, AppFolder folder)
{
    auto allowed = folder.accepted_permissions.value_or(std::vector<std::string>());
    const auto resolved = co_await world_.compose.resolve(project_of(app, folder));
    if (!resolved) co_return allowed;
    const auto marks = co_await marks_of(world_, policies_, std::move(folder), resolved->model);
    for (auto& id : remembered_ids(marks)) allowed.push_back(std::move(id));
    co_return allowed;
}

Task<Result<void>> AppSettings::remember_permissions(
    AppName app, AppFolder folder, std::vector<std::string> allowed, ComposeModel model)
{
    auto accepted = folder.accepted_permissions.value_or(allowed);
    const auto marks = co_await marks_of(world_, policies_, std::move(folder), std::move(model));
    for (auto& id : remembered_ids(marks)) {
        if (std::ranges::find(allowed, id) == allowed.end()) accepted.push_back(std::move(id));
    }
    co_return co_await world_.folders.write_accepted_permissions(app, std::move(accepted));
}

Task<Result<SettingsOutcome>> AppSettings::run(AppName app, SettingsChange change, JobContext& job)
{
    job.stage("settings", "Writing the settings");
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    CO_TRY(const auto env, current_env(folder));
    CO_TRY(const auto next, env_after(folder, env, change));
    CO_CHECK(co_await check_permissions(app, folder, next, std::move(change.accept)));
    const auto allowed = co_await allowed_now(app, folder);
    SettingsOutcome outcome{.app = app.text(), .changed = changed_keys(env.values(), next.values())};
    if (std::erase(outcome.changed, port_choices_key) > 0) {
        for (const auto& [place, port] : change.ports) outcome.changed.push_back(place);
    }

    CO_CHECK(co_await job.about_to("settings"));
    co_await point_of_no_return();
    CO_CHECK(co_await world_.folders.write_env(app, next.text()));
    const auto accepted = co_await check_file(app, env);
    const bool runs = folder.intent == Intent::run;
    Result<void> applied;
    if (accepted && runs) applied = co_await apply(app, *accepted, job);
    if (accepted && applied) applied = co_await remember_permissions(app, folder, allowed, *accepted);
    co_await picture_.refresh(app.text());
    CO_CHECK(accepted);
    CO_CHECK(applied);
    co_await job.taken("settings");
    outcome.applied = runs;
    co_return outcome;
}

/// The model with the settings that were just written. When Compose refuses the file with them, the ones before are put
/// back: an app must not be lost at its next start.
Task<Result<ComposeModel>> AppSettings::check_file(AppName app, EnvFile before)
{
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    auto resolved = co_await world_.compose.resolve(project_of(app, folder));
    if (resolved) co_return std::move(resolved->model);
    if (resolved.error().key == "compose_invalid") CO_CHECK(co_await world_.folders.write_env(app, before.text()));
    co_return fail(resolved.error());
}

Task<Result<void>> AppSettings::apply(AppName app, ComposeModel model, JobContext& job)
{
    job.stage("start", "Applying the settings");
    CO_TRY(const auto before, co_await world_.containers.list(app.text()));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    CO_CHECK(co_await bring_up(world_, policies_, app, {}, log));
    job.stage("verify", "Looking whether it stays up");
    StartWatch watch{.services = model.service_names(), .settle = policies_.settle, .ran_before = running_ids(before)};
    co_return co_await wait_started(world_, policies_, app, model, std::move(watch));
}

} // namespace furtka
