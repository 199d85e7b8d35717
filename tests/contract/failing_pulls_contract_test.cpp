// What a real engine makes of registries that fail, and what Furtka makes of it. tests/e2e/test_contract.py brings them.
#include "engine_world.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <ostream>

namespace furtka::contract {
namespace {

using namespace std::chrono_literals;

/// FURTKA_TEST_FAILING_REGISTRIES is `401=10.0.0.1:40001 truncate=10.0.0.1:40002`: hosts that fail in a chosen way; behind
/// them is `contract/fails`.
std::map<std::string, std::string> failing_registries()
{
    std::map<std::string, std::string> hosts;
    const char* told = std::getenv("FURTKA_TEST_FAILING_REGISTRIES");
    std::string text = told == nullptr ? "" : told;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        const auto equals = text.find('=', at);
        if (equals < end) hosts[text.substr(at, equals - at)] = text.substr(equals + 1, end - equals - 1);
        at = end + 1;
    }
    return hosts;
}

struct Expectation {
    const char* failure;
    const char* key;
    ErrorKind kind;
};

void PrintTo(const Expectation& expectation, std::ostream* out) { *out << expectation.failure; }

class AFailingRegistry : public testing::TestWithParam<Expectation> { };

TEST_P(AFailingRegistry, IsToldByItsKindAndTheEnginesWords)
{
    boost::asio::io_context io(1);
    std::string why;
    const auto world = real_world(io, why);
    if (!world) GTEST_SKIP() << why;
    const auto hosts = failing_registries();
    const auto host = hosts.find(GetParam().failure);
    if (host == hosts.end())
        GTEST_SKIP() << "FURTKA_TEST_FAILING_REGISTRIES names none that fails by " << GetParam().failure;
    const ImageRef ref{host->second, "contract/fails", "1", ""};

    const auto pulled = run(io, world->images().pull(ref, {.silence = 6s, .total = 50s}, nullptr), 90s);

    ASSERT_FALSE(pulled.has_value());
    EXPECT_EQ(pulled.error().key, GetParam().key) << pulled.error().message;
    EXPECT_EQ(pulled.error().kind, GetParam().kind);
    EXPECT_TRUE(pulled.error().message.starts_with("pull of " + ref.familiar())) << pulled.error().message;
    EXPECT_FALSE(pulled.error().hint.empty());
    const auto local = run(io, world->images().find(ref));
    ASSERT_TRUE(local.has_value());
    EXPECT_FALSE(local->has_value()) << "nothing of it stays under the tag";
    RecordProperty("words", pulled.error().message);
}

INSTANTIATE_TEST_SUITE_P(Contract, AFailingRegistry,
    testing::Values(Expectation{"unknown", "image_unknown", ErrorKind::not_found},
        Expectation{"absent", "registry_unreachable", ErrorKind::unavailable},
        Expectation{"login", "registry_denied", ErrorKind::denied},
        Expectation{"forbidden", "registry_denied", ErrorKind::denied},
        Expectation{"limit", "registry_rate_limit", ErrorKind::upstream},
        Expectation{"broken", "pull_failed", ErrorKind::upstream},
        Expectation{"corrupt", "pull_failed", ErrorKind::upstream},
        Expectation{"truncate", "pull_failed", ErrorKind::upstream}, Expectation{"hang", "pull_silent", ErrorKind::timeout},
        Expectation{"stall", "pull_silent", ErrorKind::timeout}),
    [](const auto& suite) { return std::string(suite.param.failure); });

} // namespace
} // namespace furtka::contract
