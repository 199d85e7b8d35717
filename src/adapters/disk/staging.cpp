#include "adapters/disk/staging.hpp"

#include "adapters/disk/app_reader.hpp"
#include "adapters/disk/app_state_file.hpp"
#include "adapters/disk/author_files.hpp"
#include "adapters/disk/copy.hpp"
#include "adapters/disk/files.hpp"
#include "adapters/disk/replace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <unistd.h>

namespace furtka {
namespace {

/// What their author put into the folder and has no more, as long as nobody changed it.
std::vector<std::string> left_behind(int installed, std::string_view base)
{
    const auto read = read_text(installed, base_path, largest_base);
    const auto before = read.kind == TextRead::Kind::read ? parse_author_files(read.text) : std::nullopt;
    const auto after = parse_author_files(base);
    if (!before || !after) return {};
    std::vector<std::string> paths;
    for (const auto& [path, file] : *before) {
        if (!after->contains(path)) paths.push_back(path);
    }
    const auto there = read_author_files(installed, paths);
    std::erase_if(paths, [&](const auto& path) { return !there.contains(path) || there.at(path) != before->at(path); });
    return paths;
}

} // namespace

Staging::Staging(int root, std::string app) : root_(root), app_(std::move(app)), name_(hidden_name(staging_prefix, app_)) { }

Staging::~Staging()
{
    (void)remove_tree(root_, name_);
    abandon_replace(root_, app_);
}

Result<StagedFiles> Staging::fill(const NewFolder& folder) const
{
    const OwnedFd source = open_folder(folder.source);
    if (!source) {
        return fail({.kind = ErrorKind::not_found,
            .key = "source_missing",
            .message = fmt::format("there is no folder {} to install from", folder.source.string())});
    }
    TRY(const OwnedFd staging, make_folder(root_, name_, 0755));
    TRY(auto paths, copy_folder(source.get(), staging.get(), CopyLimits{}));
    if (!folder.env.empty()) {
        CHECK(write_text(staging.get(), ".env", folder.env, 0600));
        paths.emplace_back(".env");
    }
    const OwnedFd installed = open_folder(root_, app_);
    auto state = installed ? read_state(installed.get()) : AppStateFile{};
    state.installed_from = folder.installed_from;
    if (folder.accepted_permissions) state.accepted_permissions = folder.accepted_permissions;
    CHECK(write_state(staging.get(), state));
    paths.emplace_back(".furtka/state.json");
    auto gone = folder.gone;
    const auto base = folder.base ? *folder.base : to_json(read_author_files(staging.get()));
    if (base.empty()) {
        gone.emplace_back(base_path);
    } else {
        TRY(const OwnedFd own, make_folder(staging.get(), own_folder, 0700));
        CHECK(write_text(own.get(), "base.json", base, 0600));
        paths.emplace_back(base_path);
        if (installed) std::ranges::copy(left_behind(installed.get(), base), std::back_inserter(gone));
    }
    CHECK(read_app_folder(staging.get(), folder.source, {ManifestRule::install, app_, ErrorKind::invalid}));
    if (fsync(staging.get()) != 0) return fail(disk_error(errno, "write the folder of " + app_));
    std::erase_if(gone, [&](const auto& path) { return std::ranges::find(paths, path) != paths.end(); });
    if (installed) CHECK(prepare_replace(root_, app_, paths, gone));
    return StagedFiles{std::move(paths)};
}

Result<void> Staging::put_in_place(const StagedFiles& files) const
{
    if (!exists_in(root_, app_)) return rename_in(root_, name_, app_);
    return replace_files(root_, app_, name_, files.paths);
}

} // namespace furtka
