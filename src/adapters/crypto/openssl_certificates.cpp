#include "adapters/crypto/openssl_certificates.hpp"

#include <climits>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <arpa/inet.h>
#include <array>
#include <ctime>
#include <memory>
#include <new>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <utility>

namespace furtka {
namespace {

template <auto release>
struct Releases {
    template <class T>
    void operator()(T* object) const
    {
        release(object);
    }
};
using BioPtr = std::unique_ptr<BIO, Releases<BIO_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Releases<X509_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Releases<X509_EXTENSION_free>>;
using NamesPtr = std::unique_ptr<GENERAL_NAMES, Releases<GENERAL_NAMES_free>>;
using ConstraintsPtr = std::unique_ptr<NAME_CONSTRAINTS, Releases<NAME_CONSTRAINTS_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Releases<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Releases<X509_STORE_CTX_free>>;

constexpr std::size_t serial_bytes = 16;
constexpr std::size_t longest_common_name = 64; // RFC 5280, upper bounds
constexpr std::size_t longest_chain = 10;

std::unexpected<Error> not_made()
{
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return fail({.kind = ErrorKind::unavailable,
        .key = "certificate_making",
        .message = fmt::format("the certificate could not be made: {}", reason == nullptr ? "unknown reason" : reason)});
}

std::unexpected<Error> bad_pair(std::string_view what)
{
    ERR_clear_error();
    return fail({.kind = ErrorKind::invalid,
        .key = "tls_pair",
        .message = fmt::format("the certificate cannot be used: {}", what),
        .hint = "give the certificate with its chain, and its key without a passphrase, both in PEM"});
}

// ---- PEM

BioPtr reading(const std::string& text)
{
    if (text.size() > INT_MAX) throw std::bad_alloc();
    BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    if (!bio) throw std::bad_alloc();
    return bio;
}

// Without it OpenSSL asks whoever sits at the terminal.
int no_words(char* /*into*/, int /*size*/, int /*writing*/, void* /*nothing*/) { return -1; }

CertificatePtr next_certificate(BIO* text) { return CertificatePtr(PEM_read_bio_X509(text, nullptr, no_words, nullptr)); }

KeyPtr read_key(const std::string& text)
{
    return KeyPtr(PEM_read_bio_PrivateKey(reading(text).get(), nullptr, no_words, nullptr));
}

std::string written(BIO* bio)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

Result<CertifiedKey> as_pem(X509* certificate, EVP_PKEY* key)
{
    const BioPtr chain(BIO_new(BIO_s_mem()));
    const BioPtr secret(BIO_new(BIO_s_secmem()));
    if (!chain || !secret || PEM_write_bio_X509(chain.get(), certificate) != 1
        || PEM_write_bio_PKCS8PrivateKey(secret.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return not_made();
    return CertifiedKey{.chain = written(chain.get()), .key = written(secret.get())};
}

// ---- making

class Maker {
public:
    Maker() : certificate_(X509_new()), key_(EVP_EC_gen("P-256")), good_(certificate_ && key_) { }

    void begin(std::string_view common_name, const Lifetime& life)
    {
        if (!good_) return;
        std::array<unsigned char, serial_bytes> serial{};
        good_ = RAND_bytes(serial.data(), serial.size()) == 1;
        serial.front() = static_cast<unsigned char>((serial.front() & 0x7fU) | 0x40U); // positive, and always as long
        ASN1_STRING_set(X509_get_serialNumber(certificate_.get()), serial.data(), serial.size());
        const auto cut = std::string(common_name.substr(0, longest_common_name));
        auto* const name = X509_get_subject_name(certificate_.get());
        good_ = good_ && X509_set_version(certificate_.get(), X509_VERSION_3) == 1
            && X509_set_pubkey(certificate_.get(), key_.get()) == 1 && add_name(name, "O", "Furtka")
            && add_name(name, "CN", cut) && set_time(X509_getm_notBefore(certificate_.get()), life.from)
            && set_time(X509_getm_notAfter(certificate_.get()), life.until);
    }

    /// `issuer`: what signs it, which may be itself.
    void add(int kind, X509* issuer, const std::string& value)
    {
        if (!good_) return;
        X509V3_CTX context;
        X509V3_set_ctx_nodb(&context);
        X509V3_set_ctx(&context, issuer, certificate_.get(), nullptr, nullptr, 0);
        const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
        good_ = extension && X509_add_ext(certificate_.get(), extension.get(), -1) == 1;
    }

    Result<CertifiedKey> sign(X509* issuer, EVP_PKEY* key)
    {
        good_ = good_ && X509_set_issuer_name(certificate_.get(), X509_get_subject_name(issuer)) == 1
            && X509_sign(certificate_.get(), key, EVP_sha256()) > 0;
        if (!good_) return not_made();
        return as_pem(certificate_.get(), key_.get());
    }

    X509* certificate() { return certificate_.get(); }
    EVP_PKEY* key() { return key_.get(); }

private:
    static bool add_name(X509_NAME* name, const char* field, const std::string& value)
    {
        const auto* const bytes = reinterpret_cast<const unsigned char*>(value.data());
        return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, static_cast<int>(value.size()), -1, 0) == 1;
    }
    static bool set_time(ASN1_TIME* into, std::chrono::sys_seconds time)
    {
        return ASN1_TIME_set(into, static_cast<std::time_t>(time.time_since_epoch().count())) != nullptr;
    }

    CertificatePtr certificate_;
    KeyPtr key_;
    bool good_;
};

std::string constraints_text(const AuthorityWish& wish)
{
    std::string text = "critical";
    for (const auto& domain : wish.domains) text += ",permitted;DNS:" + domain;
    for (const auto& network : wish.networks) text += ",permitted;IP:" + network;
    return text;
}

std::string names_text(const CertificateNames& names)
{
    std::vector<std::string> parts;
    for (const auto& domain : names.domains) parts.push_back("DNS:" + domain);
    for (const auto& address : names.addresses) parts.push_back("IP:" + address);
    return fmt::format("{}", fmt::join(parts, ","));
}

std::string first_name(const CertificateNames& names)
{
    for (const auto& domain : names.domains) {
        if (domain.ends_with(".local")) return domain;
    }
    return names.domains.empty() ? "Furtka" : names.domains.front();
}

// ---- looking

std::string text_of(const ASN1_STRING* text)
{
    if (text == nullptr) return {};
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string with_colons(std::string_view bytes)
{
    std::string text;
    for (const char byte : bytes) text += fmt::format("{}{:02X}", text.empty() ? "" : ":", static_cast<unsigned char>(byte));
    return text;
}

std::string address_text(std::string_view bytes)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
    if (bytes.size() != 4 && bytes.size() != 16) return {};
    const char* const written_there = ::inet_ntop(family, bytes.data(), text.data(), text.size());
    return written_there == nullptr ? std::string() : written_there;
}

std::string common_name(const X509* certificate)
{
    const auto* const subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    return at < 0 ? std::string() : text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

std::chrono::sys_seconds time_of(const ASN1_TIME* time)
{
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

CertificateNames names_of(const X509* certificate)
{
    CertificateNames names;
    const NamesPtr found(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; found && i < sk_GENERAL_NAME_num(found.get()); ++i) {
        const auto* const name = sk_GENERAL_NAME_value(found.get(), i);
        if (name->type == GEN_DNS) names.domains.push_back(text_of(name->d.dNSName));
        if (name->type == GEN_IPADD) names.addresses.push_back(address_text(text_of(name->d.iPAddress)));
    }
    return names;
}

std::vector<std::string> permitted_of(const X509* certificate)
{
    std::vector<std::string> domains;
    const ConstraintsPtr found(
        static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(certificate, NID_name_constraints, nullptr, nullptr)));
    if (!found) return domains;
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(found->permittedSubtrees); ++i) {
        const auto* const base = sk_GENERAL_SUBTREE_value(found->permittedSubtrees, i)->base;
        if (base->type == GEN_DNS) domains.push_back(text_of(base->d.dNSName));
    }
    return domains;
}

CertificateFacts facts_of(X509* certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    return {.name = common_name(certificate),
        .names = names_of(certificate),
        .permitted = permitted_of(certificate),
        .fingerprint = with_colons({reinterpret_cast<const char*>(digest.data()), size}),
        .key_id = with_colons(text_of(X509_get0_subject_key_id(certificate))),
        .signer_key_id = with_colons(text_of(X509_get0_authority_key_id(certificate))),
        .from = time_of(X509_get0_notBefore(certificate)),
        .until = time_of(X509_get0_notAfter(certificate))};
}

} // namespace

Result<CertifiedKey> OpensslCertificates::make_authority(AuthorityWish wish)
{
    Maker maker;
    maker.begin(wish.name, wish.life);
    auto* const itself = maker.certificate();
    maker.add(NID_basic_constraints, itself, "critical,CA:TRUE,pathlen:0");
    maker.add(NID_key_usage, itself, "critical,keyCertSign,cRLSign");
    maker.add(NID_subject_key_identifier, itself, "hash");
    maker.add(NID_authority_key_identifier, itself, "keyid:always");
    maker.add(NID_name_constraints, itself, constraints_text(wish));
    return maker.sign(itself, maker.key());
}

Result<CertifiedKey> OpensslCertificates::make_certificate(
    const CertifiedKey& authority, const CertificateNames& names, Lifetime life)
{
    const auto issuer = next_certificate(reading(authority.chain).get());
    const auto key = read_key(authority.key);
    if (!issuer || !key) return not_made();
    Maker maker;
    maker.begin(first_name(names), life);
    maker.add(NID_basic_constraints, issuer.get(), "critical,CA:FALSE");
    maker.add(NID_key_usage, issuer.get(), "critical,digitalSignature");
    maker.add(NID_ext_key_usage, issuer.get(), "serverAuth");
    maker.add(NID_subject_key_identifier, issuer.get(), "hash");
    maker.add(NID_authority_key_identifier, issuer.get(), "keyid:always");
    maker.add(NID_subject_alt_name, issuer.get(), names_text(names));
    return maker.sign(issuer.get(), key.get());
}

Result<CertificateFacts> OpensslCertificates::look(const CertifiedKey& pair)
{
    const auto certificate = next_certificate(reading(pair.chain).get());
    if (!certificate) return bad_pair("there is no certificate in the file");
    const auto key = read_key(pair.key);
    if (!key) return bad_pair("there is no key in the file that can be read without a passphrase");
    if (X509_check_private_key(certificate.get(), key.get()) != 1) return bad_pair("the key is that of another certificate");
    return facts_of(certificate.get());
}

bool OpensslCertificates::is_trusted(const std::string& chain)
{
    const auto text = reading(chain);
    const auto first = next_certificate(text.get());
    auto* const between = sk_X509_new_null();
    for (std::size_t i = 0; i < longest_chain; ++i) {
        auto more = next_certificate(text.get());
        if (!more || sk_X509_push(between, more.get()) == 0) break;
        static_cast<void>(more.release()); // the list has it
    }
    const StorePtr store(X509_STORE_new());
    const StoreContextPtr context(X509_STORE_CTX_new());
    const bool trusted = first && store && context && X509_STORE_set_default_paths(store.get()) == 1
        && X509_STORE_CTX_init(context.get(), store.get(), first.get(), between) == 1
        && X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER) == 1 && X509_verify_cert(context.get()) == 1;
    sk_X509_pop_free(between, X509_free);
    ERR_clear_error();
    return trusted;
}

} // namespace furtka
