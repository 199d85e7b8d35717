#include "adapters/compose/resolve_cache.hpp"

#include "adapters/compose/model_json.hpp"
#include "base/base64.hpp"
#include "base/log.hpp"
#include "base/owned_fd.hpp"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka {
namespace {

constexpr std::size_t most_entries = 1'000;
constexpr std::size_t largest_entry = 1 << 20; ///< bytes on disk

std::string entry_name(const ComposeProject& project)
{
    std::string key = project.app.text() + '\0' + project.folder.string();
    for (const auto& file : project.files) key += '\0' + file;
    std::array<unsigned char, 16> bytes;
    crypto_generichash(
        bytes.data(), bytes.size(), reinterpret_cast<const unsigned char*>(key.data()), key.size(), nullptr, 0);
    return hex_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool write_all(int fd, std::string_view text)
{
    while (!text.empty()) {
        const auto size = ::write(fd, text.data(), text.size());
        if (size < 0 && errno != EINTR) return false;
        if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

} // namespace

std::optional<Result<ResolvedProject>> ResolveCache::find(const ComposeProject& project, const std::string& fingerprint)
{
    const auto name = entry_name(project);
    const auto known = entries_.find(name);
    if (known != entries_.end() && known->second.fingerprint == fingerprint) return known->second.answer;
    if (known != entries_.end()) return std::nullopt;

    const auto text = read(name);
    if (!text) return std::nullopt;
    auto cached = parse_cached_project(*text);
    if (!cached || cached->fingerprint != fingerprint) return std::nullopt;
    remember(name, {fingerprint, cached->project});
    return std::move(cached->project);
}

void ResolveCache::keep(const ComposeProject& project, const std::string& fingerprint, const Result<ResolvedProject>& answer)
{
    const auto name = entry_name(project);
    remember(name, {fingerprint, answer});
    if (!answer) return;
    const auto text = to_json({fingerprint, *answer});
    // What the short form cannot hold must not come back different after a restart.
    const auto again = parse_cached_project(text);
    const bool same = again && again->project.model == answer->model && again->project.hashes == answer->hashes;
    if (same) write(name, text);
}

std::optional<std::string> ResolveCache::find_version(std::string_view program) const
{
    const auto text = read("program");
    if (!text || program.empty()) return std::nullopt;
    const auto end = text->find('\n');
    if (end == std::string::npos || std::string_view(*text).substr(0, end) != program) return std::nullopt;
    return text->substr(end + 1);
}

void ResolveCache::keep_version(std::string_view program, std::string_view version) const
{
    write("program", std::string(program) + '\n' + std::string(version));
}

void ResolveCache::remember(const std::string& name, Entry entry)
{
    if (entries_.size() >= most_entries) entries_.clear();
    entries_.insert_or_assign(name, std::move(entry));
}

std::optional<std::string> ResolveCache::read(const std::string& name) const
{
    if (folder_.empty()) return std::nullopt;
    const OwnedFd file(open((folder_ / name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat info{};
    if (file.get() < 0 || fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
    if (info.st_size > static_cast<off_t>(largest_entry)) return std::nullopt;
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    const auto size = ::read(file.get(), text.data(), text.size());
    if (size != info.st_size) return std::nullopt;
    return text;
}

void ResolveCache::write(const std::string& name, std::string_view text) const
{
    if (folder_.empty() || text.size() > largest_entry) return;
    std::error_code ignored;
    std::filesystem::create_directories(folder_.parent_path(), ignored);
    mkdir(folder_.c_str(), 0700);
    const auto path = folder_ / name;
    const auto temporary = path.string() + ".tmp";
    unlink(temporary.c_str());
    const OwnedFd file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    // Not fsynced: a torn or lost entry is asked for again.
    if (file.get() >= 0 && write_all(file.get(), text) && rename(temporary.c_str(), path.c_str()) == 0) return;
    log::debug("compose cache not written", {{"folder", folder_.string()}, {"reason", std::strerror(errno)}});
    unlink(temporary.c_str());
}

} // namespace furtka
