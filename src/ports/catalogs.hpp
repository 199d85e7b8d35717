// ports/catalogs.hpp — the catalogs the owner added, and what is in place of each, on disk.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/catalog.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// `catalogs.json` and `catalogs-status.json` of the state folder.
class CatalogList {
public:
    virtual ~CatalogList() = default;

    /// In the owner's order. Absent: none. broken `catalogs_file`.
    virtual Task<Result<std::vector<CatalogSource>>> read() = 0;
    /// no_space `disk_full`, unavailable `apps_dir`.
    virtual Task<Result<void>> write(std::vector<CatalogSource> sources) = 0;

    /// How the last syncs ended, by catalog.
    virtual Task<std::map<std::string, CatalogStatus>> read_statuses() = 0;
    virtual Task<Result<void>> write_statuses(std::map<std::string, CatalogStatus> statuses) = 0;
};

/// What a catalog to the side holds.
struct CatalogContent {
    std::string digest; ///< `sha256:…` of every file's path and text; empty unless it was asked for
    std::optional<std::int64_t> serial;
    std::size_t apps = 0;
};

/// Catalogs as folders of app folders. What is made to the side is deleted at the next start if it was never put in place.
/// All but `state` may wait for the disk. no_space `disk_full`, unavailable `apps_dir`. Unpacking ends early when the task
/// is cancelled: `cancelled`.
class CatalogTrees {
public:
    enum class Digest { no, yes };

    virtual ~CatalogTrees() = default;

    /// What is in place; none: nothing was ever.
    virtual Task<std::optional<CatalogState>> state(std::string catalog) = 0;

    /// A new empty folder to the side.
    virtual Task<Result<std::filesystem::path>> begin(std::string catalog) = 0;
    /// Deletes it with all that is in it.
    virtual Task<void> give_up(std::filesystem::path side) = 0;

    /// Unpacks a file (tar, also packed by gzip; zip) into the side folder. The errors of ArchiveGuard; invalid
    /// `archive_format`: it is not such a file, or ends too early.
    virtual Task<Result<void>> unpack(std::filesystem::path side, std::filesystem::path file) = 0;
    /// Copies a folder of the owner's into it. not_found `catalog_missing`; invalid `folder_symlink`, `folder_file`;
    /// too_large `folder_too_large`.
    virtual Task<Result<void>> copy(std::filesystem::path side, std::filesystem::path folder) = 0;

    /// Reads catalog.json and every app in the side folder, and keeps nothing there but the apps. invalid `catalog_note`,
    /// `catalog_empty` (no app), `catalog_app` (one that cannot be read, with the reason; detail `app`).
    virtual Task<Result<CatalogContent>> examine(std::filesystem::path side, Digest digest) = 0;

    /// The catalog in one step; what was in place stays readable until the next one is unpacked.
    virtual Task<Result<void>> put_in_place(std::string catalog, std::filesystem::path side, CatalogState state) = 0;
    /// An absent one is success.
    virtual Task<Result<void>> remove(std::string catalog) = 0;
};

} // namespace furtka
