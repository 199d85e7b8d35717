#include "adapters/catalog/sodium_file_proofs.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

// Made by minisign 0.11: the first as it does by itself, the second with its option -l.
constexpr std::string_view key_line = "RWQKiVTsfvanac/FEdYforZqEdTowd/CuZrgps3lEc+o9xns0r2GxV3F";
const std::string of_hash =
    "untrusted comment: signature from minisign secret key\n"
    "RUQKiVTsfvanaXEEqfSfr7FPHXLIWfn8f/5wpvRl02n4+pBtq5Lk0fYaMfDjfBZGLnShK9iSfEj3ePUJitNKw44BacDb5EX1kgU=\n"
    "trusted comment: timestamp:1700000000\tfile:f.tar.gz\thashed\n"
    "TGauagPBnRMBq1tSaLxKH/rTp5I2s8oPQRfDrRmSmUS7uDsiGPYSIPzCA/TOnMzoDdzXEBqklX9ShwK6KnPTDw==\n";
const std::string of_file =
    "untrusted comment: signature from minisign secret key\n"
    "RWQKiVTsfvanabvbGuFfuF5xeKx3AsKon2hdCzgXG5LIRQa9ta53RFCMxZeS/o4c6TncPMDS05GFtZwSLHVEEp4iCe1d4JsEcQQ=\n"
    "trusted comment: timestamp:1700000001\n"
    "DJxCXRxHjOz4ft7PczHuf4qkW1lmBakpT3xSyFtHnvEM/ZGCkc/XIdDGNmWeoA0Kg3EffpBSCiUYHqMmX7x/Cg==\n";

class Proofs : public testing::Test {
protected:
    Proofs() { scratch.write("f", "hello catalog\n"); }
    std::string verified(const std::string& signature, std::string_view key = key_line)
    {
        const auto good = run(proofs.verify(scratch / "f", *parse_signing_key(key), *parse_signature(signature)));
        return good ? "good" : good.error().key;
    }
    test::Scratch scratch;
    WorkerPool workers{1};
    SodiumFileProofs proofs{workers};
};

TEST_F(Proofs, TakesWhatMinisignSigned)
{
    EXPECT_EQ(verified(of_hash), "good");
    EXPECT_EQ(verified(of_file), "good");
}

TEST_F(Proofs, RefusesAFileThatWasChanged)
{
    for (const std::string_view text : {"hello catalog!", "", "hello catalog\n\n"}) {
        scratch.write("f", text);
        EXPECT_EQ(verified(of_hash), "signature_bad");
        EXPECT_EQ(verified(of_file), "signature_bad");
    }
}

TEST_F(Proofs, RefusesATrustedCommentThatWasChanged)
{
    auto forged = of_hash;
    forged.replace(forged.find("1700000000"), 10, "1900000000");
    EXPECT_EQ(verified(forged), "signature_bad");
}

TEST_F(Proofs, RefusesAnotherKey)
{
    EXPECT_EQ(verified(of_hash, "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"), "signature_key");
    // The same id in front of another key.
    EXPECT_EQ(verified(of_hash, "RWQKiVTsfvanaXmlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"), "signature_bad");
}

TEST_F(Proofs, KnowsASha256)
{
    scratch.write("f", "test");
    EXPECT_EQ(run(proofs.sha256(scratch / "f")).value(), "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    EXPECT_EQ(run(proofs.sha256(scratch / "none")).error().key, "apps_dir");
}

} // namespace
} // namespace furtka
