// ports/crypto.hpp — hashes: slow ones for passwords, quick ones for secrets that are chance already, and the one that
// authenticator apps use.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace furtka {

struct PasswordCheck {
    bool good = false;
    bool outdated = false; ///< good, and to be hashed again: by other measures than today's
};

/// Takes about a tenth of a second and 64 MiB of a worker, one at a time; the memory is given back.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;

    /// unavailable `password_hashing`: no memory for it, or too many wait already.
    virtual Task<Result<std::string>> hash(std::string password) = 0;
    /// The same errors. An empty `hash` (there is no such user) takes as long as a wrong password.
    virtual Task<Result<PasswordCheck>> check(std::string password, std::string hash) = 0;
};

class Digests {
public:
    virtual ~Digests() = default;

    /// Hexadecimal, 256 bits. For secrets of at least 128 bits of chance; `purpose` keeps kinds of them apart.
    virtual std::string of_secret(std::string_view purpose, std::string_view secret) = 0;
    /// HMAC-SHA-1 (RFC 2104): 20 bytes.
    virtual std::string hmac_sha1(std::string_view key, std::string_view message) = 0;
};

} // namespace furtka
