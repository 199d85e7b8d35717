#include "domain/install_plan.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

Manifest needing(std::string name, const std::vector<std::string>& providers = {})
{
    Manifest manifest{.name = std::move(name)};
    for (const auto& provider : providers) manifest.requirements.push_back({.app = provider});
    return manifest;
}

class Planning : public testing::Test {
protected:
    void has(const Manifest& manifest) { known[manifest.name] = manifest; }

    /// `mosquitto (for zigbee2mqtt), zigbee2mqtt`, or the error.
    std::string order(const std::string& app, const std::vector<std::string>& installed = {})
    {
        const FindManifest find = [this](std::string_view name) {
            const auto found = known.find(name);
            return found == known.end() ? nullptr : &found->second;
        };
        const auto steps = installation_order(known.at(app), find, installed);
        if (!steps) return steps.error().key + ": " + steps.error().message;
        std::string out;
        for (const auto& step : *steps) {
            out += (out.empty() ? "" : ", ") + step.app.text() + (step.already_installed ? " there" : "");
            for (const auto& consumer : step.needed_by) out += " for " + consumer;
        }
        return out;
    }

    std::map<std::string, Manifest, std::less<>> known;
};

TEST_F(Planning, InstallsAnAppThatNeedsNothingAlone)
{
    has(needing("blog"));
    EXPECT_EQ(order("blog"), "blog");
    EXPECT_EQ(order("blog", {"blog"}), "blog there");
}

TEST_F(Planning, InstallsProvidersFirstAndEachOnce)
{
    has(needing("house", {"zigbee2mqtt", "mosquitto"}));
    has(needing("zigbee2mqtt", {"mosquitto"}));
    has(needing("mosquitto"));
    EXPECT_EQ(order("house"), "mosquitto for zigbee2mqtt for house, zigbee2mqtt for house, house");
}

TEST_F(Planning, TellsWhichProvidersAreThereAlready)
{
    has(needing("zigbee2mqtt", {"mosquitto"}));
    has(needing("mosquitto"));
    EXPECT_EQ(order("zigbee2mqtt", {"mosquitto"}), "mosquitto there for zigbee2mqtt, zigbee2mqtt");
}

TEST_F(Planning, RefusesAProviderThatNobodyHas)
{
    has(needing("house", {"zigbee2mqtt"}));
    has(needing("zigbee2mqtt", {"mosquitto"}));
    EXPECT_EQ(order("house"), "requirement_unknown: zigbee2mqtt needs mosquitto, which is in no catalog");
}

TEST_F(Planning, RefusesACircleAndNamesIt)
{
    has(needing("start", {"a"}));
    has(needing("a", {"b"}));
    has(needing("b", {"a"}));
    has(needing("self", {"self"}));
    EXPECT_EQ(order("start"), "requirement_cycle: the apps need each other in a circle: a -> b -> a");
    EXPECT_EQ(order("self"), "requirement_cycle: the apps need each other in a circle: self -> self");
}

TEST_F(Planning, RefusesAnEndlessChain)
{
    for (int i = 0; i < 5000; ++i) has(needing("a" + std::to_string(i), {"a" + std::to_string(i + 1)}));
    EXPECT_EQ(order("a0"), "requirement_chain: a0 needs a chain of more than 100 apps");
}

TEST_F(Planning, RefusesAProviderWithoutAProperName)
{
    has(needing("blog", {"../x"}));
    known["../x"] = needing("../x");
    EXPECT_EQ(order("blog"), "app_name: '../x' is not an app name");
}

std::map<std::string, Manifest> installed(const std::vector<Manifest>& manifests)
{
    std::map<std::string, Manifest> out;
    for (const auto& manifest : manifests) out[manifest.name] = manifest;
    return out;
}

using Names = std::vector<std::string>;

TEST(TheStartOrder, PutsProvidersFirst)
{
    EXPECT_EQ(start_order(installed({needing("a", {"z"}), needing("m"), needing("z", {"y"}), needing("y")})),
        (Names{"m", "y", "z", "a"}));
    EXPECT_EQ(start_order(installed({needing("a", {"x", "y"}), needing("x"), needing("y", {"z"}), needing("z")})),
        (Names{"x", "z", "y", "a"}));
    EXPECT_EQ(start_order(installed({needing("a", {"z", "z"}), needing("z")})), (Names{"z", "a"}));
    EXPECT_EQ(start_order({}), Names{});
}

TEST(TheStartOrder, PutsCirclesAndMissingProvidersLast)
{
    const auto apps =
        installed({needing("a", {"b"}), needing("b", {"a"}), needing("c", {"gone"}), needing("x"), needing("y", {"x"})});
    EXPECT_EQ(start_order(apps), (Names{"x", "y", "a", "b", "c"}));
}

TEST(TheConsumers, AreTheInstalledAppsThatRequireAnApp)
{
    const auto apps = installed(
        {needing("mosquitto"), needing("zigbee2mqtt", {"mosquitto"}), needing("house", {"mosquitto", "zigbee2mqtt"})});
    EXPECT_EQ(consumers_of("mosquitto", apps), (Names{"house", "zigbee2mqtt"}));
    EXPECT_EQ(consumers_of("house", apps), Names{});
}

TEST(AnArchitecture, SuitsAnAppThatNamesItOrNone)
{
    Manifest any{.name = "any"};
    Manifest some{.name = "some", .architectures = {"amd64", "arm64"}};
    EXPECT_TRUE(check_architecture(any, "riscv64"));
    EXPECT_TRUE(check_architecture(some, "amd64"));
    EXPECT_TRUE(check_architecture(some, "x86_64"));
    EXPECT_TRUE(check_architecture(some, "aarch64"));
    some.architectures = {"aarch64", "armv7"};
    EXPECT_TRUE(check_architecture(some, "arm64"));
    EXPECT_TRUE(check_architecture(some, "armv7l"));
}

TEST(AnArchitecture, OfNoUseIsRefusedWithBothNames)
{
    const auto checked = check_architecture({.name = "blog", .architectures = {"amd64", "arm64"}}, "armv7l");
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, ErrorKind::conflict);
    EXPECT_EQ(checked.error().key, "architecture");
    EXPECT_EQ(checked.error().message, "blog runs on amd64, arm64 only, and this machine is arm");
}

} // namespace
} // namespace furtka
