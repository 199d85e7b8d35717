// adapters/disk/disk_exports.hpp — the port ExportFiles made real: `<state>/exports` and `<state>/imports`.
#pragma once

#include "async/gate.hpp"
#include "async/worker_pool.hpp"
#include "ports/exports.hpp"

#include <map>

namespace furtka {

class DiskExports final : public ExportFiles {
public:
    /// `pool` outlives it. `reserve`: bytes that stay free on the disk. `kdf`: for keys of files that are written.
    DiskExports(std::filesystem::path state, WorkerPool& pool, std::uint64_t reserve = 100'000'000, ExportKdf kdf = {});

    Task<Result<std::unique_ptr<ExportWriter>>> create(
        std::string id, ExportHead head, std::optional<std::string> passphrase) override;
    Task<Result<KeptExport>> find(std::string id) override;
    Task<Result<std::string>> read(std::string id, std::uint64_t offset, std::size_t most) override;
    Task<Result<void>> remove(std::string id) override;

    Task<Result<std::string>> begin_upload(std::uint64_t size) override;
    Task<Result<ExportUpload>> append(std::string id, std::uint64_t offset, std::string bytes) override;
    Task<Result<ExportHead>> head(std::string id) override;
    Task<Result<std::shared_ptr<IncomingExport>>> open(std::string id, std::optional<std::string> passphrase) override;
    Task<Result<void>> remove_upload(std::string id) override;

    Task<void> sweep(std::chrono::seconds age) override;
    std::filesystem::path folder() const override { return state_; }

private:
    Result<ExportUpload> upload(const std::string& id) const;

    std::filesystem::path state_;
    WorkerPool& pool_;
    std::uint64_t reserve_;
    ExportKdf kdf_;
    std::map<std::string, ExportUpload> uploads_; ///< of this run: an earlier one's are deleted
    Gate key_turn_{1}; ///< a key takes much memory
    bool swept_ = false;
};

} // namespace furtka
