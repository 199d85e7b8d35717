#include "support/fake_folders.hpp"

#include <boost/asio/steady_timer.hpp>

namespace furtka::test {
namespace {

Error not_installed(const std::string& name)
{
    return {.kind = ErrorKind::not_found, .key = "app_not_installed", .message = name + " is not installed"};
}

/// Keeps a follower registered while its task lives, whatever ends the task.
class Registration {
public:
    Registration(
        std::map<int, std::function<void(std::string_view)>>& followers, int id, std::function<void(std::string_view)> sink)
        : followers_(followers), id_(id)
    {
        followers_.emplace(id_, std::move(sink));
    }
    ~Registration() { followers_.erase(id_); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

private:
    std::map<int, std::function<void(std::string_view)>>& followers_;
    int id_;
};

} // namespace

AppFolder sample_app(const std::string& name)
{
    AppFolder folder;
    folder.path = "/catalog/" + name;
    folder.manifest.name = name;
    folder.manifest.display_name = name;
    folder.manifest.version = "1.0.0";
    folder.manifest.description = "An app named " + name;
    folder.manifest.icon = "icon.svg";
    folder.compose_file = "docker-compose.yaml";
    return folder;
}

void FakeAppSources::offers(AppFolder folder)
{
    const std::string name = folder.manifest.name;
    folder.path = "/catalog/" + name;
    catalog_.insert_or_assign(name, std::move(folder));
}

void FakeAppSources::offers_broken(const std::string& name, Error reason)
{
    catalog_.insert_or_assign(name, furtka::fail(std::move(reason)));
}

void FakeAppSources::has_folder(std::filesystem::path path, AppFolder folder)
{
    folder.path = path;
    folders_.insert_or_assign(std::move(path), std::move(folder));
}

Result<AppFolder> FakeAppSources::at(const std::filesystem::path& path) const
{
    if (const auto found = folders_.find(path); found != folders_.end()) return found->second;
    if (const auto found = catalog_.find(path.filename().string());
        found != catalog_.end() && path.parent_path() == "/catalog") {
        return found->second;
    }
    return furtka::fail(
        {.kind = ErrorKind::not_found, .key = "source_missing", .message = "there is no folder " + path.string()});
}

Task<Result<std::vector<AvailableEntry>>> FakeAppSources::list()
{
    CO_CHECK(co_await look("list"));
    std::vector<AvailableEntry> entries;
    for (const auto& [name, folder] : catalog_)
        entries.push_back({name, "bundled", std::make_shared<const Result<AppFolder>>(folder)});
    co_return entries;
}

Task<Result<AppFolder>> FakeAppSources::find(AppName app)
{
    CO_CHECK(co_await look("find " + app.text()));
    const auto found = catalog_.find(app.text());
    if (found == catalog_.end()) {
        co_return furtka::fail(
            {.kind = ErrorKind::not_found, .key = "app_unknown", .message = "the catalog has no app " + app.text()});
    }
    co_return found->second;
}

Task<Result<std::string>> FakeAppSources::read_file(AppName app, std::string path, std::size_t most)
{
    const auto found = files_.find(app.text() + "/" + path);
    if (found != files_.end()) co_return found->second.substr(0, most + 1);
    co_return furtka::fail({.kind = ErrorKind::not_found, .key = "file_missing", .message = "there is no file " + path});
}

Task<Result<AppFolder>> FakeAppSources::read_folder(std::filesystem::path folder)
{
    CO_CHECK(co_await look("read_folder " + folder.string()));
    co_return at(folder);
}

void FakeInstalledApps::has(AppFolder folder)
{
    const std::string name = folder.manifest.name;
    folder.path = "/apps/" + name;
    entries_.insert_or_assign(name, std::move(folder));
}

void FakeInstalledApps::has_broken(const std::string& name, Error reason, const std::string& env)
{
    broken_envs_[name] = env;
    entries_.insert_or_assign(name, furtka::fail(std::move(reason)));
}

std::vector<std::string> FakeInstalledApps::app_names() const
{
    std::vector<std::string> names;
    for (const auto& [name, folder] : entries_) {
        if (folder) names.push_back(name);
    }
    return names;
}

std::string FakeInstalledApps::env_text(const std::string& name) const
{
    const auto& folder = at(name);
    return folder.env ? folder.env->text() : "";
}

std::string FakeInstalledApps::network_override(const std::string& name) const
{
    const auto found = overrides_.find(name);
    return found == overrides_.end() ? "" : found->second;
}

void FakeInstalledApps::tell(std::string_view name)
{
    const auto followers = followers_;
    for (const auto& [id, sink] : followers) sink(name);
}

Task<Result<std::vector<InstalledEntry>>> FakeInstalledApps::list()
{
    CO_CHECK(co_await look("list"));
    std::vector<InstalledEntry> entries;
    for (const auto& [name, folder] : entries_) entries.push_back({name, folder});
    co_return entries;
}

Task<Result<AppFolder>> FakeInstalledApps::read(AppName app)
{
    CO_CHECK(co_await look("read " + app.text()));
    const auto found = entries_.find(app.text());
    if (found == entries_.end()) co_return furtka::fail(not_installed(app.text()));
    co_return found->second;
}

Task<Result<bool>> FakeInstalledApps::contains(AppName app)
{
    CO_CHECK(co_await look("contains " + app.text()));
    co_return entries_.contains(app.text());
}

Task<Result<std::optional<EnvFile>>> FakeInstalledApps::read_env(AppName app)
{
    CO_CHECK(co_await look("read_env " + app.text()));
    const auto found = entries_.find(app.text());
    if (found == entries_.end()) co_return furtka::fail(not_installed(app.text()));
    if (found->second) {
        if (found->second->env_error) co_return furtka::fail(*found->second->env_error);
        co_return found->second->env;
    }
    CO_TRY(auto env, EnvFile::parse(broken_envs_[app.text()]));
    co_return std::optional(std::move(env));
}

Task<Result<AppFolder>> FakeInstalledApps::put(AppName app, NewFolder folder)
{
    CO_CHECK(co_await enter("put " + app.text()));
    CO_TRY(AppFolder put, sources_.at(folder.source));
    CO_TRY(put.env, EnvFile::parse(folder.env));
    put.path = "/apps/" + app.text();
    put.installed_from = folder.installed_from;
    const auto before = entries_.find(app.text());
    previous_.erase(app.text());
    if (before != entries_.end()) {
        if (before->second) put.intent = before->second->intent;
        if (before->second) put.stand_ins = before->second->stand_ins;
        if (before->second) put.accepted_permissions = before->second->accepted_permissions;
        previous_.insert_or_assign(app.text(), before->second);
    }
    if (folder.accepted_permissions) put.accepted_permissions = folder.accepted_permissions;
    put.network_override = overrides_.contains(app.text());
    entries_.insert_or_assign(app.text(), put);
    tell(app.text());
    co_return put;
}

Task<Result<void>> FakeInstalledApps::restore_previous(AppName app)
{
    CO_CHECK(co_await enter("restore_previous " + app.text()));
    const auto kept = previous_.find(app.text());
    if (kept == previous_.end()) {
        co_return furtka::fail({.kind = ErrorKind::not_found,
            .key = "no_previous_folder",
            .message = "there is no previous folder of " + app.text()});
    }
    entries_.insert_or_assign(app.text(), kept->second);
    previous_.erase(kept);
    tell(app.text());
    co_return Result<void>{};
}

Task<Result<void>> FakeInstalledApps::drop_previous(AppName app)
{
    CO_CHECK(co_await enter("drop_previous " + app.text()));
    previous_.erase(app.text());
    co_return Result<void>{};
}

Task<Result<std::string>> FakeInstalledApps::read_script(AppName app, std::string relative_path)
{
    const auto found = scripts.find(app.text() + "/" + relative_path);
    if (found == scripts.end()) {
        co_return furtka::fail({.kind = ErrorKind::not_found,
            .key = "script_missing",
            .message = app.text() + " has no script " + relative_path,
            .hint = "reinstall the app"});
    }
    co_return found->second;
}

Task<Result<void>> FakeInstalledApps::write_env(AppName app, std::string text)
{
    CO_CHECK(co_await enter("write_env " + app.text()));
    const auto found = entries_.find(app.text());
    if (found == entries_.end()) co_return furtka::fail(not_installed(app.text()));
    if (found->second) {
        CO_TRY(found->second->env, EnvFile::parse(std::move(text)));
        found->second->env_error.reset();
    }
    tell(app.text());
    co_return Result<void>{};
}

Task<Result<void>> FakeInstalledApps::write_intent(AppName app, Intent intent)
{
    CO_CHECK(co_await enter("write_intent " + app.text() + (intent == Intent::run ? " run" : " stop")));
    const auto found = entries_.find(app.text());
    if (found == entries_.end()) co_return furtka::fail(not_installed(app.text()));
    if (found->second) found->second->intent = intent;
    tell(app.text());
    co_return Result<void>{};
}

Task<Result<void>> FakeInstalledApps::write_accepted_permissions(AppName app, std::vector<std::string> ids)
{
    CO_CHECK(co_await look("write_accepted_permissions " + app.text()));
    const auto found = entries_.find(app.text());
    if (found == entries_.end()) co_return furtka::fail(not_installed(app.text()));
    if (found->second) found->second->accepted_permissions = std::move(ids);
    co_return Result<void>{};
}

Task<Result<void>> FakeInstalledApps::write_move_in(AppName app, MoveInRecord record)
{
    CO_CHECK(co_await enter("write_move_in " + app.text()));
    const auto found = entries_.find(app.text());
    if (found == entries_.end()) co_return furtka::fail(not_installed(app.text()));
    if (found->second) found->second->moved_in = std::move(record);
    co_return Result<void>{};
}

Task<Result<void>> FakeInstalledApps::write_stand_ins(AppName app, std::vector<StandIn> stand_ins)
{
    CO_CHECK(co_await enter("write_stand_ins " + app.text()));
    const auto found = entries_.find(app.text());
    if (found == entries_.end()) co_return furtka::fail(not_installed(app.text()));
    if (found->second) found->second->stand_ins = std::move(stand_ins);
    co_return Result<void>{};
}

Task<Result<void>> FakeInstalledApps::write_network_override(AppName app, std::string text)
{
    CO_CHECK(co_await enter("write_network_override " + app.text()));
    const auto found = entries_.find(app.text());
    if (found == entries_.end()) co_return furtka::fail(not_installed(app.text()));
    if (found->second) found->second->network_override = !text.empty();
    if (text.empty()) {
        overrides_.erase(app.text());
    } else {
        overrides_.insert_or_assign(app.text(), std::move(text));
    }
    co_return Result<void>{};
}

Task<Result<void>> FakeInstalledApps::remove(AppName app)
{
    CO_CHECK(co_await enter("remove " + app.text()));
    entries_.erase(app.text());
    previous_.erase(app.text());
    overrides_.erase(app.text());
    tell(app.text());
    co_return Result<void>{};
}

Task<Result<void>> FakeInstalledApps::follow(std::function<void(std::string_view name)> sink)
{
    const Registration registration(followers_, next_follower_++, std::move(sink));
    hold("follow");
    co_return co_await look("follow");
}

Task<Result<std::optional<std::string>>> FakeDrafts::read(AppName app)
{
    CO_CHECK(co_await look("read " + app.text()));
    const auto found = texts.find(app.text());
    if (found == texts.end()) co_return std::optional<std::string>();
    co_return std::optional<std::string>(found->second);
}

Task<Result<void>> FakeDrafts::write(AppName app, std::string env)
{
    CO_CHECK(co_await enter("write " + app.text()));
    texts.insert_or_assign(app.text(), std::move(env));
    co_return Result<void>{};
}

Task<Result<void>> FakeDrafts::remove(AppName app)
{
    CO_CHECK(co_await enter("remove " + app.text()));
    texts.erase(app.text());
    co_return Result<void>{};
}

} // namespace furtka::test
