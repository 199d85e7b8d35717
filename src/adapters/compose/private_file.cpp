#include "adapters/compose/private_file.hpp"

#include "base/owned_fd.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka {
namespace {

constexpr std::string_view prefix = "env-";

std::unexpected<Error> not_written(const std::filesystem::path& path, int number)
{
    return fail({.kind = number == ENOSPC ? ErrorKind::no_space : ErrorKind::unavailable,
        .key = "private_file",
        .message = fmt::format("a file for Compose could not be written at {}: {}", path.string(), std::strerror(number))});
}

} // namespace

Result<PrivateFile> PrivateFile::write(const std::filesystem::path& folder, std::string_view text)
{
    std::error_code problem;
    const auto parent = folder.empty() ? std::filesystem::temp_directory_path(problem) : folder;
    if (!folder.empty()) {
        std::filesystem::create_directories(folder.parent_path(), problem);
        mkdir(folder.c_str(), 0700);
    }
    auto name = (parent / (std::string(prefix) + "XXXXXX")).string();
    const OwnedFd file(mkostemp(name.data(), O_CLOEXEC)); // 0600
    if (file.get() < 0) return not_written(parent, errno);
    PrivateFile written{name};
    while (!text.empty()) {
        const auto size = ::write(file.get(), text.data(), text.size());
        if (size < 0 && errno != EINTR) return not_written(parent, errno);
        if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
    }
    return written;
}

void PrivateFile::remove_leftovers(const std::filesystem::path& folder)
{
    std::error_code problem;
    if (folder.empty()) return;
    for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(prefix)) std::filesystem::remove(entry.path(), problem);
    }
}

PrivateFile::~PrivateFile()
{
    if (!path_.empty()) unlink(path_.c_str());
}

} // namespace furtka
