// domain/export_file.hpp — what an export of an app holds: its head in plain, its index, its parts and their order.
// docs/export.md tells the same byte for byte.
#pragma once

#include "base/result.hpp"
#include "domain/archive_guard.hpp"
#include "domain/names.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// Files are written in the oldest format that can tell what is in them: 1, or 2 with an image that is named by a digest or
/// a volume that is external to its compose file.
inline constexpr int newest_export_format = 2;
inline constexpr std::string_view export_magic = "FURTKA-EXPORT\r\n\x1a"; ///< 16 bytes
inline constexpr std::size_t largest_export_head = 16 * 1024; ///< bytes
inline constexpr std::size_t largest_export_index = 1024 * 1024; ///< bytes
inline constexpr std::size_t export_piece = 256 * 1024; ///< bytes of a part in one frame, at most
inline constexpr std::size_t shortest_passphrase = 8; ///< bytes
inline constexpr std::size_t longest_passphrase = 1024; ///< bytes

/// How a key is made of the passphrase: Argon2id (RFC 9106), version 1.3, one lane.
struct ExportKdf {
    std::uint64_t passes = 3;
    std::uint64_t memory = 256ULL << 20; ///< bytes
    std::string salt; ///< 16 bytes
    bool operator==(const ExportKdf&) const = default;
};

enum class ExportSecrets {
    none, ///< the app has none
    included,
    left_out, ///< by the owner's word; they are made anew or asked for where it is installed
};
std::string_view to_text(ExportSecrets secrets);

/// In plain at the beginning of the file; what is in it is vouched for by the first frame.
struct ExportHead {
    int format = 1;
    std::string app;
    std::string version; ///< of the app
    std::string display_name;
    std::string made_at; ///< RFC 3339
    std::string furtka; ///< version of the program that wrote it
    std::string architecture; ///< of the images: `amd64`
    bool data = false; ///< volume data is in it
    ExportSecrets secrets = ExportSecrets::none;
    std::optional<ExportKdf> kdf; ///< none: anybody may read it
    bool operator==(const ExportHead&) const = default;
};

std::string to_json(const ExportHead& head);
/// invalid `export_format` (not such a file) | `export_newer` (a format that this Furtka does not know) | `export_kdf` (asks
/// for more work than is given to a file: 16 passes, 512 MiB) | the name's own.
Result<ExportHead> parse_export_head(std::string_view json);

/// invalid `passphrase_length`.
Result<void> check_passphrase(std::string_view passphrase);

/// An image as it was on the engine that it was taken from.
struct ExportedImage {
    std::string name; ///< as the compose file has it: `nginx:1`
    ImageId id;
    std::vector<std::string> layers; ///< diff ids, the lowest first: the same in every image store
    Digest digest; ///< by which the registry knew it, or empty
    std::uint64_t size = 0; ///< bytes on that engine
    std::string stored_as; ///< its name in the archive, `furtka/moving/blog:0`; empty: `name` is

    const std::string& in_archive() const { return stored_as.empty() ? name : stored_as; }
    bool operator==(const ExportedImage&) const = default;
};

/// Where data of an app lies.
struct DataPlace {
    enum class Kind {
        volume, ///< of the manifest: `furtka_<app>_<name>`
        project_volume, ///< that Compose makes: `<project>_<name>`
        folder, ///< in the app's own folder
        external_volume, ///< that the compose file only names, and that is the app's all the same
    } kind = Kind::volume;
    std::string name; ///< short name, key in the compose file, relative path, or the engine's name
    std::string text() const; ///< `volume data`, `folder config`
    auto operator<=>(const DataPlace&) const = default;
};

struct ExportIndex {
    std::vector<ExportedImage> images;
    std::vector<DataPlace> places; ///< with data in the file
    bool operator==(const ExportIndex&) const = default;
};

std::string to_json(const ExportIndex& index);
/// invalid `export_damaged`: not such a document, or names that no export has.
Result<ExportIndex> parse_export_index(std::string_view json);
/// invalid `export_damaged`: a name in the archive that is not one of this app's own.
Result<void> check_stored_names(std::string_view app, const ExportIndex& index);

struct ExportPart {
    enum class Kind {
        index, ///< JSON
        file, ///< of the app's folder
        env, ///< its `.env`
        images, ///< an archive as `docker save` writes it
        data, ///< of one place, a tar
    } kind = Kind::index;
    std::string path; ///< of a file: relative to the app's folder
    bool runnable = false; ///< of a file: mode 0755 instead of 0644
    DataPlace place; ///< of data
    bool operator==(const ExportPart&) const = default;
};

std::string to_json(const ExportPart& part);
Result<ExportPart> parse_export_part(std::string_view json);

/// Which parts may follow each other, and how much they may hold.
class ExportGuard {
public:
    /// `size` of the whole file.
    explicit ExportGuard(std::uint64_t size) : size_(size) { }

    /// A part begins. invalid `export_damaged` (out of order, twice, not in the index) | ArchiveGuard's for a file.
    Result<void> begin(const ExportPart& part);
    /// It holds so many bytes more. too_large `export_too_large`.
    Result<void> data(std::uint64_t bytes);
    /// The index that the part `index` held.
    void know(ExportIndex index);
    /// The end: nothing of what the index tells is missing.
    Result<void> end() const;

private:
    std::uint64_t size_;
    std::optional<ExportPart> last_;
    std::optional<ExportIndex> index_;
    std::uint64_t of_part_ = 0;
    std::set<DataPlace> places_;
    ArchiveGuard files_{
        ArchiveLimits{.entries = 2'000, .bytes = 64ULL << 20, .file_bytes = 64ULL << 20, .ratio = 1, .ratio_from = ~0ULL}};
};

/// `blog-1.2-2026-11-28.furtka`
std::string export_file_name(const ExportHead& head);

/// invalid `export_damaged`.
[[nodiscard]] std::unexpected<Error> export_damaged(std::string found);

/// Names that an archive of `docker save` would give to images, from its `manifest.json` and, when it has one, its
/// `index.json`. invalid `export_damaged`: it cannot be read, or another than `allowed` is among them.
Result<void> check_image_names(
    std::string_view manifest_json, std::string_view index_json, const std::vector<ExportedImage>& allowed);

} // namespace furtka
