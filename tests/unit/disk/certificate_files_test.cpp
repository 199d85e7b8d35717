#include "adapters/disk/disk_certificate_files.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>

namespace furtka::test {
namespace {

const CertifiedKey pair{.chain = "-----BEGIN CERTIFICATE-----\nc\n-----END CERTIFICATE-----\n",
    .key = "-----BEGIN PRIVATE KEY-----\nk\n-----END PRIVATE KEY-----\n"};

class CertificateFilesOnDisk : public testing::Test {
protected:
    std::string write(const std::string& name, const std::string& text)
    {
        std::ofstream(folder / name) << text;
        return (folder / name).string();
    }
    unsigned mode(const std::string& name)
    {
        struct stat found{};
        EXPECT_EQ(::stat((folder / name).c_str(), &found), 0) << name;
        return found.st_mode & 0777U;
    }

    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{1};
    DiskCertificateFiles files{folder.path(), pool};
};

TEST_F(CertificateFilesOnDisk, AreKeptForTheDaemonAlone)
{
    EXPECT_FALSE(run(io, files.load())->authority);
    ASSERT_TRUE(run(io, files.keep_authority(pair)));
    ASSERT_TRUE(run(io, files.keep_certificate(pair)));

    const auto kept = run(io, DiskCertificateFiles(folder.path(), pool).load());

    EXPECT_EQ(kept->authority, pair);
    EXPECT_EQ(kept->certificate, pair);
    EXPECT_EQ(kept->authority->chain.find("PRIVATE"), std::string::npos) << "the chain is told to everyone";
    EXPECT_EQ(mode("tls"), 0700U);
    EXPECT_EQ(mode("tls/authority.pem"), 0600U);
    EXPECT_EQ(mode("tls/server.pem"), 0600U);
}

TEST_F(CertificateFilesOnDisk, AreAsNoneWithoutBothParts)
{
    ASSERT_TRUE(run(io, files.keep_authority({.chain = pair.chain, .key = ""})));
    ASSERT_TRUE(run(io, files.keep_certificate({.chain = "", .key = pair.key})));

    const auto kept = run(io, files.load());

    EXPECT_FALSE(kept->authority);
    EXPECT_FALSE(kept->certificate);
}

TEST_F(CertificateFilesOnDisk, AreAProblemWhenTheyCannotBeRead)
{
    std::filesystem::create_directories(folder / "tls" / "authority.pem");
    EXPECT_EQ(run(io, files.load()).error().key, "state_unusable");
    EXPECT_EQ(run(io, files.keep_authority(pair)).error().key, "state_unusable");
    DiskCertificateFiles nowhere("/proc/nothing/here", pool);
    EXPECT_EQ(run(io, nowhere.keep_certificate(pair)).error().key, "state_unusable");
}

TEST_F(CertificateFilesOnDisk, OfTheOwnerAreReadThroughLinks)
{
    write("chain.pem", pair.chain);
    write("key.pem", pair.key);
    std::filesystem::create_symlink("chain.pem", folder / "live.pem"); // as certbot does

    EXPECT_EQ(*run(io, files.read(folder / "live.pem", folder / "key.pem")), pair);

    std::filesystem::create_directory(folder / "folder");
    write("large", std::string(300'000, 'x'));
    for (const auto* name : {"absent", "folder", "large"}) {
        const auto read = run(io, files.read(folder / name, folder / "key.pem"));
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(read.error().key, "tls_files") << name;
        EXPECT_NE(read.error().message.find(name), std::string::npos);
    }
}

} // namespace
} // namespace furtka::test
