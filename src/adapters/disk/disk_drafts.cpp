#include "adapters/disk/disk_drafts.hpp"

#include "adapters/disk/files.hpp"
#include "domain/env_file.hpp"

#include <cerrno>

namespace furtka {

Task<Result<std::optional<std::string>>> DiskDrafts::read(AppName app)
{
    const OwnedFd folder = open_folder(folder_);
    if (!folder) co_return std::optional<std::string>();
    auto text = read_text(folder.get(), app.text() + ".env", largest_env_file);
    if (text.kind == TextRead::Kind::read) co_return std::optional<std::string>(std::move(text.text));
    if (text.kind == TextRead::Kind::unreadable) co_return fail(disk_error(text.number, "read the draft of " + app.text()));
    co_return std::optional<std::string>();
}

Task<Result<void>> DiskDrafts::write(AppName app, std::string env)
{
    std::error_code ignored;
    std::filesystem::create_directories(folder_.parent_path(), ignored);
    const OwnedFd parent = open_folder(folder_.parent_path());
    if (!parent) co_return fail(disk_error(errno, "open the folder " + folder_.parent_path().string()));
    CO_TRY(const OwnedFd folder, make_folder(parent.get(), folder_.filename().string(), 0700));
    co_return write_text(folder.get(), app.text() + ".env", env, 0600);
}

Task<Result<void>> DiskDrafts::remove(AppName app)
{
    const OwnedFd folder = open_folder(folder_);
    if (!folder) co_return Result<void>{};
    co_return remove_file(folder.get(), app.text() + ".env");
}

} // namespace furtka
