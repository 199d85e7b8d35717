#include "adapters/disk/disk_app_texts.hpp"

#include "adapters/disk/app_reader.hpp"
#include "adapters/disk/app_state_file.hpp"
#include "adapters/disk/copy_small.hpp"
#include "adapters/disk/files.hpp"
#include "base/log.hpp"
#include "domain/compose_files.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <functional>

namespace furtka {
namespace {

constexpr std::string_view edit_look_prefix = ".look-";
constexpr const char* edits_file = "edits.json";
constexpr std::size_t largest_edits = 32UL << 20; ///< ten texts of the largest kind, escaped
/// As Compose looks for them.
constexpr std::array override_file_names{
    "compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"};

Result<OwnedFd> open_edited_app(const std::filesystem::path& apps, const AppName& app)
{
    const OwnedFd root = open_folder(apps);
    OwnedFd folder = root ? open_folder(root.get(), app.text()) : OwnedFd();
    if (folder) return folder;
    return fail(app_not_installed(app.text()));
}

template <std::size_t count>
std::string name_there(int folder, const std::array<const char*, count>& names)
{
    for (const auto* name : names) {
        if (exists_in(folder, name)) return name;
    }
    return names.front();
}

Result<AppText> read_app_text(int folder, const AppName& app, std::string name)
{
    auto read = read_text(folder, name, largest_edit);
    if (read.kind == TextRead::Kind::absent) return AppText{.name = std::move(name), .text = "", .there = false};
    if (read.kind != TextRead::Kind::read) {
        return fail({.kind = ErrorKind::broken,
            .key = "folder_file",
            .message = fmt::format("{} of {} is no regular file inside its folder", name, app.text()),
            .hint = "put a file of that name in the folder"});
    }
    if (read.text.size() > largest_edit) {
        return fail({.kind = ErrorKind::too_large,
            .key = "edit_text",
            .message = fmt::format("{} of {} is larger than {} KiB", name, app.text(), largest_edit >> 10),
            .hint = "edit it on the server"});
    }
    return AppText{.name = std::move(name), .text = std::move(read.text), .there = true};
}

Result<AppTexts> read_app_texts(const std::filesystem::path& apps, const AppName& app)
{
    TRY(const OwnedFd folder, open_edited_app(apps, app));
    AppTexts texts;
    TRY(texts.compose, read_app_text(folder.get(), app, name_there(folder.get(), compose_file_names)));
    TRY(texts.override_file, read_app_text(folder.get(), app, name_there(folder.get(), override_file_names)));
    return texts;
}

Result<std::filesystem::path> stage_edit(const std::filesystem::path& apps, const std::filesystem::path& side,
    const AppName& app, const std::vector<std::string>& data, const std::string& name, const std::string& text)
{
    TRY(const OwnedFd source, open_edited_app(apps, app));
    std::error_code ignored; // the folder's own error says more
    std::filesystem::create_directories(side.parent_path(), ignored);
    const OwnedFd parent = open_folder(side.parent_path());
    if (!parent) return fail(disk_error(errno, "open " + side.parent_path().string()));
    TRY(const OwnedFd root, make_folder(parent.get(), side.filename().string(), 0700));
    const auto look = hidden_name(edit_look_prefix, app.text());
    const auto fill = [&]() -> Result<void> {
        TRY(const OwnedFd folder, make_folder(root.get(), look, 0700));
        CHECK(copy_small(source.get(), folder.get(), data, SmallLimits{}));
        return write_text(folder.get(), name, text, 0644);
    };
    const auto filled = fill();
    if (filled) return side / look;
    (void)remove_tree(root.get(), look);
    return fail(filled.error());
}

} // namespace

DiskAppTexts::DiskAppTexts(std::filesystem::path apps, std::filesystem::path side, WorkerPool& workers)
    : apps_(std::move(apps)), side_(std::move(side)), workers_(workers)
{
    const OwnedFd root = open_folder(side_);
    if (!root) return;
    for (const auto& name : names_in(root.get())) {
        if (name.starts_with(edit_look_prefix)) (void)remove_tree(root.get(), name);
    }
}

Task<Result<AppTexts>> DiskAppTexts::read(AppName app) { co_return read_app_texts(apps_, app); }

Task<Result<std::filesystem::path>> DiskAppTexts::stage(
    AppName app, std::vector<std::string> data, std::string name, std::string text)
{
    using Staged = Result<std::filesystem::path>;
    std::function<Staged()> work = [apps = apps_, side = side_, app = std::move(app), data = std::move(data),
                                       name = std::move(name),
                                       text = std::move(text)] { return stage_edit(apps, side, app, data, name, text); };
    auto staged = co_await workers_.run<Staged>(std::move(work));
    co_return staged;
}

Task<void> DiskAppTexts::drop(std::filesystem::path staged)
{
    std::function<void()> work = [side = side_, name = staged.filename().string()] {
        const OwnedFd root = open_folder(side);
        if (!root || !name.starts_with(edit_look_prefix)) return;
        if (const auto gone = remove_tree(root.get(), name); !gone)
            log::warning("leftover not deleted", {{"name", name}, {"reason", gone.error().message}});
    };
    co_await workers_.run<void>(std::move(work));
}

Task<std::vector<EditVersion>> DiskAppTexts::versions(AppName app)
{
    const auto folder = open_edited_app(apps_, app);
    const OwnedFd own = folder ? open_folder(folder->get(), own_folder) : OwnedFd();
    if (!own) co_return std::vector<EditVersion>();
    const auto read = read_text(own.get(), edits_file, largest_edits);
    if (read.kind != TextRead::Kind::read) co_return std::vector<EditVersion>();
    co_return parse_edit_versions(read.text);
}

Task<Result<void>> DiskAppTexts::keep_versions(AppName app, std::vector<EditVersion> versions)
{
    CO_TRY(const OwnedFd folder, open_edited_app(apps_, app));
    CO_TRY(const OwnedFd own, make_folder(folder.get(), own_folder, 0755));
    co_return write_text(own.get(), edits_file, to_json(versions), 0600);
}

} // namespace furtka
