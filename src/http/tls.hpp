// http/tls.hpp — TLS at either end of a connection: what a server shows, what a client trusts. No OpenSSL in headers.
#pragma once

#include "base/result.hpp"

#include <boost/system/error_code.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <sys/uio.h>

// NOLINTBEGIN(readability-identifier-naming): named by OpenSSL
struct ssl_ctx_st;
struct ssl_st;
// NOLINTEND(readability-identifier-naming)

namespace furtka::http {

using ErrorCode = boost::system::error_code;

struct Moved {
    ErrorCode ec; ///< would_block: nothing there (or no room) now; eof: the other end has sent all
    std::size_t bytes = 0;
};

/// What many connections share. TLS 1.2 and 1.3 with forward secrecy (Mozilla's intermediate list, without finite-field DH),
/// no tickets, no renegotiation. For a server to show and a client to trust.
class TlsContext {
public:
    /// PEM: the certificate with those between it and its authority; its key. invalid `tls_pair`: not PEM, or the key is of
    /// another certificate.
    static Result<std::shared_ptr<const TlsContext>> serving(const std::string& chain, const std::string& key);
    /// PEM: the authorities to trust; empty: those that this system trusts. invalid `tls_authority`.
    static Result<std::shared_ptr<const TlsContext>> trusting(const std::string& authorities);

    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;
    ssl_ctx_st* native_handle() const { return context_; }

private:
    explicit TlsContext(ssl_ctx_st* context) : context_(context) { }
    ssl_ctx_st* context_;
};

/// TLS on a socket that does not block and is somebody else's. An error other than would_block ends it; its message is
/// OpenSSL's.
class TlsStream {
public:
    enum class Role { server, client };
    /// `name` (of a client): what the server's certificate must be for, a name or an address.
    TlsStream(std::shared_ptr<const TlsContext> context, int socket, Role role, const std::string& name = {});
    ~TlsStream();
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    /// would_block until it is done; then no error.
    ErrorCode handshake();
    Moved read(std::span<char> into);
    /// As many bytes as the socket takes of one record. After would_block the same bytes must come again.
    Moved write(std::span<const iovec> pieces);
    /// Nothing has come that is not read: neither bytes nor an end.
    bool is_quiet();
    /// Tells the other end that nothing more comes, if it can be told without waiting.
    void finish();

    enum class Wants { readable, writable };
    Wants read_wants() const { return read_wants_; } ///< what a read that would block waits for
    Wants write_wants() const { return write_wants_; }

private:
    ErrorCode problem(int result, Wants& wants);

    std::shared_ptr<const TlsContext> context_;
    int socket_;
    ssl_st* tls_;
    Wants read_wants_ = Wants::readable;
    Wants write_wants_ = Wants::writable;
    bool broken_ = false;
};

} // namespace furtka::http
