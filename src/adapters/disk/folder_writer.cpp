#include "adapters/disk/folder_writer.hpp"

#include "adapters/disk/files.hpp"
#include "domain/path_rules.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>

namespace furtka {
namespace {

constexpr std::size_t largest_manifest_read = 1UL << 20;

Result<void> write_one(int folder, const std::string& path, std::string_view text)
{
    const auto slash = path.find('/');
    if (slash != std::string::npos) {
        TRY(const OwnedFd below, make_folder(folder, path.substr(0, slash), 0755));
        return write_one(below.get(), path.substr(slash + 1), text);
    }
    const mode_t mode = path.ends_with(".sh") ? 0755 : 0644;
    const OwnedFd file(openat(folder, path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (file.get() < 0 || !write_all(file.get(), text)) return fail(disk_error(errno, "write " + path));
    return {};
}

bool was_imported(int parent, const std::string& name)
{
    const OwnedFd folder = open_folder(parent, name);
    if (!folder) return false;
    const auto manifest = read_text(folder.get(), "manifest.json", largest_manifest_read);
    return manifest.kind == TextRead::Kind::read && manifest.text.contains("\"imported_from\"");
}

} // namespace

Result<void> write_app_folder(
    const std::filesystem::path& parent, const std::string& name, const std::map<std::string, std::string>& files)
{
    const OwnedFd root = open_folder(parent);
    if (!root) return fail(disk_error(errno, fmt::format("open {}", parent.string())));
    const bool there = exists_in(root.get(), name);
    if (there && !was_imported(root.get(), name)) {
        return fail({.kind = ErrorKind::conflict,
            .key = "import_exists",
            .message = fmt::format("{} is there already and was not imported", (parent / name).string()),
            .hint = "name another folder with --out"});
    }
    const auto aside = hidden_name(staging_prefix, name);
    const auto write = [&]() -> Result<void> {
        TRY(const OwnedFd folder, make_folder(root.get(), aside, 0755));
        for (const auto& [path, text] : files) {
            if (!stays_inside(path)) {
                return fail({.kind = ErrorKind::invalid,
                    .key = "folder_file",
                    .message = fmt::format("{} is no path inside an app folder", path)});
            }
            CHECK(write_one(folder.get(), path, text));
        }
        return {};
    };
    auto written = write();
    if (written && there) written = discard(root.get(), name, name);
    if (written && renameat(root.get(), aside.c_str(), root.get(), name.c_str()) != 0)
        written = fail(disk_error(errno, "put " + name + " in place"));
    if (!written) (void)remove_tree(root.get(), aside);
    return written;
}

} // namespace furtka
