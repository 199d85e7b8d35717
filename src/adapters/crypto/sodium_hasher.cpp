#include "adapters/crypto/sodium_hasher.hpp"

#include "base/counted.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace furtka {
namespace {

constexpr unsigned long long passes = 3;
constexpr std::size_t memory = std::size_t{64} * 1024 * 1024;
constexpr std::size_t most_waiting = 16;

/// Of a password that nobody knows, made with the same measures: checked when there is no such user.
constexpr const char* nobodys_hash =
    "$argon2id$v=19$m=65536,t=3,p=1$5S7zA7u4QkiFQ81cU9FLgA$FuD8kYgKwdoW24eK451HAZ4egpi0gzgYBP/vui7R58w";

Error busy()
{
    return {.kind = ErrorKind::unavailable,
        .key = "password_hashing",
        .message = "many logins are being checked already, or there is no memory for it",
        .hint = "try again in a moment"};
}

Result<std::string> hash_now(const std::string& password)
{
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes, memory, crypto_pwhash_ALG_ARGON2ID13)
        != 0)
        return fail(busy());
    return std::string(text.data());
}

Result<PasswordCheck> check_now(const std::string& password, const std::string& hash)
{
    const std::string& wanted = hash.empty() ? std::string(nobodys_hash) : hash;
    const bool good = crypto_pwhash_str_verify(wanted.c_str(), password.data(), password.size()) == 0;
    if (!good || hash.empty()) return PasswordCheck{};
    return PasswordCheck{.good = true, .outdated = crypto_pwhash_str_needs_rehash(hash.c_str(), passes, memory) != 0};
}

} // namespace

SodiumHasher::SodiumHasher(WorkerPool& pool) : pool_(pool)
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used");
}

Task<Result<Gate::Pass>> SodiumHasher::enter()
{
    if (*waiting_ >= most_waiting) co_return fail(busy());
    const Counted waiting(waiting_);
    auto pass = co_await turn_.enter();
    co_return pass;
}

Task<Result<std::string>> SodiumHasher::hash(std::string password)
{
    CO_TRY(const auto pass, co_await enter());
    std::function<Result<std::string>()> work = [password = std::move(password)] { return hash_now(password); };
    auto made = co_await pool_.run(std::move(work));
    co_return made;
}

Task<Result<PasswordCheck>> SodiumHasher::check(std::string password, std::string hash)
{
    CO_TRY(const auto pass, co_await enter());
    std::function<Result<PasswordCheck>()> work = [password = std::move(password), hash = std::move(hash)] {
        return check_now(password, hash);
    };
    auto checked = co_await pool_.run(std::move(work));
    co_return checked;
}

} // namespace furtka
