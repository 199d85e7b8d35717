#include "domain/certificates.hpp"

#include "base/ascii.hpp"
#include "domain/subnets.hpp"

#include <algorithm>
#include <array>

namespace furtka {
namespace {

using std::chrono::days;
using std::chrono::sys_seconds;

constexpr days authority_life{3650};
constexpr days authority_rest{60}; ///< with less left, another is made
constexpr days certificate_life{398};
constexpr days certificate_rest{30};
constexpr days backdated{1};

constexpr std::size_t longest_domain = 253;
constexpr std::size_t longest_label = 63;

struct Network {
    std::string_view subnet;
    std::string_view with_mask;
};
constexpr std::array private_networks{
    Network{"127.0.0.0/8", "127.0.0.0/255.0.0.0"},
    Network{"10.0.0.0/8", "10.0.0.0/255.0.0.0"},
    Network{"172.16.0.0/12", "172.16.0.0/255.240.0.0"},
    Network{"192.168.0.0/16", "192.168.0.0/255.255.0.0"},
    Network{"100.64.0.0/10", "100.64.0.0/255.192.0.0"},
};
constexpr std::string_view unique_local = "fc00::/fe00::";
constexpr std::string_view own_host_6 = "::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

// RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and what home routers use.
constexpr std::array<std::string_view, 8> home_domains{
    "localhost", "local", "lan", "home", "home.arpa", "internal", "intranet", "localdomain"};

bool is_label(std::string_view label)
{
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; };
    return !label.empty() && label.size() <= longest_label && std::ranges::all_of(label, plain) && !label.starts_with('-')
        && !label.ends_with('-');
}

bool is_domain(std::string_view text)
{
    if (text.empty() || text.size() > longest_domain) return false;
    while (true) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

// As the kernel writes it: lower case, no leading zeros. The first of its groups has four digits then.
bool is_unique_local(std::string_view text)
{
    const bool prefix = text.starts_with("fc") || text.starts_with("fd");
    return prefix && text.find(':') == 4 && text.find('%') == std::string_view::npos;
}

bool is_private(std::string_view text)
{
    if (text.find(':') != std::string_view::npos) return text == "::1" || is_unique_local(text);
    const auto address = Subnet::parse(std::string(text) + "/32");
    return address && std::ranges::any_of(private_networks, [&](const Network& one) {
        const auto network = Subnet::parse(one.subnet);
        return network && network->overlaps(*address);
    });
}

void put_in_order(std::vector<std::string>& list)
{
    std::ranges::sort(list);
    const auto [first, last] = std::ranges::unique(list);
    list.erase(first, last);
}

void add_domain(CertificateNames& names, std::string_view text)
{
    const auto name = lowered(text);
    if (is_domain(name) && !Subnet::parse(name + "/32")) names.domains.push_back(name);
}

bool is_below(std::string_view domain, std::string_view permitted)
{
    if (domain == permitted) return true;
    return domain.size() > permitted.size() && domain.ends_with(permitted)
        && domain[domain.size() - permitted.size() - 1] == '.';
}

std::string why_another(
    const CertificateFacts& authority, const CertificateFacts& certificate, const CertificateNames& wanted, sys_seconds now)
{
    if (certificate.signer_key_id != authority.key_id) return "the certificate is not of this server's authority";
    if (certificate.until - now < certificate_rest) return "the certificate ends soon";
    if (certificate.names != within(wanted, authority.permitted))
        return "the names or addresses of this server have changed";
    return {};
}

} // namespace

Lifetime authority_lifetime(sys_seconds now) { return {.from = now - backdated, .until = now + authority_life}; }

Lifetime certificate_lifetime(sys_seconds now, const CertificateFacts& authority)
{
    const auto from = std::max(now - backdated, authority.from);
    // Both ends count as part of it (RFC 5280, 4.1.2.5).
    return {.from = from, .until = std::min(from + certificate_life - std::chrono::seconds(1), authority.until)};
}

CertificateNames wanted_names(const ServerNames& server, const std::vector<std::string>& more)
{
    CertificateNames names{.domains = {"localhost"}, .addresses = {"127.0.0.1", "::1"}};
    const auto host = lowered(server.host);
    add_domain(names, host);
    const auto label = host.substr(0, host.find('.'));
    if (is_label(label) && label != "localhost") {
        names.domains.push_back(label);
        names.domains.push_back(label + ".local");
    }
    for (const auto& address : server.addresses) {
        if (is_private(address)) names.addresses.push_back(address);
    }
    for (const auto& name : more) add_domain(names, name);
    put_in_order(names.domains);
    put_in_order(names.addresses);
    return names;
}

std::vector<std::string> permitted_domains(const CertificateNames& wanted)
{
    std::vector<std::string> permitted(home_domains.begin(), home_domains.end());
    for (const auto& domain : wanted.domains) {
        const auto covers = [&](const std::string& one) { return is_below(domain, one); };
        if (std::ranges::none_of(permitted, covers)) permitted.push_back(domain);
    }
    return permitted;
}

std::vector<std::string> permitted_networks()
{
    std::vector<std::string> networks;
    for (const auto& network : private_networks) networks.emplace_back(network.with_mask);
    networks.emplace_back(unique_local);
    networks.emplace_back(own_host_6);
    return networks;
}

CertificateNames within(const CertificateNames& wanted, const std::vector<std::string>& permitted)
{
    CertificateNames names{.domains = {}, .addresses = wanted.addresses};
    for (const auto& domain : wanted.domains) {
        if (std::ranges::any_of(permitted, [&](const std::string& one) { return is_below(domain, one); }))
            names.domains.push_back(domain);
    }
    return names;
}

CertificatePlan plan_certificates(const std::optional<CertificateFacts>& authority,
    const std::optional<CertificateFacts>& certificate, const CertificateNames& wanted, sys_seconds now)
{
    if (!authority) return {.authority = true, .certificate = true, .reason = "there is none yet"};
    if (authority->until - now < authority_rest)
        return {.authority = true, .certificate = true, .reason = "the authority ends soon"};
    if (!certificate) return {.authority = false, .certificate = true, .reason = "there is no certificate"};
    const bool clock_is_behind = now < authority->from;
    if (clock_is_behind) return {};
    auto reason = why_another(*authority, *certificate, wanted, now);
    const bool due = !reason.empty();
    return {.authority = false, .certificate = due, .reason = std::move(reason)};
}

bool may_pin_https(bool trusted_by_all, std::string_view asked_host, std::string_view app_host)
{
    return trusted_by_all && !app_host.empty() && !same_token(asked_host, app_host);
}

} // namespace furtka
