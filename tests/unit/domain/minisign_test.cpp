#include "domain/minisign.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

constexpr std::string_view key_line = "RWQKiVTsfvanac/FEdYforZqEdTowd/CuZrgps3lEc+o9xns0r2GxV3F";
const std::string signature_text =
    "untrusted comment: signature from minisign secret key\n"
    "RUQKiVTsfvanaXEEqfSfr7FPHXLIWfn8f/5wpvRl02n4+pBtq5Lk0fYaMfDjfBZGLnShK9iSfEj3ePUJitNKw44BacDb5EX1kgU=\n"
    "trusted comment: timestamp:1700000000\tfile:f.tar.gz\thashed\n"
    "TGauagPBnRMBq1tSaLxKH/rTp5I2s8oPQRfDrRmSmUS7uDsiGPYSIPzCA/TOnMzoDdzXEBqklX9ShwK6KnPTDw==\n";

TEST(Minisign, AKeyIsALineOrAFile)
{
    const auto key = parse_signing_key(key_line);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->id.size(), 8U);
    EXPECT_EQ(key->bytes.size(), 32U);
    EXPECT_EQ(
        parse_signing_key("untrusted comment: minisign public key 69A7\r\n" + std::string(key_line) + "\r\n").value(), *key);
    for (const std::string_view bad : {"", "RWQ", "untrusted comment: x", "a\nb\nc"})
        EXPECT_EQ(parse_signing_key(bad).error().key, "catalog_key") << bad;
    EXPECT_FALSE(parse_signing_key("RUQKiVTsfvanac/FEdYforZqEdTowd/CuZrgps3lEc+o9xns0r2GxV3F")) << "the mark of a signature";
}

TEST(Minisign, ASignatureHasFourLines)
{
    const auto signature = parse_signature(signature_text);
    ASSERT_TRUE(signature);
    EXPECT_TRUE(signature->of_hash);
    EXPECT_EQ(signature->key_id, parse_signing_key(key_line)->id);
    EXPECT_EQ(signature->trusted_comment, "timestamp:1700000000\tfile:f.tar.gz\thashed");
    EXPECT_EQ(signature->bytes.size(), 64U);
    EXPECT_EQ(signature->comment_bytes.size(), 64U);

    const auto key_of = [](const std::string& text) { return parse_signature(text).error().key; };
    EXPECT_EQ(key_of(""), "signature_format");
    EXPECT_EQ(key_of(signature_text.substr(0, 200)), "signature_format");
    EXPECT_EQ(key_of(signature_text + "more\n"), "signature_format");
    EXPECT_EQ(key_of(signature_text + std::string(5000, '\n')), "signature_format");
    auto other = signature_text;
    other.replace(other.find("RUQ"), 3, "RVQ");
    EXPECT_EQ(key_of(other), "signature_format");
}

TEST(Minisign, TheTimeIsAWordOfTheTrustedComment)
{
    EXPECT_EQ(signed_at("timestamp:1700000000\tfile:a"), 1'700'000'000);
    EXPECT_EQ(signed_at("revision 3 timestamp:5"), 5);
    EXPECT_EQ(signed_at("nottimestamp:5"), std::nullopt);
    EXPECT_EQ(signed_at("timestamp:"), std::nullopt);
    EXPECT_EQ(signed_at("timestamp:-5"), std::nullopt);
    EXPECT_EQ(signed_at("timestamp:99999999999999999999"), std::nullopt);
    EXPECT_EQ(signed_at(""), std::nullopt);
}

} // namespace
} // namespace furtka
