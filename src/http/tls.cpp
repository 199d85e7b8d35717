#include "http/tls.hpp"

#include <boost/asio/error.hpp>
#include <climits>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

namespace furtka::http {

namespace asio = boost::asio;

namespace {

// https://ssl-config.mozilla.org, "intermediate", without the DHE suites: their cost is a way to keep a small server busy.
constexpr auto suites_of_tls_12 = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                                  "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr auto groups = "X25519:P-256:P-384";
constexpr std::string_view http_1_1 = "\x08http/1.1";
constexpr std::size_t record_bytes = std::size_t{16} * 1024;

using ContextPtr = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;
using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;
using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// ---- errors: an error code whose value is OpenSSL's reason, or one of a certificate that was not believed

constexpr int not_believed = 1 << 20;

class TlsCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "tls"; }
    std::string message(int value) const override
    {
        if (value >= not_believed)
            return fmt::format("the certificate is not trusted: {}", X509_verify_cert_error_string(value - not_believed));
        const auto code = ERR_PACK(ERR_LIB_SSL, 0, static_cast<unsigned long>(value));
        const char* reason = ERR_reason_error_string(code);
        return reason == nullptr ? "TLS failed" : fmt::format("TLS failed: {}", reason);
    }
};

const TlsCategory& tls_category()
{
    static const TlsCategory category;
    return category;
}

std::string last_reason()
{
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason == nullptr ? "unknown reason" : reason;
}

// ---- the socket as OpenSSL sees it: its own would raise SIGPIPE, and blocks where this one does not

int socket_of(BIO* bio) { return *static_cast<const int*>(BIO_get_data(bio)); }

int write_to_socket(BIO* bio, const char* bytes, int count)
{
    BIO_clear_retry_flags(bio);
    const auto sent = ::send(socket_of(bio), bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

int read_from_socket(BIO* bio, char* bytes, int count)
{
    BIO_clear_retry_flags(bio);
    const auto got = ::recv(socket_of(bio), bytes, static_cast<std::size_t>(count), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
    if (got == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(got);
}

long control_socket(BIO* bio, int command, long /*number*/, void* /*pointer*/)
{
    if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socket_method()
{
    static const BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without signals");
        if (made == nullptr) throw std::bad_alloc();
        BIO_meth_set_write(made, write_to_socket);
        BIO_meth_set_read(made, read_from_socket);
        BIO_meth_set_ctrl(made, control_socket);
        return made;
    }();
    return method;
}

// `socket` outlives it.
BIO* bio_of(int& socket)
{
    BIO* bio = BIO_new(socket_method());
    if (bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, &socket);
    BIO_set_init(bio, 1);
    return bio;
}

// ---- contexts

int choose_protocol(SSL* /*tls*/, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
    unsigned int offered_length, void* /*nothing*/)
{
    unsigned char* found = nullptr;
    const int result = SSL_select_next_proto(&found, length, reinterpret_cast<const unsigned char*>(http_1_1.data()),
        static_cast<unsigned int>(http_1_1.size()), offered, offered_length);
    *chosen = found;
    // A client that only speaks something else is answered in HTTP/1.1 all the same: it will say what it wants.
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

ContextPtr new_context(const SSL_METHOD* method)
{
    // What the system's openssl.cnf says is for other programs: it may load modules and lower what is asked here.
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    ContextPtr context(SSL_CTX_new(method), SSL_CTX_free);
    if (!context) throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context.get(), suites_of_tls_12);
    SSL_CTX_set1_groups_list(context.get(), groups);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(
        context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    return context;
}

BioPtr reading(const std::string& text)
{
    BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(std::min<std::size_t>(text.size(), INT_MAX))), BIO_free);
    if (!bio) throw std::bad_alloc();
    return bio;
}

// A key with a passphrase is refused instead of asking whoever sits at the terminal.
int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*nothing*/) { return -1; }

std::unexpected<Error> bad_pair(std::string_view what)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "tls_pair",
        .message = fmt::format("the certificate cannot be served: {}", what),
        .hint = "give the certificate with its chain, and its key without a passphrase, both in PEM"});
}

Result<void> use_chain(SSL_CTX* context, const std::string& chain)
{
    const auto text = reading(chain);
    const CertificatePtr first(PEM_read_bio_X509(text.get(), nullptr, no_passphrase, nullptr), X509_free);
    if (!first) return bad_pair("there is no certificate in the file");
    if (SSL_CTX_use_certificate(context, first.get()) != 1) return bad_pair(last_reason());
    while (CertificatePtr more{PEM_read_bio_X509(text.get(), nullptr, no_passphrase, nullptr), X509_free}) {
        if (SSL_CTX_add1_chain_cert(context, more.get()) != 1) return bad_pair(last_reason());
    }
    ERR_clear_error(); // the end of the text
    return {};
}

} // namespace

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Result<std::shared_ptr<const TlsContext>> TlsContext::serving(const std::string& chain, const std::string& key)
{
    auto context = new_context(TLS_server_method());
    // A client that leaves without a word has sent all it had to say: HTTP knows its own ends.
    SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
    CHECK(use_chain(context.get(), chain));
    const auto text = reading(key);
    const KeyPtr private_key(PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free);
    if (!private_key) return bad_pair("there is no key in the file that can be read without a passphrase");
    if (SSL_CTX_use_PrivateKey(context.get(), private_key.get()) != 1 || SSL_CTX_check_private_key(context.get()) != 1) {
        ERR_clear_error();
        return bad_pair("the key is that of another certificate");
    }
    return std::shared_ptr<const TlsContext>(new TlsContext(context.release()));
}

Result<std::shared_ptr<const TlsContext>> TlsContext::trusting(const std::string& authorities)
{
    auto context = new_context(TLS_client_method());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    if (authorities.empty()) {
        SSL_CTX_set_default_verify_paths(context.get());
        return std::shared_ptr<const TlsContext>(new TlsContext(context.release()));
    }
    const auto text = reading(authorities);
    auto* const store = SSL_CTX_get_cert_store(context.get());
    std::size_t found = 0;
    while (CertificatePtr one{PEM_read_bio_X509(text.get(), nullptr, no_passphrase, nullptr), X509_free}) {
        if (X509_STORE_add_cert(store, one.get()) == 1) ++found;
    }
    ERR_clear_error();
    if (found > 0) return std::shared_ptr<const TlsContext>(new TlsContext(context.release()));
    return fail({.kind = ErrorKind::invalid,
        .key = "tls_authority",
        .message = "there is no certificate in the file of the authority",
        .hint = "give the file that Furtka's page offers under Settings, Certificates"});
}

TlsStream::TlsStream(std::shared_ptr<const TlsContext> context, int socket, Role role, const std::string& name)
    : context_(std::move(context)), socket_(socket), tls_(SSL_new(context_->native_handle()))
{
    if (tls_ == nullptr) throw std::bad_alloc();
    BIO* const bio = bio_of(socket_);
    SSL_set_bio(tls_, bio, bio);
    if (role == Role::server) {
        SSL_set_accept_state(tls_);
        return;
    }
    SSL_set_connect_state(tls_);
    auto* const wanted = SSL_get0_param(tls_);
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) == 1) return;
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(wanted, name.data(), name.size());
    SSL_set_tlsext_host_name(tls_, name.c_str());
    ERR_clear_error();
}

TlsStream::~TlsStream() { SSL_free(tls_); }

ErrorCode TlsStream::problem(int result, Wants& wants)
{
    switch (SSL_get_error(tls_, result)) {
    case SSL_ERROR_WANT_READ: wants = Wants::readable; return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE: wants = Wants::writable; return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN: return asio::error::eof;
    default: break;
    }
    const int number = errno;
    broken_ = true;
    const auto error = ERR_peek_last_error();
    ERR_clear_error();
    if (const auto verified = SSL_get_verify_result(tls_); verified != X509_V_OK)
        return {not_believed + static_cast<int>(verified), tls_category()};
    if (error != 0) return {ERR_GET_REASON(error), tls_category()};
    return number != 0 ? ErrorCode(number, boost::system::system_category()) : ErrorCode(asio::error::eof);
}

ErrorCode TlsStream::handshake()
{
    ERR_clear_error();
    errno = 0;
    const int result = SSL_do_handshake(tls_);
    return result == 1 ? ErrorCode() : problem(result, read_wants_);
}

Moved TlsStream::read(std::span<char> into)
{
    if (broken_) return {.ec = asio::error::eof};
    ERR_clear_error();
    errno = 0;
    std::size_t bytes = 0;
    const int result = SSL_read_ex(tls_, into.data(), into.size(), &bytes);
    if (result == 1) return {.ec = {}, .bytes = bytes};
    return {.ec = problem(result, read_wants_)};
}

// One record for all that goes out together: a chunk of three pieces would be three of them, each with its own overhead.
Moved TlsStream::write(std::span<const iovec> pieces)
{
    if (broken_) return {.ec = asio::error::broken_pipe};
    std::array<char, record_bytes> gathered; // NOLINT(cppcoreguidelines-pro-member-init): written before it is read
    std::span<const char> from;
    if (pieces.size() == 1) {
        from = {static_cast<const char*>(pieces.front().iov_base), std::min(pieces.front().iov_len, record_bytes)};
    } else {
        std::size_t size = 0;
        for (const auto& piece : pieces) {
            const auto taken = std::min(piece.iov_len, gathered.size() - size);
            std::copy_n(static_cast<const char*>(piece.iov_base), taken, gathered.data() + size);
            size += taken;
        }
        from = std::span(gathered).first(size);
    }
    ERR_clear_error();
    errno = 0;
    std::size_t bytes = 0;
    const int result = SSL_write_ex(tls_, from.data(), from.size(), &bytes);
    if (result == 1) return {.ec = {}, .bytes = bytes};
    return {.ec = problem(result, write_wants_)};
}

bool TlsStream::is_quiet()
{
    if (broken_) return false;
    ERR_clear_error();
    errno = 0;
    char byte = 0;
    std::size_t bytes = 0;
    const int result = SSL_peek_ex(tls_, &byte, 1, &bytes);
    return result != 1 && problem(result, read_wants_) == asio::error::would_block;
}

void TlsStream::finish()
{
    if (broken_ || SSL_in_init(tls_) != 0) return;
    ERR_clear_error();
    SSL_shutdown(tls_);
    ERR_clear_error();
}

} // namespace furtka::http
