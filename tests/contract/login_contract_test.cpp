// A registry that wants a login, a real engine, and the docker client's configuration file between them.
#include "adapters/docker/docker.hpp"
#include "support/config_credentials.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace furtka::contract {
namespace {

/// FURTKA_TEST_LOGIN_REGISTRY has `contract/app` for the user bob with the password secret.
class ALogin : public testing::Test {
protected:
    void SetUp() override
    {
        const char* host = std::getenv("FURTKA_TEST_DOCKER_HOST");
        const char* registry = std::getenv("FURTKA_TEST_LOGIN_REGISTRY");
        if (host == nullptr || registry == nullptr) {
            GTEST_SKIP() << "FURTKA_TEST_DOCKER_HOST and FURTKA_TEST_LOGIN_REGISTRY name no engine and registry";
        }
        host_ = host;
        registry_ = registry;
    }

    /// `success` or the key of the failure.
    std::string pull_with(const std::string& auth)
    {
        std::ofstream(folder_ / "config.json") << R"({"auths":{")" << registry_ << R"(":{"auth":")" << auth << R"("}}})";
        const auto docker = docker::Docker::open(io_.get_executor(), credentials_, {.host = host_});
        const ImageRef ref{registry_, "contract/app", "1", ""};
        const auto pulled = run(io_, (*docker)->images().pull(ref, {}, nullptr), std::chrono::seconds(60));
        return pulled ? "success" : pulled.error().key;
    }

    boost::asio::io_context io_{1};
    TempFolder folder_;
    test::ConfigCredentials credentials_{folder_ / "config.json"};
    std::string host_;
    std::string registry_;
};

TEST_F(ALogin, IsTakenFromTheDockerClientsFile)
{
    EXPECT_EQ(pull_with("Ym9iOndyb25n"), "registry_denied") << "bob:wrong";
    EXPECT_EQ(pull_with("Ym9iOnNlY3JldA=="), "success") << "bob:secret";
}

} // namespace
} // namespace furtka::contract
