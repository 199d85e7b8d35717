// adapters/crypto/openssl_certificates.hpp — the port Certificates by OpenSSL: X.509 version 3, elliptic keys (P-256).
#pragma once

#include "ports/certificates.hpp"

namespace furtka {

class OpensslCertificates final : public Certificates {
public:
    Result<CertifiedKey> make_authority(AuthorityWish wish) override;
    Result<CertifiedKey> make_certificate(
        const CertifiedKey& authority, const CertificateNames& names, Lifetime life) override;
    Result<CertificateFacts> look(const CertifiedKey& pair) override;
    bool is_trusted(const std::string& chain) override;
};

} // namespace furtka
