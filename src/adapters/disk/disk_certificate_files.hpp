// adapters/disk/disk_certificate_files.hpp — the port CertificateFiles: Furtka's own pairs in `tls` of the state folder.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/certificates.hpp"

namespace furtka {

/// `authority.pem`, `server.pem`: each the certificate and its key in one file, so that no kill in between leaves one with
/// the key of another. What has not both is as none.
class DiskCertificateFiles final : public CertificateFiles {
public:
    DiskCertificateFiles(std::filesystem::path state, WorkerPool& pool) : state_(std::move(state)), pool_(pool) { }

    Task<Result<KeptCertificates>> load() override;
    Task<Result<void>> keep_authority(CertifiedKey pair) override;
    Task<Result<void>> keep_certificate(CertifiedKey pair) override;
    Task<Result<CertifiedKey>> read(std::filesystem::path chain, std::filesystem::path key) override;

private:
    std::filesystem::path state_;
    WorkerPool& pool_;
};

} // namespace furtka
