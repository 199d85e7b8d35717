#include "domain/certificates.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using Texts = std::vector<std::string>;

constexpr sys_seconds now{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1}};

CertificateFacts authority_of(Texts permitted)
{
    CertificateFacts facts{.permitted = std::move(permitted), .key_id = "A", .signer_key_id = "A"};
    facts.from = authority_lifetime(now).from;
    facts.until = authority_lifetime(now).until;
    return facts;
}

CertificateFacts certificate_of(CertificateNames names)
{
    CertificateFacts facts{.names = std::move(names), .key_id = "B", .signer_key_id = "A"};
    const auto life = certificate_lifetime(now, authority_of({}));
    facts.from = life.from;
    facts.until = life.until;
    return facts;
}

const CertificateNames plain{.domains = {"localhost", "nas", "nas.local"}, .addresses = {"127.0.0.1", "::1"}};

TEST(CertificateNames, AreThoseOfTheMachine)
{
    EXPECT_EQ(wanted_names({.host = "nas", .addresses = {}}, {}), plain);
    EXPECT_EQ(
        wanted_names({.host = "NAS.home.lan", .addresses = {}}, {"Furtka.Example.org", "10.0.0.1", "[fd00::1]"}).domains,
        (Texts{"furtka.example.org", "localhost", "nas", "nas.home.lan", "nas.local"}));
    EXPECT_EQ(wanted_names({.host = "localhost", .addresses = {}}, {}).domains, Texts{"localhost"});
    for (const auto* host : {"", "a b", "nas_1", "-nas", "nas-", "n\"as", "nas,DNS:evil.example", "."})
        EXPECT_EQ(wanted_names({.host = host, .addresses = {}}, {"*.evil.example"}).domains, Texts{"localhost"}) << host;
}

TEST(CertificateNames, HaveThePrivateAddressesOnly)
{
    const auto names = wanted_names({.host = "nas",
                                        .addresses = {"192.168.1.5", "192.168.1.5", "10.1.2.3", "172.31.0.1", "172.32.0.1",
                                            "100.64.0.9", "8.8.8.8", "fd12:3456::1", "fe80::1", "2001:db8::1", "fd::1"}},
        {});

    EXPECT_EQ(
        names.addresses, (Texts{"10.1.2.3", "100.64.0.9", "127.0.0.1", "172.31.0.1", "192.168.1.5", "::1", "fd12:3456::1"}));
}

TEST(Authority, MayVouchForHomesAndWhatWasWanted)
{
    const auto permitted = permitted_domains({.domains = {"furtka.example.org", "nas", "nas.local"}, .addresses = {}});

    EXPECT_EQ(permitted,
        (Texts{"localhost", "local", "lan", "home", "home.arpa", "internal", "intranet", "localdomain", "furtka.example.org",
            "nas"}));
    EXPECT_EQ(within({.domains = {"a.nas", "bonas", "example.org", "nas", "x.local"}, .addresses = {"::1"}}, permitted),
        (CertificateNames{.domains = {"a.nas", "nas", "x.local"}, .addresses = {"::1"}}));
}

TEST(Lifetimes, AreWhatBrowsersTake)
{
    const auto life = certificate_lifetime(now, authority_of({}));
    EXPECT_EQ(life.until - life.from + seconds(1), days(398));
    EXPECT_LT(life.from, now);
    auto ending = authority_of({});
    ending.until = now + days(100);
    EXPECT_EQ(certificate_lifetime(now, ending).until, ending.until);
}

TEST(CertificatePlan, IsToMakeWhatIsDue)
{
    const auto authority = authority_of({"localhost", "local", "nas"});
    const auto certificate = certificate_of(plain);
    const auto plan = [&](auto&& change) {
        std::optional a = authority;
        std::optional c = certificate;
        auto wanted = plain;
        auto at = now;
        change(a, c, wanted, at);
        const auto told = plan_certificates(a, c, wanted, at);
        return std::string(told.authority ? "authority " : "") + (told.certificate ? "certificate: " : "") + told.reason;
    };

    EXPECT_EQ(plan([](auto&, auto&, auto&, auto&) { }), "");
    EXPECT_EQ(plan([](auto& a, auto&, auto&, auto&) { a.reset(); }), "authority certificate: there is none yet");
    EXPECT_EQ(plan([](auto&, auto& c, auto&, auto&) { c.reset(); }), "certificate: there is no certificate");
    EXPECT_EQ(plan([](auto&, auto& c, auto&, auto&) { c->signer_key_id = "X"; }),
        "certificate: the certificate is not of this server's authority");
    EXPECT_EQ(plan([](auto&, auto&, auto& wanted, auto&) { wanted.addresses.push_back("10.0.0.1"); }),
        "certificate: the names or addresses of this server have changed");
    EXPECT_EQ(
        plan([](auto&, auto&, auto& wanted, auto&) { wanted.domains.insert(wanted.domains.begin(), "a.example"); }), "")
        << "what the authority may not vouch for is no reason";
    EXPECT_EQ(plan([](auto&, auto&, auto&, auto& at) { at += days(366); }), "");
    EXPECT_EQ(plan([](auto&, auto&, auto&, auto& at) { at += days(368); }), "certificate: the certificate ends soon");
    EXPECT_EQ(
        plan([](auto&, auto&, auto&, auto& at) { at += days(3600); }), "authority certificate: the authority ends soon");
    EXPECT_EQ(plan([](auto&, auto&, auto&, auto& at) { at -= days(400); }), "") << "the clock is behind";
}

TEST(Hsts, IsForServersWhoseAppsHaveAnotherName)
{
    EXPECT_TRUE(may_pin_https(true, "furtka.example.org", "apps.example.org"));
    EXPECT_FALSE(may_pin_https(false, "furtka.example.org", "apps.example.org"));
    EXPECT_FALSE(may_pin_https(true, "furtka.example.org", ""));
    EXPECT_FALSE(may_pin_https(true, "nas.example.org", "NAS.example.org"));
}

} // namespace
} // namespace furtka
