// ports/catalog_fetch.hpp — catalogs of elsewhere, brought here and proven.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/minisign.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace furtka {

struct DownloadLimits {
    std::uint64_t bytes = 64ULL << 20;
    std::chrono::seconds time{600}; ///< for all of it
    std::chrono::seconds silence{30}; ///< without at least 1,000 bytes a second
};

/// Files of the web. Certificates are checked; at most five redirects, never from https to http.
class Downloads {
public:
    virtual ~Downloads() = default;

    /// Into a new file. unavailable `catalog_unreachable`; not_found `catalog_missing` (404, 410); upstream
    /// `catalog_refused` (another status); too_large `catalog_too_large`; timeout `time_limit`; no_space `disk_full`;
    /// cancelled `cancelled`, also by cancelling the task.
    virtual Task<Result<void>> fetch(
        std::string address, std::string ca_file, std::filesystem::path to, DownloadLimits limits) = 0;
    /// Into memory. The same errors.
    virtual Task<Result<std::string>> fetch_text(std::string address, std::string ca_file, DownloadLimits limits) = 0;
};

/// Git repositories of elsewhere. An empty ref is the repository's own choice. unavailable `catalog_unreachable` (in git's
/// own words), `git_missing`; not_found `catalog_ref_missing`; timeout `time_limit`; no_space `disk_full`; cancelled
/// `cancelled`.
class GitRemote {
public:
    virtual ~GitRemote() = default;

    /// The commit that a branch or tag is at. Nothing is fetched.
    virtual Task<Result<std::string>> revision(std::string address, std::string ref, std::string ca_file) = 0;
    /// The newest commit's files as a tar in a new file; `side` is a folder for what git needs meanwhile. The commit.
    /// too_large `archive_too_large`.
    virtual Task<Result<std::string>> archive(
        std::string address, std::string ref, std::string ca_file, std::filesystem::path side, std::filesystem::path to) = 0;
};

/// Signatures and hashes of files.
class FileProofs {
public:
    virtual ~FileProofs() = default;

    /// 64 hexadecimal digits. unavailable `apps_dir`: the file cannot be read.
    virtual Task<Result<std::string>> sha256(std::filesystem::path file) = 0;
    /// denied `signature_key` (made with another key) | `signature_bad` (the file or the trusted comment was changed).
    virtual Task<Result<void>> verify(std::filesystem::path file, SigningKey key, FileSignature signature) = 0;
};

} // namespace furtka
