#include "adapters/crypto/openssl_certificates.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace furtka {
namespace {

using std::chrono::days;
using std::chrono::hours;

/// What OpenSSL itself says of a certificate, as a browser would ask it.
class Judge {
public:
    explicit Judge(const std::string& authority) : store_(X509_STORE_new()) { X509_STORE_add_cert(store_, read(authority)); }
    ~Judge() { X509_STORE_free(store_); }
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    std::string says(const std::string& chain, const char* host, const char* address = nullptr)
    {
        auto* const context = X509_STORE_CTX_new();
        X509_STORE_CTX_init(context, store_, read(chain), nullptr);
        X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER);
        auto* const wanted = X509_STORE_CTX_get0_param(context);
        if (host != nullptr) X509_VERIFY_PARAM_set1_host(wanted, host, 0);
        if (address != nullptr) X509_VERIFY_PARAM_set1_ip_asc(wanted, address);
        X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT);
        std::string verdict = "ok";
        if (X509_verify_cert(context) != 1) verdict = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
        X509_STORE_CTX_free(context);
        return verdict;
    }

private:
    X509* read(const std::string& text)
    {
        const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
        auto* const certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
        kept_.emplace_back(certificate, X509_free);
        return certificate;
    }

    X509_STORE* store_;
    std::vector<std::unique_ptr<X509, void (*)(X509*)>> kept_;
};

class RealCertificates : public testing::Test {
protected:
    static std::chrono::sys_seconds now()
    {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
    CertifiedKey authority(Lifetime life)
    {
        return certificates
            .make_authority({.name = "Furtka on nas, 2030-01-01",
                .domains = permitted_domains(names),
                .networks = permitted_networks(),
                .life = life})
            .value();
    }
    CertifiedKey certificate(const CertifiedKey& by, const CertificateNames& of)
    {
        return certificates.make_certificate(by, of, certificate_lifetime(now(), certificates.look(by).value())).value();
    }

    OpensslCertificates certificates;
    CertificateNames names =
        wanted_names({.host = "nas", .addresses = {"192.168.1.5", "fd12:3456::1"}}, {"furtka.example.org"});
    CertifiedKey ca = authority(authority_lifetime(now()));
};

TEST_F(RealCertificates, AreWhatABrowserTakes)
{
    const auto made = certificate(ca, names);
    Judge judge(ca.chain);

    for (const auto* host : {"nas", "nas.local", "localhost", "furtka.example.org"})
        EXPECT_EQ(judge.says(made.chain, host), "ok");
    for (const auto* address : {"192.168.1.5", "fd12:3456::1", "127.0.0.1", "::1"})
        EXPECT_EQ(judge.says(made.chain, nullptr, address), "ok") << address;
    EXPECT_EQ(judge.says(made.chain, "example.org"), "hostname mismatch");
    EXPECT_EQ(judge.says(made.chain, nullptr, "192.168.1.6"), "IP address mismatch");
    EXPECT_NE(Judge(authority(authority_lifetime(now())).chain).says(made.chain, "nas"), "ok") << "another authority";
}

TEST_F(RealCertificates, AreReadBackAsTheyWereMade)
{
    const auto made = certificate(ca, names);
    const auto of_authority = certificates.look(ca).value();
    const auto facts = certificates.look(made).value();

    EXPECT_EQ(of_authority.name, "Furtka on nas, 2030-01-01");
    EXPECT_EQ(of_authority.permitted, permitted_domains(names));
    EXPECT_EQ(of_authority.key_id, of_authority.signer_key_id);
    EXPECT_EQ(of_authority.fingerprint.size(), 95U);
    EXPECT_EQ(facts.name, "nas.local");
    EXPECT_EQ(facts.names, names);
    EXPECT_EQ(facts.signer_key_id, of_authority.key_id);
    EXPECT_EQ(facts.until - facts.from + std::chrono::seconds(1), days(398));
    EXPECT_EQ(plan_certificates(of_authority, facts, names, now()), CertificatePlan{});
    EXPECT_EQ(plan_certificates(of_authority, facts, names, now() + days(380)).certificate, true);
}

// Whoever steals the authority's key can make certificates; a browser must take none for a bank.
TEST_F(RealCertificates, OfOtherPlacesAreRefusedByTheAuthoritysOwnConstraints)
{
    Judge judge(ca.chain);
    const auto bank = certificate(ca, {.domains = {"bank.example"}, .addresses = {}});
    const auto elsewhere = certificate(ca, {.domains = {}, .addresses = {"8.8.8.8"}});
    const auto six = certificate(ca, {.domains = {}, .addresses = {"2001:db8::1"}});

    EXPECT_EQ(judge.says(bank.chain, "bank.example"), "permitted subtree violation");
    EXPECT_EQ(judge.says(elsewhere.chain, nullptr, "8.8.8.8"), "permitted subtree violation");
    EXPECT_EQ(judge.says(six.chain, nullptr, "2001:db8::1"), "permitted subtree violation");
}

TEST_F(RealCertificates, EndWhenTheySayTheyDo)
{
    const auto old = authority({.from = now() - days(10), .until = now() + days(10)});
    const auto ended =
        certificates.make_certificate(old, names, {.from = now() - days(2), .until = now() - hours(1)}).value();

    EXPECT_EQ(Judge(old.chain).says(ended.chain, "nas"), "certificate has expired");
}

TEST_F(RealCertificates, AreRefusedWithoutTheirKey)
{
    const auto made = certificate(ca, names);
    const auto reason = [&](std::string chain, std::string key) {
        const auto facts = certificates.look({.chain = std::move(chain), .key = std::move(key)});
        return facts ? "" : facts.error().key + ": " + facts.error().message;
    };

    EXPECT_EQ(reason(made.chain, made.key), "");
    EXPECT_EQ(
        reason(made.chain, ca.key), "tls_pair: the certificate cannot be used: the key is that of another certificate");
    EXPECT_EQ(reason("", made.key), "tls_pair: the certificate cannot be used: there is no certificate in the file");
    EXPECT_TRUE(reason(made.chain, "x").starts_with("tls_pair: ")) << reason(made.chain, "x");
    EXPECT_EQ(certificates.make_certificate({}, names, {}).error().key, "certificate_making");
    EXPECT_FALSE(certificates.is_trusted(made.chain));
    EXPECT_FALSE(certificates.is_trusted(""));
    EXPECT_EQ(made.chain.find("PRIVATE"), std::string::npos);
}

} // namespace
} // namespace furtka
