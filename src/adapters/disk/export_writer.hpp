// adapters/disk/export_writer.hpp — one export being written into the folder of exports.
#pragma once

#include "async/worker_pool.hpp"
#include "base/owned_fd.hpp"
#include "ports/exports.hpp"

#include <memory>
#include <optional>
#include <string>

namespace furtka {

struct WrittenExport;

/// Begins `<id>.part` in the folder; it takes the place of an older one. On a worker: a key is made, which takes long. With
/// a passphrase the head gets `kdf` and a salt of its own.
Result<std::shared_ptr<WrittenExport>> begin_export(
    OwnedFd folder, std::string id, ExportHead head, std::optional<std::string> passphrase, ExportKdf kdf);

/// Writes on the pool's workers. `finish` gives the file its whole name; without it, its end takes the file away.
std::unique_ptr<ExportWriter> write_export(WorkerPool& pool, std::shared_ptr<WrittenExport> begun);

} // namespace furtka
