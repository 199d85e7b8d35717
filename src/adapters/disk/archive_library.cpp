#include "adapters/disk/archive_library.hpp"

#include <dlfcn.h>
#include <string>

namespace furtka {
namespace {

std::unexpected<Error> no_libarchive(std::string found)
{
    return fail({.kind = ErrorKind::unavailable,
        .key = "libarchive_missing",
        .message = "wanted libarchive.so.13 to unpack an archive, found: " + std::move(found),
        .hint = "install Debian's libarchive13 (libarchive13t64 in Debian 13)"});
}

Result<ArchiveLibrary> load_libarchive()
{
    void* library = ::dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return no_libarchive(::dlerror());
    ArchiveLibrary found;
    bool all = true;
    const auto find = [&](const char* name, auto& into) {
        into = reinterpret_cast<std::remove_reference_t<decltype(into)>>(::dlsym(library, name));
        all = all && into != nullptr;
    };
    find("archive_read_new", found.read_new);
    find("archive_read_free", found.read_free);
    find("archive_read_support_filter_gzip", found.support_gzip);
    find("archive_read_support_format_tar", found.support_tar);
    find("archive_read_support_format_zip", found.support_zip);
    find("archive_read_open_fd", found.open_fd);
    find("archive_read_open_memory", found.open_memory);
    find("archive_read_open", found.open_callbacks);
    find("archive_read_next_header", found.next_header);
    find("archive_read_data", found.data);
    find("archive_filter_bytes", found.filter_bytes);
    find("archive_error_string", found.error_string);
    find("archive_entry_pathname", found.pathname);
    find("archive_entry_pathname_utf8", found.pathname_utf8);
    find("archive_entry_hardlink", found.hardlink);
    find("archive_entry_hardlink_utf8", found.hardlink_utf8);
    find("archive_entry_filetype", found.filetype);
    find("archive_entry_perm", found.perm);
    find("archive_entry_size", found.size);
    find("archive_entry_size_is_set", found.size_is_set);
    if (!all) return no_libarchive("a library without the functions needed");
    return found;
}

} // namespace

Result<const ArchiveLibrary*> ArchiveLibrary::get()
{
    static const Result<ArchiveLibrary> library = load_libarchive();
    if (!library) return fail(library.error());
    return &*library;
}

} // namespace furtka
