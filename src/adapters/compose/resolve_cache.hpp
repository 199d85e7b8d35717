// adapters/compose/resolve_cache.hpp — what Compose made of each app's files, kept in memory and on disk.
#pragma once

#include "base/result.hpp"
#include "ports/compose.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

/// One entry an app folder, replaced when its fingerprint changes. On disk so that a start of the daemon costs no process:
/// mode 0600, without any value of `.env`. Refusals (`compose_invalid`) are kept in memory only: they may quote the files.
/// A cache that cannot be read or written is no error: Compose is asked.
class ResolveCache {
public:
    /// Empty: in memory only. The folder is made (mode 0700) at the first write.
    explicit ResolveCache(std::filesystem::path folder) : folder_(std::move(folder)) { }

    std::optional<Result<ResolvedProject>> find(const ComposeProject& project, const std::string& fingerprint);
    void keep(const ComposeProject& project, const std::string& fingerprint, const Result<ResolvedProject>& answer);

    /// The version a program told, by its identity.
    std::optional<std::string> find_version(std::string_view program) const;
    void keep_version(std::string_view program, std::string_view version) const;

private:
    struct Entry {
        std::string fingerprint;
        Result<ResolvedProject> answer;
    };
    void remember(const std::string& name, Entry entry);
    std::optional<std::string> read(const std::string& name) const;
    void write(const std::string& name, std::string_view text) const;

    std::filesystem::path folder_;
    std::map<std::string, Entry> entries_;
};

} // namespace furtka
