// adapters/disk/export_parts.hpp — what the files of exports have in common on the disk.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <sys/stat.h>
#include <utility>

namespace furtka {

/// The error of a file operation, which speaks of the apps' folder, as one of the exports' folder.
inline Error told_of_exports(Error error)
{
    if (error.key == "apps_dir") error.key = "exports_dir";
    return error;
}

template <class T>
Result<T> as_exports(Result<T> result)
{
    if (!result) return fail(told_of_exports(std::move(result).error()));
    return result;
}

/// Names of an export in its folder: whole, being written, and the copy of the app's files while they are written.
inline std::string whole_name(const std::string& id) { return id + ".furtka"; }
inline std::string half_name(const std::string& id) { return id + ".part"; }
inline std::string copy_name(const std::string& id) { return id + ".app"; }

/// 0: it cannot be looked at.
inline std::uint64_t bytes_in(int file)
{
    struct stat info{};
    return fstat(file, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

} // namespace furtka
