// The same sentences told to the fake registry of the use cases' tests and to a real one.
#include "adapters/registry/docker_registry.hpp"
#include "support/config_credentials.hpp"
#include "support/fake_registry.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace furtka::contract {
namespace {

std::string from_environment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// `contract/app` is at the registry FURTKA_TEST_REGISTRY under the tags `1` and `same`, and not under `none`.
class ARegistry : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override
    {
        if (std::string(GetParam()) == "fake") {
            auto fake = std::make_unique<test::FakeRegistry>();
            host_ = "127.0.0.1:5000";
            for (const char* tag : {"1", "same"}) fake->has(image(tag).familiar(), {"sha256:" + std::string(64, 'a')});
            registry_ = std::move(fake);
            return;
        }
        host_ = from_environment("FURTKA_TEST_REGISTRY");
        if (host_.empty()) GTEST_SKIP() << "no FURTKA_TEST_REGISTRY";
        engine_.insecure_registries = {host_};
        registry_ = std::make_unique<DockerRegistry>(
            io_.get_executor(), credentials_, RegistryOptions{.certificates = folder_ / "certs.d"});
    }

    ImageRef image(const std::string& tag) const { return {.registry = host_, .repository = "contract/app", .tag = tag}; }
    Result<Digest> ask(const std::string& tag) { return run(io_, registry_->digest(image(tag), engine_)); }

    TempFolder folder_;
    test::ConfigCredentials credentials_{folder_ / "config.json"};
    boost::asio::io_context io_{1};
    std::string host_;
    EngineInfo engine_;
    std::unique_ptr<Registry> registry_;
};

TEST_P(ARegistry, TellsOneDigestForTwoTagsOfOneImage)
{
    const auto first = ask("1");
    const auto second = ask("same");

    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(first->text.size(), std::string("sha256:").size() + 64) << first->text;
    EXPECT_EQ(*first, *second);
}

TEST_P(ARegistry, SaysThatATagIsNotThere)
{
    const auto found = ask("none");

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::not_found);
    EXPECT_EQ(found.error().key, "image_not_found");
}

TEST_P(ARegistry, AnswersForAPinnedImageWithItsPin)
{
    const std::string pin = "sha256:" + std::string(64, 'b');
    ImageRef ref = image("1");
    ref.digest = pin;
    const auto found = run(io_, registry_->digest(ref, engine_));

    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->text, pin);
}

INSTANTIATE_TEST_SUITE_P(
    Contract, ARegistry, testing::Values("fake", "real"), [](const auto& info) { return std::string(info.param); });

} // namespace
} // namespace furtka::contract
