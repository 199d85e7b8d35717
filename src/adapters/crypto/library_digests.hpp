// adapters/crypto/library_digests.hpp — quick hashes: BLAKE2b of libsodium, HMAC-SHA-1 of OpenSSL.
#pragma once

#include "ports/crypto.hpp"

namespace furtka {

class LibraryDigests final : public Digests {
public:
    std::string of_secret(std::string_view purpose, std::string_view secret) override;
    std::string hmac_sha1(std::string_view key, std::string_view message) override;
};

} // namespace furtka
