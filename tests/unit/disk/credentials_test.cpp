#include "adapters/disk/disk_credentials.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

namespace furtka::test {
namespace {

class OwnersLogins : public testing::Test {
protected:
    OwnersLogins() { setenv("PATH", (folder.path().string() + ":/usr/bin:/bin").c_str(), 1); }
    ~OwnersLogins() override { setenv("PATH", path_.c_str(), 1); }

    /// `ada:pw`, `token tok`, `none`, or the error's key.
    std::string found(const std::string& registry)
    {
        const auto login = run(credentials.find(registry));
        if (!login) return login.error().key;
        if (!*login) return "none";
        return (*login)->identity_token.empty() ? (*login)->username + ":" + (*login)->password
                                                : "token " + (*login)->identity_token;
    }
    void docker_config(const std::string& text) { std::ofstream(folder / "config.json") << text; }
    void helper(const std::string& name, const std::string& script)
    {
        const auto file = folder / ("docker-credential-" + name);
        std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
        chmod(file.c_str(), 0755);
    }

    TempFolder folder;
    DiskCredentials credentials{{.docker_config = folder / "config.json",
        .own = folder / "state" / "registries.json",
        .helper_limit = std::chrono::milliseconds(2000)}};

private:
    std::string path_ = std::getenv("PATH");
};

TEST_F(OwnersLogins, AreKeptInAFileForTheOwnerAlone)
{
    ASSERT_TRUE(run(credentials.save("ghcr.io", {.username = "ada", .password = "pw"})));

    struct stat info{};
    ASSERT_EQ(stat((folder / "state" / "registries.json").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    EXPECT_EQ(found("ghcr.io"), "ada:pw");
    EXPECT_EQ(found("docker.io"), "none");
    EXPECT_TRUE(run(credentials.remove("ghcr.io")));
    EXPECT_EQ(found("ghcr.io"), "none");
    EXPECT_EQ(run(credentials.remove("ghcr.io")).error().key, "registry_login_unknown");
}

TEST_F(OwnersLogins, WinOverThoseOfTheDockerClient)
{
    docker_config(R"({"auths":{"ghcr.io":{"auth":"Ym9iOm9sZA=="},"quay.io":{"auth":"Ym9iOm9sZA=="}}})");
    ASSERT_TRUE(run(credentials.save("ghcr.io", {.username = "ada", .password = "pw"})));

    EXPECT_EQ(found("ghcr.io"), "ada:pw");
    EXPECT_EQ(found("quay.io"), "bob:old");
    EXPECT_EQ(*run(credentials.list()),
        (std::vector<KeptLogin>{{.registry = "ghcr.io", .username = "ada", .keeper = KeptLogin::Keeper::furtka},
            {.registry = "quay.io", .username = "bob", .keeper = KeptLogin::Keeper::docker}}));
}

TEST_F(OwnersLogins, AreAskedOfACredentialHelper)
{
    docker_config(R"({"credsStore":"all","credHelpers":{"ghcr.io":"one"}})");
    helper("one", R"(read server; echo "{\"Username\":\"$1 $server\",\"Secret\":\"pw\"}")");
    helper("all", R"(read server; echo "{\"Username\":\"<token>\",\"Secret\":\"$server\"}")");

    EXPECT_EQ(found("ghcr.io"), "get ghcr.io:pw");
    EXPECT_EQ(found("docker.io"), "token https://index.docker.io/v1/");
    EXPECT_EQ(run(credentials.list())->at(0).keeper, KeptLogin::Keeper::helper);
}

TEST_F(OwnersLogins, AreNotThereWhenTheHelperSaysSo)
{
    docker_config(R"({"credsStore":"none"})");
    helper("none", "echo 'credentials not found in native keychain'; exit 1");

    EXPECT_EQ(found("ghcr.io"), "none");
}

TEST_F(OwnersLogins, AHelperThatFailsIsToldWithoutWhatItSaid)
{
    const std::pair<std::string, std::string> cases[] = {{"echo secret; exit 3", "ended with exit code 3"},
        {"echo secret", "answered something else"}, {"sleep 20", "did not end within 2 s"},
        {"yes secret", "wrote more than"}};
    docker_config(R"({"credsStore":"bad"})");
    for (const auto& [script, words] : cases) {
        helper("bad", script);
        const auto login = run(credentials.find("ghcr.io"));
        ASSERT_FALSE(login) << script;
        EXPECT_EQ(login.error().key, "credential_helper");
        EXPECT_NE(login.error().message.find(words), std::string::npos) << login.error().message;
        EXPECT_EQ(login.error().message.find("secret"), std::string::npos) << login.error().message;
    }
}

TEST_F(OwnersLogins, AHelperIsAProgramOfPathAndNothingElse)
{
    docker_config(R"({"credsStore":"../../bin/sh"})");
    EXPECT_EQ(found("ghcr.io"), "credential_helper");
    docker_config(R"({"credsStore":"missing"})");
    EXPECT_EQ(found("ghcr.io"), "credential_helper");
}

} // namespace
} // namespace furtka::test
