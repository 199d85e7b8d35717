// ports/exports.hpp — files that hold an app: written to be fetched, and brought to be installed.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/export_file.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// An export on its way to the disk. One that was not finished is deleted with this object.
class ExportWriter {
public:
    virtual ~ExportWriter() = default;

    /// Each: no_space `disk_full`, unavailable `exports_dir`.
    virtual Task<Result<void>> begin(ExportPart part) = 0;
    virtual Task<Result<void>> write(std::string bytes) = 0;
    virtual Task<Result<void>> end() = 0;
    /// A part for each file of an app's folder, without `.env`, `.furtka`, `.git` and the folders of `leave_out` (relative
    /// paths). invalid `folder_symlink`, `folder_file`; too_large `folder_too_large`.
    virtual Task<Result<void>> add_folder(std::filesystem::path folder, std::vector<std::string> leave_out) = 0;
    /// It is whole, on the disk, and can be fetched. Its size.
    virtual Task<Result<std::uint64_t>> finish() = 0;
};

/// A file that was brought, opened with its key.
class IncomingExport {
public:
    virtual ~IncomingExport() = default;

    virtual const ExportHead& head() const = 0;
    virtual const ExportIndex& index() const = 0;
    virtual std::filesystem::path folder() const = 0; ///< with the app's files, without `.env`
    virtual const std::string& env() const = 0; ///< text of its `.env`
    virtual std::uint64_t size() const = 0; ///< of the file

    /// Reads all of it: every byte is as it was written, and the archives in it are such as may be unpacked. invalid
    /// `export_damaged`; too_large `export_too_large`.
    virtual Task<Result<void>> verify() = 0;

    /// The next part with images or data, from the first one on after each call of `rewind`; nothing: that were all.
    virtual Task<Result<std::optional<ExportPart>>> next() = 0;
    /// The next bytes of that part; empty: its end.
    virtual Task<Result<std::string>> read() = 0;
    virtual void rewind() = 0;
};

struct KeptExport {
    std::filesystem::path path;
    std::uint64_t size = 0;
    ExportHead head;
};

/// A file that is being brought.
struct ExportUpload {
    std::uint64_t size = 0; ///< that was told
    std::uint64_t received = 0;
};

/// Below the state folder, readable by Furtka alone.
class ExportFiles {
public:
    virtual ~ExportFiles() = default;

    /// Begins a file; of that id there is none. With a passphrase its contents are sealed with a key made of it.
    /// unavailable `exports_dir`, `passphrase_key` (no memory to make the key).
    virtual Task<Result<std::unique_ptr<ExportWriter>>> create(
        std::string id, ExportHead head, std::optional<std::string> passphrase) = 0;
    /// not_found `export_unknown`.
    virtual Task<Result<KeptExport>> find(std::string id) = 0;
    /// Bytes of a kept one from `offset` on, at most `most`; empty: its end. not_found `export_unknown`.
    virtual Task<Result<std::string>> read(std::string id, std::uint64_t offset, std::size_t most) = 0;
    /// Whole or half; an absent one is success.
    virtual Task<Result<void>> remove(std::string id) = 0;

    /// Makes room for a file of that size. conflict `too_many_uploads`; no_space `disk_low` (details `needed`, `free`).
    virtual Task<Result<std::string>> begin_upload(std::uint64_t size) = 0;
    /// Bytes at `offset`, which must be where the last ones ended: conflict `upload_offset` (detail `received`).
    /// not_found `import_unknown`; too_large `upload_size`.
    virtual Task<Result<ExportUpload>> append(std::string id, std::uint64_t offset, std::string bytes) = 0;
    /// Its head, once it has come. not_found `import_unknown`; parse_export_head's.
    virtual Task<Result<ExportHead>> head(std::string id) = 0;
    /// Opens one that is here as a whole, and puts the app's files in a folder. conflict `upload_incomplete`; invalid
    /// `passphrase_missing`; denied `passphrase_wrong`.
    virtual Task<Result<std::shared_ptr<IncomingExport>>> open(std::string id, std::optional<std::string> passphrase) = 0;
    virtual Task<Result<void>> remove_upload(std::string id) = 0;

    /// Deletes what is older than `age`, and, at the start, what an earlier run left half done.
    virtual Task<void> sweep(std::chrono::seconds age) = 0;

    /// Where these files are.
    virtual std::filesystem::path folder() const = 0;
};

} // namespace furtka
