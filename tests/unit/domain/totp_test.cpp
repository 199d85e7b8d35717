#include "domain/api_token.hpp"
#include "domain/totp.hpp"

#include <gtest/gtest.h>

#include <array>

namespace furtka {
namespace {

using namespace std::string_view_literals;
using std::chrono::seconds;
using std::chrono::sys_seconds;

// RFC 4226, appendix D: HMAC-SHA-1 of "12345678901234567890" for the counters 0 to 2; other counters give something else.
std::string rfc_hmac(std::string_view, std::string_view message)
{
    constexpr std::array<std::string_view, 3> known{
        "\xcc\x93\xcf\x18\x50\x8d\x94\x93\x4c\x64\xb6\x5d\x8b\xa7\x66\x7f\xb7\xcd\xe4\xb0"sv,
        "\x75\xa4\x8a\x19\xd4\xcb\xe1\x00\x64\x4e\x8a\xc1\x39\x7e\xea\x74\x7a\x2d\x33\xab"sv,
        "\x0b\xac\xb7\xfa\x08\x2f\xef\x30\x78\x22\x11\x93\x8b\xc1\xc5\xe7\x04\x16\xff\x44"sv};
    const auto counter = static_cast<unsigned char>(message.back());
    return counter < known.size() ? std::string(known[counter]) : std::string(20, static_cast<char>(counter));
}

sys_seconds at(std::int64_t step) { return sys_seconds(seconds(30 * step)); }

TEST(Totp, MakesTheCodesOfTheRfc)
{
    EXPECT_EQ(totp_code("secret", 0, rfc_hmac), "755224");
    EXPECT_EQ(totp_code("secret", 1, rfc_hmac), "287082");
    EXPECT_EQ(totp_code("secret", 2, rfc_hmac), "359152");
    EXPECT_EQ(totp_step(sys_seconds(seconds(59))), 1);
}

TEST(Totp, TakesACodeOfTheStepBeforeAndAfterToo)
{
    EXPECT_EQ(check_totp("secret", "287082", at(1), -1, rfc_hmac), 1);
    EXPECT_EQ(check_totp("secret", "287 082", at(2), -1, rfc_hmac), 1);
    EXPECT_EQ(check_totp("secret", "287082", at(0), -1, rfc_hmac), 1);
    EXPECT_EQ(check_totp("secret", "287082", at(3), -1, rfc_hmac), std::nullopt);
    EXPECT_EQ(check_totp("secret", "", at(1), -1, rfc_hmac), std::nullopt);
    EXPECT_EQ(check_totp("secret", "28708", at(1), -1, rfc_hmac), std::nullopt);
}

TEST(Totp, TakesNoCodeTwice)
{
    EXPECT_EQ(check_totp("secret", "287082", at(1), 1, rfc_hmac), std::nullopt);
    EXPECT_EQ(check_totp("secret", "755224", at(1), 1, rfc_hmac), std::nullopt);
    EXPECT_EQ(check_totp("secret", "359152", at(1), 1, rfc_hmac), 2);
}

TEST(Totp, TellsAnAuthenticatorWhatItNeeds)
{
    EXPECT_EQ(base32_encode("foobar"), "MZXW6YTBOI");
    EXPECT_EQ(base32_encode(""), "");
    EXPECT_EQ(
        totp_uri("foobar", "anna", "nas:7000"), "otpauth://totp/Furtka:anna%40nas%3A7000?secret=MZXW6YTBOI&issuer=Furtka");
}

TEST(ReadableCode, IsComparedAsPeopleTypeIt)
{
    EXPECT_EQ(readable_code(std::string(7, '\0')), "00000-00000");
    EXPECT_EQ(readable_code("\xff\xff\xff\xff\xff\xff\xff"), "ZZZZZ-ZZZZZ");
    EXPECT_EQ(plain_code(" abcde-fgh1o "), "ABCDEFGH10");
    EXPECT_EQ(plain_code("il"), "11");
}

TEST(ApiTokenText, HasAFormThatTellsAMisspeltOne)
{
    const auto token = make_token(std::string(32, '\x5a'));
    EXPECT_EQ(token.size(), 7U + 43 + 6);
    EXPECT_TRUE(token.starts_with("furtka_"));
    EXPECT_TRUE(is_token(token));
    for (std::size_t i = 7; i < token.size(); ++i) {
        auto wrong = token;
        wrong[i] = wrong[i] == 'x' ? 'y' : 'x';
        EXPECT_FALSE(is_token(wrong)) << i;
    }
    EXPECT_FALSE(is_token(""));
    EXPECT_FALSE(is_token("furtka_"));
    EXPECT_EQ(base62(std::string("\x00\x3d", 2), 3), "00z");
    EXPECT_EQ(base62("\x01", 2), "01");
}

} // namespace
} // namespace furtka
