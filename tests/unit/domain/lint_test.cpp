#include "domain/lint/lint.hpp"

#include <gtest/gtest.h>

namespace furtka::lint {
namespace {

ComposeModel with_a_stick()
{
    ServiceModel web;
    web.name = "web";
    web.privileges = {{"devices", "/dev/ttyUSB7:/dev/stick"}};
    return {.project = "notes", .services = {web}, .networks = {}, .volumes = {}};
}

std::vector<std::string> keys_after(LintedApp app)
{
    lint_permissions(app, with_a_stick(), "STICK=/dev/ttyUSB7\n");
    std::vector<std::string> keys;
    for (const auto& finding : app.findings) keys.push_back(finding.key);
    return keys;
}

using Keys = std::vector<std::string>;

TEST(LintPermissions, WhatTheManifestDeclaresIsHeldAgainstTheModel)
{
    EXPECT_EQ(keys_after({.name = "notes"}), (Keys{"permission"}));
    EXPECT_EQ(keys_after({.name = "notes", .permissions = Keys{"device:web:{STICK}"}}), (Keys{"permission"}));
    EXPECT_EQ(keys_after({.name = "notes", .permissions = Keys{}}), (Keys{"permission", "permission_undeclared"}));
    EXPECT_EQ(keys_after({.name = "notes", .permissions = Keys{"device:web:{STICK}", "privileged:web"}}),
        (Keys{"permission", "permission_not_asked"}));
}

TEST(LintPermissions, AValueThatNamesItsOwnSettingEndsTheReplacing)
{
    LintedApp app{.name = "notes", .permissions = Keys{"device:web:{A}"}};
    lint_permissions(app, with_a_stick(), "A='{A}{A}'\n");
    EXPECT_EQ(app.findings.back().message, "permissions names device:web:{A}{A}, which the app does not ask for");
}

} // namespace
} // namespace furtka::lint
