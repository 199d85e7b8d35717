#include "adapters/compose/inputs.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace furtka {
namespace {

using Files = std::vector<std::string>;

TEST(NamedEnvFiles, AreReadFromPlainLines)
{
    EXPECT_EQ(named_env_files("services:\n  web:\n    image: nginx\n"), Files{});
    EXPECT_EQ(named_env_files("    env_file: .env\n"), Files{".env"});
    EXPECT_EQ(named_env_files("    env_file: \"./db.env\" # database\n"), Files{"./db.env"});
    EXPECT_EQ(named_env_files("    env_file:\n      - a.env\n      # second\n      - 'b.env'\n    image: x\n"),
        (Files{"a.env", "b.env"}));
    EXPECT_EQ(named_env_files("# include: x\n    command: --include-all --extends=no\n"), Files{});
}

TEST(NamedEnvFiles, AreUnknownWhenTheTextSaysMore)
{
    for (const auto* text :
        {"include:\n  - other.yaml\n", "    extends: {file: a.yaml}\n", "{\"extends\": {}}", "- include: x", "label_file: x",
            "env_file: $HOME/a.env", "env_file:\n  - path: a.env\n    required: false\n", "{env_file: a.env}",
            "env_file: [a.env]", "\"env_file\": a.env", "env_file: &x a.env", "env_file:\nimage: x", "env_file: a b.env"}) {
        EXPECT_EQ(named_env_files(text), std::nullopt) << text;
    }
}

class Inputs : public ::testing::Test {
protected:
    Inputs() { scratch.write("docker-compose.yaml", "services: {web: {image: nginx}}\n"); }

    std::string fingerprint(const std::string& program = "compose 2.26", const Environment& environment = {})
    {
        return read_inputs(project, environment, program).fingerprint.value_or("none");
    }

    test::Scratch scratch;
    ComposeProject project{AppName::parse("blog").value(), scratch.path(), {"docker-compose.yaml"}};
};

TEST_F(Inputs, HaveTheSameFingerprintWhileNothingChanges) { EXPECT_EQ(fingerprint(), fingerprint()); }

TEST_F(Inputs, HaveAnotherFingerprintWhenAnythingThatDecidesChanges)
{
    Files seen{fingerprint()};
    const auto expect_unseen = [&] {
        const auto now = fingerprint();
        EXPECT_EQ(std::ranges::find(seen, now), seen.end());
        seen.push_back(now);
    };
    scratch.write(".env", "");
    expect_unseen();
    scratch.write(".env", "A=1\n");
    expect_unseen();
    scratch.write("docker-compose.yaml", "services: {web: {image: nginx:2}}\n");
    expect_unseen();
    scratch.write(".furtka/networks.yaml", "networks: {}\n");
    project.files.push_back(".furtka/networks.yaml");
    expect_unseen();
    scratch.write(".furtka/networks.yaml", "networks: {a: {}}\n");
    expect_unseen();
    project.app = AppName::parse("other").value();
    expect_unseen();

    EXPECT_NE(fingerprint("compose 2.40"), seen.back());
    EXPECT_NE(fingerprint("compose 2.26", {{"HTTP_PROXY", "x"}}), seen.back());
}

TEST_F(Inputs, CoverTheFilesThatEnvFileNames)
{
    scratch.write("docker-compose.yaml", "services:\n  web:\n    image: nginx\n    env_file:\n      - db.env\n");
    const auto absent = fingerprint();
    scratch.write("db.env", "A=1");
    const auto one = fingerprint();
    scratch.write("db.env", "A=2");

    EXPECT_NE(absent, one);
    EXPECT_NE(one, fingerprint());
}

TEST_F(Inputs, HaveNoFingerprintWhenSomethingUnknownDecides)
{
    scratch.write("docker-compose.yaml", "include: [other.yaml]\n");
    EXPECT_EQ(fingerprint(), "none");
    std::filesystem::remove(scratch / "docker-compose.yaml");
    EXPECT_EQ(fingerprint(), "none");
}

TEST_F(Inputs, GiveTheTextsOfTheComposeFiles)
{
    EXPECT_EQ(read_inputs(project, {}, "").compose_texts, Files{"services: {web: {image: nginx}}\n"});
}

} // namespace
} // namespace furtka
