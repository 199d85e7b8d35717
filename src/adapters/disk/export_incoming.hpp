// adapters/disk/export_incoming.hpp — a file that was brought, opened for an installation.
#pragma once

#include "adapters/disk/export_reader.hpp"
#include "async/worker_pool.hpp"
#include "ports/exports.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace furtka {

/// Names in the folder of an upload.
constexpr const char* brought_file = "file";
constexpr const char* unpacked_folder = "app";

std::unexpected<Error> unknown_import();

struct ReadingExport;

struct OpenedExport {
    std::shared_ptr<ReadingExport> reading;
    ExportHead head;
    ExportFront front;
};

/// Opens `file` in the folder of an upload, and unpacks the app's files beside it as `app`. On a worker: a key is made,
/// which takes long. not_found `import_unknown`; invalid `passphrase_missing`, `export_damaged`; denied `passphrase_wrong`.
Result<OpenedExport> open_export(const std::filesystem::path& folder, const std::optional<std::string>& passphrase);

/// Reads on the pool's workers. `app`: where the app's files were unpacked.
std::shared_ptr<IncomingExport> read_export(WorkerPool& pool, OpenedExport opened, std::filesystem::path app);

} // namespace furtka
