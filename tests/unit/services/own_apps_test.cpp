#include "services/own_apps.hpp"
#include "support/fake_own_apps.hpp"
#include "support/fake_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto notes = R"(services:
  notes:
    image: notes:2
    ports: ["8080:80"]
    environment:
      ADMIN_PASSWORD: verysecretword
)";

class OwnAppsTest : public testing::Test {
protected:
    OwnAppsTest() { understands("notes"); }

    /// Compose takes the files of an app of that name.
    void understands(const std::string& name) { world.compose.has(name, {service("notes", "notes:2")}); }
    static OwnSource compose(std::string name = "")
    {
        return {.kind = OwnKind::compose, .text = notes, .name = std::move(name)};
    }
    Result<OwnPreview> preview(OwnSource source) { return world.run(own.preview(std::move(source), {})); }
    std::string add(OwnSource source, SettingValues settings = {})
    {
        const auto added = world.run(own.add(std::move(source), std::move(settings)));
        return added ? "added " + added->name : added.error().key;
    }

    FakeWorld world;
    FakeOwnShelf shelf{world.sources};
    FakeWebTexts web;
    OwnApps own{world.world(), world.policies, *world.picture, shelf, web};
};

TEST_F(OwnAppsTest, ShowsWhatWasUnderstoodAndKeepsNothing)
{
    const auto shown = preview(compose());

    ASSERT_TRUE(shown) << shown.error().message;
    EXPECT_EQ(shown->app.name, "notes");
    ASSERT_TRUE(shown->plan);
    EXPECT_THAT(shown->plan->images, ElementsAre("notes:2"));
    EXPECT_FALSE(shown->plan->folder.manifest.settings.empty());
    EXPECT_EQ(shelf.calls(), "stage notes; drop notes");
    EXPECT_TRUE(shelf.kept.empty());
}

TEST_F(OwnAppsTest, TellsWhyComposeRefusesItWithoutTellingWhereItLooked)
{
    world.compose.fail("preview notes",
        {.kind = ErrorKind::broken,
            .key = "compose_invalid",
            .message = "Compose refuses the files of notes: validating /state/own/.look/notes/docker-compose.yaml: no"},
        2);

    const auto shown = preview(compose());

    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->app.verdict, imports::Verdict::refused);
    EXPECT_THAT(shown->app.reasons, ElementsAre("Compose refuses the files of notes: validating docker-compose.yaml: no"));
    EXPECT_FALSE(shown->plan);
    EXPECT_EQ(shelf.calls(), "stage notes; drop notes");
}

TEST_F(OwnAppsTest, TellsWhatComposeWarnsOf)
{
    world.compose.warnings = {"the attribute `version` is obsolete"};
    EXPECT_THAT(preview(compose())->warnings, ElementsAre("the attribute `version` is obsolete"));
}

TEST_F(OwnAppsTest, FindsANameThatNobodyHas)
{
    world.offers(sample_app("notes"), {service("notes", "notes:1")});
    understands("notes-2");

    EXPECT_EQ(preview(compose())->app.name, "notes-2");
    EXPECT_EQ(add(compose()), "added notes-2");
}

TEST_F(OwnAppsTest, FetchesTheTextOfAnAddress)
{
    web.texts["https://raw.githubusercontent.com/o/r/main/compose.yml"] = notes;

    const auto shown = preview({.kind = OwnKind::url, .text = "", .url = "https://github.com/o/r/blob/main/compose.yml"});

    ASSERT_TRUE(shown) << shown.error().message;
    EXPECT_EQ(shown->source.text, notes);
    EXPECT_EQ(shown->source.url, "https://raw.githubusercontent.com/o/r/main/compose.yml");
    EXPECT_EQ(preview({.kind = OwnKind::url, .text = "", .url = "https://a/none"}).error().key, "own_url_missing");
}

TEST_F(OwnAppsTest, KeepsAnAppThatCanBeInstalledWithItsAnswers)
{
    EXPECT_EQ(add(compose(), {{"ADMIN_PASSWORD", "another-secret"}}), "added notes");

    EXPECT_EQ(shelf.kept.at("notes").text, notes);
    const auto found = world.run(world.sources.find(app_name("notes")));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->installed_from, "own");
    EXPECT_THAT(world.drafts.texts.at("notes"), HasSubstr("another-secret"));
}

TEST_F(OwnAppsTest, RefusesAnAnswerThatTheFormDoesNotAskFor)
{
    EXPECT_EQ(add(compose(), {{"NOBODY_ASKED", "x"}}), "setting_unknown");
    EXPECT_TRUE(shelf.kept.empty());
    EXPECT_TRUE(world.drafts.texts.empty());
}

TEST_F(OwnAppsTest, HidesNoAppOfACatalogAndNoInstalledOne)
{
    world.offers(sample_app("notes"), {service("notes", "notes:1")});
    EXPECT_EQ(add(compose("notes")), "own_name_taken");
    world.sources.withdraws("notes");
    world.installed(sample_app("notes"), {service("notes", "notes:1")});
    world.sources.withdraws("notes");
    EXPECT_EQ(add(compose("notes")), "own_name_taken");
    EXPECT_TRUE(shelf.kept.empty());
}

TEST_F(OwnAppsTest, RefusesWhatCannotBecomeAnApp)
{
    EXPECT_EQ(add({.kind = OwnKind::compose, .text = "services:\n  web:\n    build: .\n"}), "own_app_refused");
    EXPECT_TRUE(shelf.kept.empty());
}

TEST_F(OwnAppsTest, HasRoomForSoMany)
{
    for (std::size_t i = 0; i < most_own_apps; ++i) shelf.kept["a" + std::to_string(i)] = {};
    EXPECT_EQ(add(compose()), "too_many_own_apps");
}

TEST_F(OwnAppsTest, MakesItAnewOfAnotherText)
{
    add(compose());
    auto source = compose("other-name");
    source.title = "Paper";

    const auto changed = world.run(own.change(app_name("notes"), source));

    ASSERT_TRUE(changed) << changed.error().message;
    EXPECT_EQ(changed->name, "notes");
    EXPECT_EQ(world.run(own.find(app_name("notes")))->title, "Paper");
    EXPECT_EQ(world.run(own.change(app_name("none"), source)).error().key, "own_app_unknown");
}

TEST_F(OwnAppsTest, IsNotForgottenWhileItIsInstalled)
{
    add(compose());
    auto folder = *world.run(world.sources.find(app_name("notes")));
    world.installed(folder, {service("notes", "notes:2")});

    EXPECT_EQ(world.run(own.remove(app_name("notes"))).error().key, "own_app_installed");
    world.folders.loses("notes");
    EXPECT_TRUE(world.run(own.remove(app_name("notes"))));
    EXPECT_EQ(world.run(own.remove(app_name("notes"))).error().key, "own_app_unknown");
}

} // namespace
} // namespace furtka::test
