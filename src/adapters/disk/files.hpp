// adapters/disk/files.hpp — reading and writing below a folder without ever leaving it.
//
// Every call takes an open folder and a relative path. Nothing here follows a symbolic link out of that folder (openat2 with
// RESOLVE_BENEATH, Linux 5.6), opens a device or waits for a FIFO.
#pragma once

#include "base/owned_fd.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace furtka {

/// no_space `disk_full` for ENOSPC and EDQUOT, unavailable `apps_dir` for all others. `what` names the action: `write .env
/// of blog`.
Error disk_error(int number, std::string_view what);

struct TextRead {
    enum class Kind {
        absent,
        read,
        outside, ///< a symbolic link out of the folder, or one that leads nowhere
        not_a_file, ///< a folder, FIFO, device or socket
        unreadable, ///< `number` says why
    } kind = Kind::absent;
    std::string text; ///< of a larger file the first `most` + 1 bytes: the reader of the text says that it is too large
    int number = 0;
};
/// Whether that name is a symbolic link, wherever it leads.
bool is_link(int folder, const std::string& path);

TextRead read_text(int folder, const std::string& path, std::size_t most);

/// A folder itself, not a link to one. errno says why not.
OwnedFd open_folder(int at, const std::string& name);
/// The same by absolute path; links on the way are followed.
OwnedFd open_folder(const std::filesystem::path& path);
/// Makes a folder if there is none and opens it.
Result<OwnedFd> make_folder(int at, const std::string& name, mode_t mode);

/// Replaces a file in one step: a temporary file with `mode` from its first byte, fsync, rename, fsync of the folder.
Result<void> write_text(int folder, const std::string& name, std::string_view text, mode_t mode);
bool write_all(int file, std::string_view text);
/// An absent one is success.
Result<void> remove_file(int folder, const std::string& name);
/// Deletes a file, a link or a folder with all that is in it; links are not followed. An absent one is success.
Result<void> remove_tree(int at, const std::string& name);

/// Renames within one folder and makes it last.
Result<void> rename_in(int folder, const std::string& from, const std::string& to);

/// Renames a tree to a hidden name, then deletes it: a kill in between leaves nothing that looks whole.
Result<void> discard(int at, const std::string& name, std::string_view app);
/// Names that start so are leftovers of a daemon that was killed.
inline constexpr std::string_view trash_prefix = ".trash-";
inline constexpr std::string_view staging_prefix = ".staging-";

/// Whether anything of that name is there, whatever it is.
bool exists_in(int folder, const std::string& name);
/// Names in a folder, without `.` and `..`, in order; at most `most`.
std::vector<std::string> names_in(int folder, std::size_t most = 100'000);

/// `.staging-blog-4f1c…`: names that start with a dot are no apps.
std::string hidden_name(std::string_view prefix, std::string_view app);

} // namespace furtka
