// support/fake_folders.hpp — app folders in memory: the catalog, the apps root and the drafts.
#pragma once

#include "ports/app_sources.hpp"
#include "ports/drafts.hpp"
#include "ports/installed_apps.hpp"
#include "support/fake_calls.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace furtka::test {

/// A folder with a valid manifest, `docker-compose.yaml`, and no settings, volumes or `.env`.
AppFolder sample_app(const std::string& name);

/// Entries of the catalog are at `/catalog/<name>`. Nothing is recorded; `list`, `find blog` and `read_folder /x` can fail.
class FakeAppSources : public AppSources, public FakeCalls {
public:
    /// In the catalog, under the name in its manifest.
    void offers(AppFolder folder);
    void offers_broken(const std::string& name, Error reason);
    /// A folder of the owner's, for `read_folder`.
    void has_folder(std::filesystem::path path, AppFolder folder);
    /// A file in the folder of an app of the catalog.
    void has_file(const std::string& app, const std::string& path, std::string text)
    {
        files_[app + "/" + path] = std::move(text);
    }
    void withdraws(const std::string& name) { catalog_.erase(name); }

    std::vector<std::string> order; ///< as `look_through` was told

    /// The folder of a path, in the catalog or not.
    Result<AppFolder> at(const std::filesystem::path& path) const;

    void look_through(std::vector<std::string> catalogs) override { order = std::move(catalogs); }
    Task<Result<std::vector<AvailableEntry>>> list() override;
    Task<Result<AppFolder>> find(AppName app) override;
    Task<Result<AppFolder>> find_in(std::string, AppName app) override { return find(std::move(app)); }
    Task<Result<std::string>> read_file(AppName app, std::string path, std::size_t most) override;
    Task<Result<AppFolder>> read_folder(std::filesystem::path folder) override;

private:
    std::map<std::string, Result<AppFolder>> catalog_;
    std::map<std::string, std::string> files_;
    std::map<std::filesystem::path, AppFolder> folders_;
};

/// Recorded: `put blog`, `restore_previous blog`, `drop_previous blog`, `write_env blog`, `write_intent blog stop`,
/// `write_stand_ins blog`, `write_network_override blog`, `remove blog`.
/// `list`, `read blog`, `contains blog` and `follow` can fail and be held.
class FakeInstalledApps : public InstalledApps, public FakeCalls {
public:
    /// `put` takes its folders from `sources`.
    explicit FakeInstalledApps(FakeAppSources& sources) : sources_(sources) { }

    /// Installed at `/apps/<name>`, under the name in its manifest.
    void has(AppFolder folder);
    void has_broken(const std::string& name, Error reason, const std::string& env = "");
    void loses(const std::string& name) { entries_.erase(name); }

    /// The folder, for assertions. Fails the test by an exception when it is not there or broken.
    const AppFolder& at(const std::string& name) const { return entries_.at(name).value(); }
    bool has_app(const std::string& name) const { return entries_.contains(name); }
    std::vector<std::string> app_names() const; ///< of those that are not broken
    bool has_previous(const std::string& name) const { return previous_.contains(name); }
    /// `.env` as written, or empty.
    std::string env_text(const std::string& name) const;
    std::string network_override(const std::string& name) const;

    std::map<std::string, std::string> scripts; ///< text by `<app>/<path>`

    /// Tells followers that a folder changed; an empty name is "anything".
    void tell(std::string_view name);

    Task<Result<std::vector<InstalledEntry>>> list() override;
    Task<Result<AppFolder>> read(AppName app) override;
    Task<Result<bool>> contains(AppName app) override;
    Task<Result<std::optional<EnvFile>>> read_env(AppName app) override;
    Task<Result<AppFolder>> put(AppName app, NewFolder folder) override;
    Task<Result<void>> restore_previous(AppName app) override;
    Task<Result<void>> drop_previous(AppName app) override;
    Task<Result<std::string>> read_script(AppName app, std::string relative_path) override;
    Task<Result<void>> write_env(AppName app, std::string text) override;
    Task<Result<void>> write_intent(AppName app, Intent intent) override;
    Task<Result<void>> write_accepted_permissions(AppName app, std::vector<std::string> ids) override;
    Task<Result<void>> write_move_in(AppName app, MoveInRecord record) override;
    Task<Result<void>> write_stand_ins(AppName app, std::vector<StandIn> stand_ins) override;
    Task<Result<void>> write_network_override(AppName app, std::string text) override;
    Task<Result<void>> remove(AppName app) override;
    Task<Result<void>> follow(std::function<void(std::string_view name)> sink) override;

private:
    FakeAppSources& sources_;
    std::map<std::string, Result<AppFolder>> entries_;
    std::map<std::string, Result<AppFolder>> previous_;
    std::map<std::string, std::string> overrides_;
    std::map<std::string, std::string> broken_envs_; ///< `.env` of folders that are broken
    std::map<int, std::function<void(std::string_view)>> followers_;
    int next_follower_ = 0;
};

/// Recorded: `write blog`, `remove blog`.
class FakeDrafts : public Drafts, public FakeCalls {
public:
    std::map<std::string, std::string> texts;

    Task<Result<std::optional<std::string>>> read(AppName app) override;
    Task<Result<void>> write(AppName app, std::string env) override;
    Task<Result<void>> remove(AppName app) override;
};

} // namespace furtka::test
