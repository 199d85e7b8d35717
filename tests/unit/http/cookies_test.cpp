#include "http/cookies.hpp"

#include <gtest/gtest.h>

namespace furtka::http {
namespace {

using namespace std::chrono_literals;

TEST(Cookies, AreFoundByTheirName)
{
    EXPECT_EQ(find_cookie("a=1; furtka_session=xyz; b=2", "furtka_session"), "xyz");
    EXPECT_EQ(find_cookie(" furtka_session = xyz ", "furtka_session"), "xyz");
    EXPECT_EQ(find_cookie("furtka_session=a=b", "furtka_session"), "a=b");
    EXPECT_EQ(find_cookie("xfurtka_session=1;furtka_sessionx=2", "furtka_session"), std::nullopt);
    for (const auto* odd : {"", ";", ";;=;", "furtka_session", "=furtka_session", "FURTKA_SESSION=x"})
        EXPECT_EQ(find_cookie(odd, "furtka_session"), std::nullopt) << odd;
}

TEST(Cookies, OfOneNameTwiceAreNone) { EXPECT_EQ(find_cookie("s=1; s=2", "s"), std::nullopt); }

TEST(Cookies, AreSetForThisServerAlone)
{
    EXPECT_EQ(set_cookie("s", "x", {.life = 1h}), "s=x; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict");
    EXPECT_EQ(set_cookie("s", "", {.secure = true}), "s=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure");
}

} // namespace
} // namespace furtka::http
