#include "adapters/crypto/library_digests.hpp"
#include "adapters/crypto/sodium_hasher.hpp"
#include "base/base64.hpp"
#include "support/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

namespace furtka {
namespace {

class Hashing : public testing::Test {
protected:
    boost::asio::io_context io{1};
    WorkerPool pool{2};
    SodiumHasher hasher{pool};
};

TEST_F(Hashing, KnowsAPasswordByItsHashAndNoOther)
{
    const auto hash = run(io, hasher.hash("three long words"));
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *hash;
    EXPECT_NE(*hash, *run(io, hasher.hash("three long words")));
    const auto good = run(io, hasher.check("three long words", *hash));
    EXPECT_TRUE(good->good);
    EXPECT_FALSE(good->outdated);
    EXPECT_FALSE(run(io, hasher.check("Three long words", *hash))->good);
    EXPECT_FALSE(run(io, hasher.check("three long words", "nonsense"))->good);
}

TEST_F(Hashing, TakesAsLongWithoutAUser)
{
    const auto hash = *run(io, hasher.hash("three long words"));
    const auto time_of = [&](const std::string& kept) {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_FALSE(run(io, hasher.check("wrong", kept))->good);
        return std::chrono::steady_clock::now() - begin;
    };
    EXPECT_GT(time_of(""), time_of(hash) / 4);
}

TEST_F(Hashing, TellsWhenAHashIsOfOlderMeasures)
{
    // "furtka" with 8 MiB and one pass, made by libsodium 1.0.18.
    const auto old = "$argon2id$v=19$m=8192,t=1,p=1$YbIZOxu4M3dxIinvtAorqA$NSdfBQzwMTBl1FMYt8CUPs8Hd1pCkQfScZq8VxTVXlw";
    const auto checked = run(io, hasher.check("furtka", old));
    EXPECT_TRUE(checked->good);
    EXPECT_TRUE(checked->outdated);
}

TEST_F(Hashing, LetsABoundedNumberWait)
{
    int refused = 0;
    int done = 0;
    for (int i = 0; i < 30; ++i) {
        boost::asio::co_spawn(
            io,
            [&]() -> Task<void> {
                const auto checked = co_await hasher.check("x", "nonsense");
                ++(checked ? done : refused);
            },
            boost::asio::detached);
    }
    io.run_for(std::chrono::seconds(10));
    EXPECT_EQ(done + refused, 30);
    EXPECT_GE(refused, 10);
}

TEST(Digests, MakeTheHmacOfTheRfc)
{
    LibraryDigests digests;
    // RFC 2202, 3: cases 1 and 2.
    EXPECT_EQ(
        hex_encode(digests.hmac_sha1(std::string(20, '\x0b'), "Hi There")), "b617318655057264e28bc0b6fb378c8ef146be00");
    EXPECT_EQ(
        hex_encode(digests.hmac_sha1("Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(Digests, KeepKindsOfSecretsApart)
{
    LibraryDigests digests;
    const auto hash = digests.of_secret("session", "secret");
    EXPECT_EQ(hash.size(), 64U);
    EXPECT_EQ(hash, digests.of_secret("session", "secret"));
    EXPECT_NE(hash, digests.of_secret("token", "secret"));
    EXPECT_NE(hash, digests.of_secret("session", "Secret"));
}

} // namespace
} // namespace furtka
