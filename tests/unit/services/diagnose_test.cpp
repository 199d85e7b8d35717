#include "services/diagnose.hpp"
#include "support/app_files.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

class Diagnosing : public testing::Test {
protected:
    Diagnosing()
    {
        auto web = service("web", "nginx:1");
        web.ports = {{.published = "8080", .target = 80, .protocol = "tcp"}};
        world.installed(sample_app("blog"), {web});
    }
    std::string first_cause(const std::string& app = "blog")
    {
        Diagnose diagnose(world.world(), world.policies, *world.picture, *world.jobs);
        const auto found = world.run(diagnose.run(app));
        if (!found) return found.error().key;
        return found->causes.empty() ? "none" : found->causes.front().key + ": " + found->causes.front().text;
    }
    Container& web() { return world.engine.containers.front(); }
    void ends(int code)
    {
        world.engine.ends(web().id, code);
        world.run(world.picture->refresh("blog"));
    }

    FakeWorld world;
};

TEST_F(Diagnosing, AnAppThatRunsHasNoCause) { EXPECT_EQ(first_cause(), "none"); }

TEST_F(Diagnosing, AnAppThatIsNotThereIsNotFound) { EXPECT_EQ(first_cause("shop"), "app_not_installed"); }

TEST_F(Diagnosing, LooksIntoTheContainerForMemoryAndItsLimit)
{
    web().oom_killed = true;
    web().memory_limit = 8 << 20;
    ends(137);
    EXPECT_EQ(first_cause(), "out_of_memory: web was ended because it needed more memory than the 8 MiB it may have.");
}

TEST_F(Diagnosing, NamesTheAppTheContainerOrTheProcessThatHasThePort)
{
    ends(128);
    world.host.has_listener(8080, "tcp", "nginx", 12);
    EXPECT_EQ(first_cause(), "port_taken: web needs port 8080, which nginx (process 12) has.");

    Container other;
    other.id = {"x"};
    other.name = "pihole";
    other.state = RunState::running;
    other.ports = {{"0.0.0.0", 8080, 80, "tcp"}};
    world.engine.containers.push_back(other);
    EXPECT_EQ(first_cause(), "port_taken: web needs port 8080, which the container pihole has.");

    world.installed(sample_app("wiki"), {service("web", "wiki:1")});
    world.engine.containers.back().ports = other.ports;
    std::erase_if(world.engine.containers, [](const Container& c) { return c.name == "pihole"; });
    EXPECT_EQ(first_cause(), "port_taken: web needs port 8080, which wiki has.");
}

TEST_F(Diagnosing, ReadsTheLastLines)
{
    world.engine.output[web().id.text] = {"open /data/db: permission denied"};
    ends(1);
    EXPECT_TRUE(first_cause().starts_with("permission: ")) << first_cause();
}

TEST_F(Diagnosing, SeesThatTheImageIsGone)
{
    world.engine.goes(web().id);
    world.engine.images.clear();
    world.run(world.picture->refresh("blog"));
    EXPECT_EQ(first_cause(), "image_missing: The image nginx:1 of web is not on this server.");
}

TEST_F(Diagnosing, TellsWhatThePictureKnowsWhenTheEngineRefusesToTellMore)
{
    ends(3);
    world.engine.fail("inspect " + web().id.text, {.kind = ErrorKind::upstream, .key = "engine_error"});
    world.engine.fail("logs " + web().id.text, {.kind = ErrorKind::upstream, .key = "engine_error"});
    world.engine.fail("publishers 8080/tcp", {.kind = ErrorKind::upstream, .key = "engine_error"});
    EXPECT_EQ(first_cause(), "ended: web ended with exit code 3; its last lines tell more.");
}

TEST_F(Diagnosing, TellsThatTheDiskIsFull)
{
    ends(1);
    world.host.free = 1000;
    EXPECT_TRUE(first_cause().starts_with("disk_full: ")) << first_cause();
}

} // namespace
} // namespace furtka::test
