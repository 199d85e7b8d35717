// ports/certificates.hpp — certificates made and read, the files they are kept in, and the names of this machine.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/certificates.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// PEM.
struct CertifiedKey {
    std::string chain; ///< the certificate, and after it those between it and its authority
    std::string key;

    bool operator==(const CertifiedKey&) const = default;
};

struct AuthorityWish {
    std::string name;
    std::vector<std::string> domains; ///< it may vouch for these and what is below them
    std::vector<std::string> networks; ///< and for addresses in these, `10.0.0.0/255.0.0.0`
    Lifetime life;
};

/// Answers at once: an elliptic key takes a fraction of a millisecond.
class Certificates {
public:
    virtual ~Certificates() = default;

    /// Signed by itself. unavailable `certificate_making`.
    virtual Result<CertifiedKey> make_authority(AuthorityWish wish) = 0;
    /// For a server. The same error; also when `authority` is none.
    virtual Result<CertifiedKey> make_certificate(
        const CertifiedKey& authority, const CertificateNames& names, Lifetime life) = 0;
    /// The first certificate, and that the key is its own. invalid `tls_pair`.
    virtual Result<CertificateFacts> look(const CertifiedKey& pair) = 0;
    /// Whether a system that knows nothing of Furtka trusts it.
    virtual bool is_trusted(const std::string& chain) = 0;
};

/// What of Furtka's own certificates is on the disk.
struct KeptCertificates {
    std::optional<CertifiedKey> authority;
    std::optional<CertifiedKey> certificate;
};

class CertificateFiles {
public:
    virtual ~CertificateFiles() = default;

    /// In the state folder; keys are for the daemon's user only. unavailable `state_unusable`, no_space `disk_full`.
    virtual Task<Result<KeptCertificates>> load() = 0;
    virtual Task<Result<void>> keep_authority(CertifiedKey pair) = 0;
    virtual Task<Result<void>> keep_certificate(CertifiedKey pair) = 0;
    /// The owner's own, wherever they are. invalid `tls_files`: one cannot be read.
    virtual Task<Result<CertifiedKey>> read(std::filesystem::path chain, std::filesystem::path key) = 0;
};

class MachineNames {
public:
    virtual ~MachineNames() = default;

    /// Without the addresses of bridges that an engine made.
    virtual ServerNames now() = 0;
    /// Returns when an address has come or gone; cancelled when the task is. Where the kernel does not tell, it never does.
    virtual Task<void> changed() = 0;
};

} // namespace furtka
