#include "services/own_apps.hpp"

#include "async/cancellation.hpp"
#include "base/counted.hpp"
#include "base/log.hpp"
#include "domain/catalog.hpp"
#include "services/app_project.hpp"
#include "services/looked_at.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t most_looks = 4; ///< each is a process of Compose, and may be a download

Error refused_app(const OwnApp& app)
{
    Error error{.kind = ErrorKind::invalid,
        .key = "own_app_refused",
        .message = fmt::format("this cannot become an app: {}", fmt::join(app.reasons, "; ")),
        .hint = "change the text and try again"};
    return error;
}

Error name_taken(const AppName& app)
{
    return {.kind = ErrorKind::conflict,
        .key = "own_name_taken",
        .message = fmt::format("there is an app {} already", app.text()),
        .hint = "give yours another name"};
}

void refuse(OwnPreview& preview, std::string reason)
{
    preview.app.verdict = imports::Verdict::refused;
    preview.app.reasons.push_back(std::move(reason));
    preview.plan.reset();
}

/// What is still missing is asked for when the app is installed.
Result<void> check_answers(const InstallPlan& plan, const SettingValues& settings)
{
    const auto& manifest = plan.folder.manifest;
    TRY(const auto sample, EnvFile::parse(lint::sample_env(manifest, plan.folder.env_example)));
    return check_settings(manifest.settings, settings, sample.values());
}

} // namespace

OwnApps::OwnApps(World world, Policies policies, LivePicture& picture, OwnShelf& shelf, WebTexts& web)
    : world_(world), policies_(std::move(policies)), picture_(picture), shelf_(shelf), web_(web)
{
}

Task<Result<OwnPreview>> OwnApps::preview(OwnSource source, SettingValues settings)
{
    if (*looks_ >= most_looks) co_return fail(too_many_looks(most_looks));
    const Counted counted(looks_);
    CO_TRY(source, co_await with_text(std::move(source)));
    if (source.name.empty()) {
        CO_TRY(const auto first, own_app_of(source));
        source.name = co_await free_name(first.name);
    }
    auto looked = co_await look(std::move(source), std::move(settings));
    co_return looked;
}

Task<Result<OwnSource>> OwnApps::with_text(OwnSource source)
{
    if (source.kind != OwnKind::url || !source.text.empty()) co_return source;
    source.url = plain_file_address(source.url);
    CO_TRY(source.text, co_await web_.fetch(source.url));
    co_return source;
}

Task<Result<OwnPreview>> OwnApps::look(OwnSource source, SettingValues settings)
{
    OwnPreview preview{.source = std::move(source)};
    CO_TRY(preview.app, own_app_of(preview.source));
    if (preview.app.verdict == imports::Verdict::refused) co_return preview;
    CO_TRY(const auto app, AppName::parse(preview.app.name));
    CO_TRY(const auto folder, co_await shelf_.stage(app, preview.app.files));
    const auto looked = co_await guarded(look_at(preview, folder, settings));
    co_await forget_cancellation();
    co_await shelf_.drop(folder);
    CO_CHECK(looked);
    co_return preview;
}

/// The plan shows what the app asks for and may do. A plan goes on without Compose's word; here it is what is asked.
Task<Result<void>> OwnApps::look_at(OwnPreview& preview, const std::filesystem::path& folder, const SettingValues& settings)
{
    InstallPlanner planner(world_, policies_, picture_);
    auto plan = co_await planner.plan({.source = folder, .settings = settings, .free_ports = true});
    if (!plan) {
        refuse(preview, without_folder(plan.error().message, folder));
        co_return Result<void>{};
    }
    auto env = EnvFile::parse(lint::sample_env(plan->folder.manifest, plan->folder.env_example));
    if (!env) {
        refuse(preview, env.error().message);
        co_return Result<void>{};
    }
    CO_TRY(const auto app, AppName::parse(preview.app.name));
    auto checked = co_await world_.compose.check(project_of(app, plan->folder), env->with(settings).text());
    preview.plan = *std::move(plan);
    if (checked) {
        for (auto& warning : checked->warnings) preview.warnings.push_back(without_folder(std::move(warning), folder));
    } else if (checked.error().key == "compose_invalid") {
        refuse(preview, without_folder(checked.error().message, folder));
    } else {
        co_return fail(checked.error());
    }
    co_return Result<void>{};
}

Task<Result<OwnApp>> OwnApps::add(OwnSource source, SettingValues settings)
{
    CO_TRY(const auto names, co_await shelf_.names());
    if (names.size() >= most_own_apps) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "too_many_own_apps",
            .message = fmt::format("there are {} apps of your own already", most_own_apps),
            .hint = "remove one first"});
    }
    CO_TRY(auto preview, co_await this->preview(std::move(source), settings));
    if (preview.app.verdict == imports::Verdict::refused) co_return fail(refused_app(preview.app));
    CO_TRY(const auto app, AppName::parse(preview.app.name));
    CO_CHECK(co_await check_name(app));
    CO_CHECK(check_answers(*preview.plan, settings));
    CO_CHECK(co_await shelf_.put(app, preview.app.files, preview.source));
    CO_CHECK(co_await keep_answers(app, std::move(settings)));
    log::info("own app added", {{"app", app.text()}, {"from", to_text(preview.source.kind)}});
    co_return std::move(preview.app);
}

Task<Result<OwnApp>> OwnApps::change(AppName app, OwnSource source)
{
    CO_CHECK(co_await shelf_.source(app));
    source.name = app.text();
    CO_TRY(auto preview, co_await this->preview(std::move(source), {}));
    if (preview.app.verdict == imports::Verdict::refused) co_return fail(refused_app(preview.app));
    CO_CHECK(co_await shelf_.put(app, preview.app.files, preview.source));
    log::info("own app changed", {{"app", app.text()}});
    co_return std::move(preview.app);
}

Task<Result<void>> OwnApps::remove(AppName app)
{
    CO_CHECK(co_await shelf_.source(app));
    const auto installed = co_await world_.folders.read(app);
    if (installed && installed->installed_from == own_catalog) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "own_app_installed",
            .message = fmt::format("{} is installed", app.text()),
            .hint = "remove the app first; its data is kept unless you say otherwise"});
    }
    CO_CHECK(co_await shelf_.remove(app));
    log::info("own app removed", {{"app", app.text()}});
    co_return Result<void>{};
}

Task<std::size_t> OwnApps::count()
{
    const auto names = co_await shelf_.names();
    co_return names ? names->size() : 0;
}

Task<Result<std::vector<OwnEntry>>> OwnApps::list()
{
    std::vector<OwnEntry> entries;
    CO_TRY(const auto names, co_await shelf_.names());
    for (const auto& name : names) {
        const auto app = AppName::parse(name);
        if (!app) continue;
        auto source = co_await shelf_.source(*app);
        if (!source) continue; // forgotten meanwhile
        auto entry = co_await entry_of(*app, *std::move(source));
        entries.push_back(std::move(entry));
    }
    co_return entries;
}

Task<Result<OwnEntry>> OwnApps::find(AppName app)
{
    CO_TRY(auto source, co_await shelf_.source(app));
    auto entry = co_await entry_of(app, std::move(source));
    co_return entry;
}

Task<OwnEntry> OwnApps::entry_of(AppName app, OwnSource source)
{
    OwnEntry entry{.source = std::move(source)};
    const auto offered = co_await world_.sources.find(app);
    entry.title = offered ? offered->manifest.display_name : app.text();
    const auto* view = picture_.find(app.text());
    entry.installed = view != nullptr;
    co_return entry;
}

/// An app of a catalog must not be hidden by one of the owner's, nor the other way round.
Task<Result<void>> OwnApps::check_name(AppName app)
{
    const bool taken = co_await is_taken(app);
    if (taken) co_return fail(name_taken(app));
    co_return Result<void>{};
}

Task<bool> OwnApps::is_taken(AppName app)
{
    const auto offered = co_await world_.sources.find(app);
    if (offered || offered.error().kind != ErrorKind::not_found) co_return true;
    const auto installed = co_await world_.folders.contains(app);
    co_return !installed || *installed;
}

Task<std::string> OwnApps::free_name(std::string wanted)
{
    constexpr int most_tries = 100;
    for (int number = 1; number <= most_tries; ++number) {
        auto name = number == 1 ? wanted : fmt::format("{}-{}", wanted, number);
        const auto app = AppName::parse(name);
        if (!app) break;
        const bool taken = co_await is_taken(*app);
        if (!taken) co_return name;
    }
    co_return wanted;
}

/// An installation begins with them; secrets among them are where those of a failed one are.
Task<Result<void>> OwnApps::keep_answers(AppName app, SettingValues settings)
{
    std::erase_if(settings, [](const auto& answer) { return answer.second.empty(); });
    if (settings.empty()) co_return Result<void>{};
    CO_TRY(const auto folder, co_await world_.sources.find(app));
    CO_TRY(const auto env, EnvFile::parse(folder.env_example));
    co_return co_await world_.drafts.write(app, env.with(settings).text());
}

} // namespace furtka
