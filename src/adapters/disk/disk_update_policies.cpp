#include "adapters/disk/disk_update_policies.hpp"

#include "adapters/disk/app_state_file.hpp"
#include "adapters/disk/files.hpp"
#include "domain/policy_json.hpp"

#include <fmt/format.h>

#include <cerrno>

namespace furtka {
namespace {

constexpr const char* policies_file = "policy.json";
constexpr const char* own_folder = ".furtka";

Error unreadable(std::string_view whose, const std::string& found)
{
    return {.kind = ErrorKind::broken,
        .key = "policy_file",
        .message = fmt::format("policy.json of {} cannot be used: {}", whose, found),
        .hint = "mend it, or remove it to have the standard again"};
}

Result<UpdatePolicy> read_state(const std::filesystem::path& state)
{
    const OwnedFd folder = open_folder(state);
    if (!folder) return UpdatePolicy{};
    const auto read = read_text(folder.get(), policies_file, largest_policy_file);
    if (read.kind == TextRead::Kind::absent) return UpdatePolicy{};
    if (read.kind != TextRead::Kind::read) return fail(unreadable("the state folder", "it is no file that can be read"));
    auto policy = parse_update_policy(read.text, {});
    if (!policy) return fail(unreadable("the state folder", policy.error().message));
    return policy;
}

Result<OwnedFd> open_app(const std::filesystem::path& apps, const AppName& app)
{
    const OwnedFd root = open_folder(apps);
    if (!root) return fail(disk_error(errno, "open the apps folder"));
    OwnedFd folder = open_folder(root.get(), app.text());
    if (!folder) return fail(app_not_installed(app.text()));
    return folder;
}

Result<AppPolicy> read_app(const std::filesystem::path& apps, const AppName& app)
{
    TRY(const OwnedFd folder, open_app(apps, app));
    const auto read = read_text(folder.get(), policy_path, largest_policy_file);
    if (read.kind == TextRead::Kind::absent) return AppPolicy{};
    if (read.kind != TextRead::Kind::read) return fail(unreadable(app.text(), "it is no file that can be read"));
    auto policy = parse_app_policy(read.text, {});
    if (!policy) return fail(unreadable(app.text(), policy.error().message));
    return policy;
}

Result<void> write_app(const std::filesystem::path& apps, const AppName& app, const AppPolicy& policy)
{
    TRY(const OwnedFd folder, open_app(apps, app));
    TRY(const OwnedFd own, make_folder(folder.get(), own_folder, 0700));
    return write_text(own.get(), policies_file, to_json(policy) + "\n", 0600);
}

} // namespace

Task<Result<UpdatePolicy>> DiskUpdatePolicies::read_global()
{
    std::function<Result<UpdatePolicy>()> work = [state = state_] { return read_state(state); };
    auto policy = co_await pool_.run(std::move(work));
    co_return policy;
}

Task<Result<void>> DiskUpdatePolicies::write_global(UpdatePolicy policy)
{
    std::function<Result<void>()> work = [state = state_, policy = std::move(policy)]() -> Result<void> {
        const OwnedFd folder = open_folder(state);
        if (!folder) return fail(disk_error(errno, "open the state folder"));
        return write_text(folder.get(), policies_file, to_json(policy) + "\n", 0600);
    };
    auto written = co_await pool_.run(std::move(work));
    co_return written;
}

Task<Result<AppPolicy>> DiskUpdatePolicies::read(AppName app)
{
    std::function<Result<AppPolicy>()> work = [apps = apps_, app = std::move(app)] { return read_app(apps, app); };
    auto policy = co_await pool_.run(std::move(work));
    co_return policy;
}

Task<Result<void>> DiskUpdatePolicies::write(AppName app, AppPolicy policy)
{
    std::function<Result<void>()> work = [apps = apps_, app = std::move(app), policy = std::move(policy)] {
        return write_app(apps, app, policy);
    };
    auto written = co_await pool_.run(std::move(work));
    co_return written;
}

} // namespace furtka
