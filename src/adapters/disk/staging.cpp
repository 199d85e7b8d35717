#include "adapters/disk/staging.hpp"

#include "adapters/disk/app_reader.hpp"
#include "adapters/disk/app_state_file.hpp"
#include "adapters/disk/copy.hpp"
#include "adapters/disk/files.hpp"
#include "adapters/disk/replace.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <unistd.h>

namespace furtka {

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
    CHECK(write_state(staging.get(), state));
    paths.emplace_back(".furtka/state.json");
    CHECK(read_app_folder(staging.get(), folder.source, {ManifestRule::install, app_, ErrorKind::invalid}));
    if (fsync(staging.get()) != 0) return fail(disk_error(errno, "write the folder of " + app_));
    if (installed) CHECK(prepare_replace(root_, app_, paths));
    return StagedFiles{std::move(paths)};
}

Result<void> Staging::put_in_place(const StagedFiles& files) const
{
    if (!exists_in(root_, app_)) return rename_in(root_, name_, app_);
    return replace_files(root_, app_, name_, files.paths);
}

} // namespace furtka
