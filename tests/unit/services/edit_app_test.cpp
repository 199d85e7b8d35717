#include "services/edit_app.hpp"
#include "support/fake_app_texts.hpp"
#include "support/fake_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Editing : public testing::Test {
protected:
    void SetUp() override
    {
        auto folder = sample_app("blog");
        folder.env = EnvFile::parse("TITLE=one\n").value();
        folder.accepted_permissions = std::vector<std::string>();
        world.installed(folder, {service("web", "nginx:1")});
        texts.has("blog", "services:\n  web:\n    image: nginx:1\n");
    }
    Job edit(EditRequest request)
    {
        return world.run_job(JobKind::edit, "blog", [&](JobContext& job) -> Task<Result<std::string>> {
            CO_TRY(const auto outcome, co_await use_case.run(app_name("blog"), request, job));
            co_return to_json(outcome);
        });
    }
    EditRequest colour(std::vector<std::string> accept = {})
    {
        return {.file = EditedFile::override_file,
            .text = "services:\n  web:\n    environment: {COLOUR: blue}\n",
            .accept = std::move(accept)};
    }
    std::string refusal(EditRequest request)
    {
        const auto checked = world.run(use_case.check_all(app_name("blog"), std::move(request)));
        return checked ? "" : checked.error().key;
    }

    FakeWorld world;
    FakeAppTexts texts{world.sources, world.folders};
    EditApp use_case{world.world(), world.policies, *world.picture, texts};
};

TEST_F(Editing, AppliesTheTextAndKeepsTheOneBefore)
{
    const auto job = edit(colour());

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(texts.staged_name, "compose.override.yaml");
    EXPECT_EQ(texts.staged_text, colour().text);
    EXPECT_EQ(world.folders.env_text("blog"), "TITLE=one\n");
    ASSERT_EQ(texts.kept.at("blog").size(), 1U);
    EXPECT_EQ(texts.kept.at("blog")[0].text, empty_override);
    EXPECT_FALSE(world.folders.has_previous("blog"));
    EXPECT_EQ(world.history.entries.at(0).kind, JobKind::edit);
}

TEST_F(Editing, TakesTheNewestEditBack)
{
    edit(colour());
    const auto request = world.run(use_case.undoing(app_name("blog")));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->text, empty_override);
    ASSERT_EQ(edit(*request).state, JobState::done);
    EXPECT_THAT(texts.kept.at("blog"), IsEmpty());
    EXPECT_EQ(world.run(use_case.undoing(app_name("blog"))).error().key, "edit_no_version");
}

TEST_F(Editing, ChangesNothingWhenComposeRefusesTheText)
{
    world.compose.fail("preview blog",
        {.kind = ErrorKind::broken,
            .key = "compose_invalid",
            .message = "Compose refuses /state/edits/blog/compose.override.yaml: yaml: line 2: no"},
        FakeCalls::always);
    const auto before = world.snapshot();

    const auto job = edit(colour());

    EXPECT_EQ(job.error->key, "compose_invalid");
    EXPECT_EQ(job.error->message, "Compose refuses compose.override.yaml: yaml: line 2: no");
    EXPECT_THAT(job.error->details, ElementsAre(std::pair("line", "2")));
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(texts.calls(), "stage blog; drop blog");
}

TEST_F(Editing, RefusesAVariableWithoutAValueThatIsNew)
{
    world.compose.warnings = {"The \"A\" variable is not set. Defaulting to a blank string."};
    EXPECT_EQ(refusal(colour()), ""); // it was there before
    int looks = 0;
    world.compose.on_preview = [&](ComposeModel model, const std::string&) {
        world.compose.warnings.clear();
        if (++looks % 2 == 1) world.compose.warnings = {"The \"B\" variable is not set. Defaulting to a blank string."};
        return model;
    };
    EXPECT_EQ(refusal(colour()), "edit_variable_unset");
}

TEST_F(Editing, AsksAboutAGravePermissionThatIsNew)
{
    world.compose.on_preview = [](ComposeModel model, const std::string&) {
        model.services[0].privileges = {{.what = "privileged", .value = "true"}};
        return model;
    };
    EXPECT_EQ(refusal(colour()), "permissions_not_accepted");
    const auto checked = world.run(use_case.check(app_name("blog"), colour()));
    ASSERT_EQ(checked->asked.size(), 1U);
    EXPECT_EQ(refusal(colour({checked->asked[0].id})), "");
    ASSERT_EQ(edit(colour({checked->asked[0].id})).state, JobState::done);
    EXPECT_THAT(*world.folders.at("blog").accepted_permissions, ElementsAre(checked->asked[0].id));
}

TEST_F(Editing, RefusesATextThatIsThereAlready)
{
    EXPECT_EQ(refusal({.file = EditedFile::compose, .text = "services:\n  web:\n    image: nginx:1\n"}), "edit_nothing");
}

TEST_F(Editing, PutsFileAndContainersBackWhenTheAppDoesNotSurviveIt)
{
    const auto before = world.folders.at("blog");
    world.compose.fail("up blog", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no such program"});

    const auto job = edit(colour());

    EXPECT_EQ(job.error->key.substr(0, 7), "update_");
    EXPECT_EQ(world.folders.at("blog"), before);
    EXPECT_TRUE(texts.kept["blog"].empty());
}

TEST_F(Editing, LeavesAStoppedAppStopped)
{
    world.run(world.folders.write_intent(app_name("blog"), Intent::stop));
    world.compose.forget_calls();
    const auto job = edit(colour());
    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.compose.calls(), "");
    EXPECT_NE(job.result.find(R"("applied":false)"), std::string::npos);
}

} // namespace
} // namespace furtka::test
