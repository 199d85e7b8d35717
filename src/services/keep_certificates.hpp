// services/keep_certificates.hpp — the certificate that HTTPS is served with: made, renewed, or the owner's own read again.
#pragma once

#include "async/gate.hpp"
#include "ports/certificates.hpp"
#include "ports/host.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

enum class TlsSource {
    none, ///< no HTTPS is served
    own, ///< made here, by an authority of this server's own
    files, ///< the owner's
};

struct TlsSettings {
    TlsSource source = TlsSource::none;
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::vector<std::string> further_names; ///< that the server is asked under
};

struct CertificatePorts {
    Certificates& certificates;
    CertificateFiles& files;
    MachineNames& names;
    Host& host; ///< clock
};

/// What is served.
struct CertificateView {
    TlsSource source = TlsSource::none;
    std::optional<CertificateFacts> certificate;
    std::optional<CertificateFacts> authority; ///< of `own`
    std::string authority_pem; ///< without its key
    bool trusted = false; ///< by devices that know nothing of Furtka
    std::vector<std::string> left_out; ///< names of this server that the authority may not vouch for
    std::optional<Error> problem; ///< why the last look changed nothing
};

class KeepCertificates {
public:
    /// Takes a pair for the next connections.
    using Serve = std::function<Result<void>(const CertifiedKey&)>;

    KeepCertificates(CertificatePorts ports, TlsSettings settings) : ports_(ports), settings_(std::move(settings))
    {
        view_.source = settings_.source;
    }

    void serve_by(Serve serve) { serve_ = std::move(serve); }

    /// Makes what is due, or reads the owner's files, and serves it when it differs. On failure what is served goes on, and
    /// the view tells the problem. Errors of the ports and of `Serve`.
    Task<Result<void>> look();
    /// Looks from time to time until it is cancelled.
    Task<void> run();
    /// Looks when the addresses of this machine change, until it is cancelled.
    Task<void> follow_names();

    const CertificateView& view() const { return view_; }

private:
    Task<Result<void>> look_at_own();
    Task<Result<void>> look_at_files();
    Task<Result<void>> make(const CertificatePlan& plan, const CertificateNames& wanted);
    Result<void> serve(const CertifiedKey& pair);
    std::chrono::sys_seconds now();

    CertificatePorts ports_;
    TlsSettings settings_;
    Serve serve_;
    Gate turn_{1};
    KeptCertificates kept_;
    bool loaded_ = false;
    std::optional<CertifiedKey> served_;
    CertificateView view_;
};

} // namespace furtka
