#include "adapters/catalog/sodium_file_proofs.hpp"

#include "base/base64.hpp"
#include "base/owned_fd.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka {
namespace {

Error unreadable(const std::filesystem::path& file)
{
    return {.kind = ErrorKind::unavailable,
        .key = "apps_dir",
        .message = fmt::format("could not read {}: {}", file.string(), std::strerror(errno)),
        .hint = "see that Furtka may read it"};
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// Calls `take` with each piece of the file.
template <class Take>
Result<void> read_all(const std::filesystem::path& file, const Take& take)
{
    const OwnedFd opened(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!opened) return fail(unreadable(file));
    std::array<unsigned char, 64 * 1024> piece;
    for (;;) {
        const auto size = ::read(opened.get(), piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return fail(unreadable(file));
        if (size == 0) return {};
        take(piece.data(), static_cast<std::size_t>(size));
    }
}

Result<std::string> sha256_of(const std::filesystem::path& file)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    CHECK(
        read_all(file, [&](const unsigned char* data, std::size_t size) { crypto_hash_sha256_update(&state, data, size); }));
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
    crypto_hash_sha256_final(&state, hash.data());
    return hex_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

Result<std::string> blake2b_of(const std::filesystem::path& file)
{
    std::array<unsigned char, 64> hash;
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    CHECK(
        read_all(file, [&](const unsigned char* data, std::size_t size) { crypto_generichash_update(&state, data, size); }));
    crypto_generichash_final(&state, hash.data(), hash.size());
    return std::string(reinterpret_cast<const char*>(hash.data()), hash.size());
}

bool is_signed(std::string_view message, const std::string& signature, const SigningKey& key)
{
    return signature.size() == crypto_sign_BYTES && key.bytes.size() == crypto_sign_PUBLICKEYBYTES
        && crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(), bytes_of(key.bytes)) == 0;
}

/// Ed25519 reads its message twice, so the old kind of signature needs the whole file at once: mapped, not copied.
Result<bool> signs_whole(const std::filesystem::path& file, const std::string& signature, const SigningKey& key)
{
    const OwnedFd opened(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat info{};
    if (!opened || fstat(opened.get(), &info) != 0) return fail(unreadable(file));
    const auto size = static_cast<std::size_t>(info.st_size);
    if (size == 0) return is_signed({}, signature, key);
    void* mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, opened.get(), 0);
    if (mapped == MAP_FAILED) return fail(unreadable(file));
    const bool good = is_signed({static_cast<const char*>(mapped), size}, signature, key);
    munmap(mapped, size);
    return good;
}

std::unexpected<Error> refused(std::string key, std::string message, std::string hint)
{
    return fail({.kind = ErrorKind::denied, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)});
}

Result<void> check(const std::filesystem::path& file, const SigningKey& key, const FileSignature& signature)
{
    if (signature.key_id != key.id)
        return refused("signature_key", "it is signed with another key than the one this catalog was added with",
            "if the author has a new key, remove the catalog and add it again with that one");
    bool good = false;
    if (signature.of_hash) {
        TRY(const auto hash, blake2b_of(file));
        good = is_signed(hash, signature.bytes, key);
    } else {
        TRY(good, signs_whole(file, signature.bytes, key));
    }
    // The comment tells how new the file is; it is worth nothing without its own signature.
    good = good && is_signed(signature.bytes + signature.trusted_comment, signature.comment_bytes, key);
    if (good) return {};
    return refused("signature_bad", "the signature does not fit: what was fetched is not what its author signed",
        "the catalog stays as it was; try again later, and tell its author if it stays so");
}

} // namespace

Task<Result<std::string>> SodiumFileProofs::sha256(std::filesystem::path file)
{
    std::function<Result<std::string>()> work = [file = std::move(file)] { return sha256_of(file); };
    auto hash = co_await workers_.run(std::move(work));
    co_return hash;
}

Task<Result<void>> SodiumFileProofs::verify(std::filesystem::path file, SigningKey key, FileSignature signature)
{
    std::function<Result<void>()> work = [file = std::move(file), key = std::move(key), signature = std::move(signature)] {
        return check(file, key, signature);
    };
    auto good = co_await workers_.run(std::move(work));
    co_return good;
}

} // namespace furtka
