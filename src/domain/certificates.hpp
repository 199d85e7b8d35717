// domain/certificates.hpp — what this server's own certificate is for, and when another is due. The authority that signs it
// is Furtka's own, for this server only: it can vouch for no name outside of a home.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// What this machine is called and where it is.
struct ServerNames {
    std::string host; ///< `nas`, `nas.home.lan`
    std::vector<std::string> addresses; ///< as the kernel writes them: `192.168.1.5`, `fd00::5`

    bool operator==(const ServerNames&) const = default;
};

/// What a certificate is for; each in order and once.
struct CertificateNames {
    std::vector<std::string> domains;
    std::vector<std::string> addresses;

    bool operator==(const CertificateNames&) const = default;
};

struct CertificateFacts {
    std::string name; ///< the common name
    CertificateNames names;
    std::vector<std::string> permitted; ///< of an authority: the domains it may vouch for
    std::string fingerprint; ///< SHA-256, `AB:CD:…`
    std::string key_id; ///< of its own key
    std::string signer_key_id; ///< of the key that signed it
    std::chrono::sys_seconds from{};
    std::chrono::sys_seconds until{};

    bool operator==(const CertificateFacts&) const = default;
};

struct Lifetime {
    std::chrono::sys_seconds from{};
    std::chrono::sys_seconds until{};

    bool operator==(const Lifetime&) const = default;
};

/// Ten years, from a day ago: clocks of devices differ.
Lifetime authority_lifetime(std::chrono::sys_seconds now);
/// 398 days, the most that browsers take, and not longer than its authority's.
Lifetime certificate_lifetime(std::chrono::sys_seconds now, const CertificateFacts& authority);

/// `more`: further names from the settings. `localhost`, the host and `host.local`; loopback and those addresses of the
/// machine that are private (RFC 1918, RFC 6598, unique local).
CertificateNames wanted_names(const ServerNames& server, const std::vector<std::string>& more);

/// What a new authority may vouch for: names that no public domain has, and those wanted.
std::vector<std::string> permitted_domains(const CertificateNames& wanted);
/// The same for addresses, as `network/mask`.
std::vector<std::string> permitted_networks();

/// What the authority may vouch for of what is wanted.
CertificateNames within(const CertificateNames& wanted, const std::vector<std::string>& permitted);

struct CertificatePlan {
    bool authority = false; ///< make another, which every device has to be told of
    bool certificate = false;
    std::string reason; ///< for the log

    bool operator==(const CertificatePlan&) const = default;
};

/// What is to be made now. An authority that is not valid yet is kept: the clock is behind, as after a power cut without a
/// battery, and devices trust it.
CertificatePlan plan_certificates(const std::optional<CertificateFacts>& authority,
    const std::optional<CertificateFacts>& certificate, const CertificateNames& wanted, std::chrono::sys_seconds now);

/// Whether browsers may be told to never ask this host by plain HTTP again (HSTS). It counts for every port of a host, so
/// apps must be opened under another one.
bool may_pin_https(bool trusted_by_all, std::string_view asked_host, std::string_view app_host);

} // namespace furtka
