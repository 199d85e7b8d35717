// adapters/catalog/sodium_file_proofs.hpp — the port FileProofs made real, by libsodium.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/catalog_fetch.hpp"

namespace furtka {

class SodiumFileProofs final : public FileProofs {
public:
    explicit SodiumFileProofs(WorkerPool& workers) : workers_(workers) { }

    Task<Result<std::string>> sha256(std::filesystem::path file) override;
    Task<Result<void>> verify(std::filesystem::path file, SigningKey key, FileSignature signature) override;

private:
    WorkerPool& workers_;
};

} // namespace furtka
