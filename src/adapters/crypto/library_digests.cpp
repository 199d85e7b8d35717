#include "adapters/crypto/library_digests.hpp"

#include "base/base64.hpp"

#include <sodium.h>

#include <array>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace furtka {
namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

} // namespace

std::string LibraryDigests::of_secret(std::string_view purpose, std::string_view secret)
{
    std::array<unsigned char, crypto_generichash_BYTES> digest{};
    // The key is a name, not a secret: two kinds of secrets never have the same hash.
    std::array<unsigned char, crypto_generichash_KEYBYTES_MIN> key{};
    for (std::size_t i = 0; i < purpose.size() && i < key.size(); ++i) key[i] = bytes_of(purpose)[i];
    crypto_generichash(digest.data(), digest.size(), bytes_of(secret), secret.size(), key.data(), key.size());
    return hex_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string LibraryDigests::hmac_sha1(std::string_view key, std::string_view message)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(), digest.data(), &size)
        == nullptr)
        return {};
    return {reinterpret_cast<const char*>(digest.data()), size};
}

} // namespace furtka
