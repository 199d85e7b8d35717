// domain/catalog.hpp — a catalog the owner added: where it is, and what is trusted of it.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class CatalogKind { folder, git, archive };
std::string_view to_text(CatalogKind kind); ///< `folder`, `git`, `archive`
std::optional<CatalogKind> catalog_kind(std::string_view text);

struct CatalogSource {
    std::string name;
    CatalogKind kind = CatalogKind::folder;
    std::string location; ///< absolute path, or an address
    std::string ref; ///< git only: branch or tag; empty: the repository's own choice
    std::string key; ///< archive only: minisign public key; content it did not sign is never taken
    std::string sha256; ///< archive only: of the one file that is taken
    std::string ca_file; ///< further certificates to trust; may be empty
    bool operator==(const CatalogSource&) const = default;
};

/// What is in place of a catalog.
struct CatalogState {
    std::string revision; ///< a commit, or `sha256:…` of an archive or of what a folder held
    std::optional<std::int64_t> serial; ///< of its catalog.json
    std::optional<std::int64_t> signed_at; ///< of its signature's trusted comment, seconds
    std::string signature; ///< text of the signature file
    std::string key; ///< that it was proven with
    std::chrono::sys_time<std::chrono::milliseconds> synced_at{};
    std::size_t apps = 0;
    bool operator==(const CatalogState&) const = default;
};

/// How the last sync ended.
struct CatalogStatus {
    std::chrono::sys_time<std::chrono::milliseconds> tried_at{}; ///< epoch: never
    std::optional<Error> failed;
    bool operator==(const CatalogStatus&) const = default;
};

struct SyncOutcome {
    bool changed = false; ///< what is in place is another revision than before
    CatalogState state;
};
/// `{"changed", "revision", "serial", "apps"}`
std::string to_json(const SyncOutcome& outcome);

/// The apps that came with Furtka: always there, always last.
inline constexpr std::string_view bundled_catalog = "bundled";
/// The owner's own apps: always there, always first.
inline constexpr std::string_view own_catalog = "own";
inline constexpr std::size_t most_catalogs = 50;

/// The kind a location has when nothing is said: a path is a folder; an address is an archive by its ending, else a Git
/// repository.
CatalogKind guessed_kind(std::string_view location);

/// invalid `catalog_name` | `catalog_location` (not a path or address of its kind; plain HTTP beyond loopback for what is
/// neither signed nor pinned; a user or password in it) | `catalog_ref` | `catalog_key` | `catalog_sha256` |
/// `catalog_unpinned` (an archive without key and sha256) | `catalog_member` (one that its kind has no use for).
Result<void> check_catalog(const CatalogSource& source);

/// Whether `offered` may follow `before`: a signed catalog never goes back. conflict `catalog_older` (its serial, or without
/// one the time of its signature, is lower, or is not told any more) | invalid `catalog_undated` (neither is told).
Result<void> check_not_older(const std::optional<CatalogState>& before, const CatalogState& offered);

/// When the next sync by itself is due. `chance` is from 0 to 65535: up to a tenth of the interval comes on top.
std::chrono::milliseconds catalog_wait(std::chrono::seconds interval, unsigned chance);

/// `catalogs.json`: the owner's list, in order. broken `catalogs_file`.
std::string to_json(const std::vector<CatalogSource>& sources);
Result<std::vector<CatalogSource>> parse_catalogs(std::string_view text);

std::string to_json(const CatalogState& state);
/// None: not what to_json wrote.
std::optional<CatalogState> parse_catalog_state(std::string_view text);

/// How syncs ended, by catalog. What cannot be read is left out: it is told again by the next sync.
std::string to_json(const std::map<std::string, CatalogStatus>& statuses);
std::map<std::string, CatalogStatus> parse_catalog_statuses(std::string_view text);

/// `catalog.json` at the top of a catalog; all of it may be absent.
struct CatalogNote {
    std::optional<std::int64_t> serial; ///< goes up with each revision
    std::string apps; ///< the folder of the app folders, inside the catalog
    bool operator==(const CatalogNote&) const = default;
};
/// invalid `catalog_note`.
Result<CatalogNote> parse_catalog_note(std::string_view text);

} // namespace furtka
