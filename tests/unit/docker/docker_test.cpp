#include "async/timeout.hpp"
#include "engine_stand_in.hpp"

using namespace furtka;
using namespace furtka::docker;
using namespace std::chrono_literals;

namespace {

const AppName blog = AppName::parse("blog").value();

using Looking = AtAnEngine;
using Volume = AtAnEngine;
using Following = AtAnEngine;
using Logs = AtAnEngine;

template <class T>
std::string key_of(const Result<T>& result)
{
    return result ? "success" : result.error().key;
}

std::string frame(char stream, const std::string& payload)
{
    return std::string{stream, 0, 0, 0, 0, 0, 0, static_cast<char>(payload.size())} + payload;
}

} // namespace

TEST_F(Looking, AsksForTheVersionOnceAndUsesTheLowerOne)
{
    on("GET /v1.45/containers/json?all=1&filters=%7B%22label%22%3A%5B%22com.docker.compose.project%3Dblog%22%5D%7D ",
        answer(200, "[]"));

    EXPECT_EQ(run(io, docker().containers().list("blog")), std::vector<Container>{});
    EXPECT_EQ(run(io, docker().containers().list("blog")), std::vector<Container>{});

    const std::string list =
        "GET /v1.45/containers/json?all=1&filters=%7B%22label%22%3A%5B%22com.docker.compose.project%3Dblog%22%5D%7D";
    EXPECT_EQ(heard(), "GET /version; " + list + "; " + list);
}

TEST_F(Looking, TellsWhoTheEngineIs)
{
    on("GET /v1.45/info ", answer(200, R"({"ID":"abc","Driver":"overlay2","DockerRootDir":"/data"})"));

    EngineInfo expected;
    expected.version = "26.1.5";
    expected.api_version = "1.45";
    expected.architecture = "amd64";
    expected.image_store = "overlay2";
    expected.id = "abc";
    expected.data_root = "/data";
    EXPECT_EQ(run(io, docker().engine().info()), expected);
}

TEST_F(Looking, SaysSoWhenThereIsNoEngine)
{
    stop_server();
    std::filesystem::remove(socket());

    const auto listed = run(io, docker().containers().list({}));

    ASSERT_FALSE(listed.has_value());
    EXPECT_EQ(listed.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(listed.error().key, "engine_unreachable");
    EXPECT_EQ(listed.error().message,
        "the Docker engine cannot be reached: cannot connect to unix://" + socket().string()
            + ": No such file or directory");
    EXPECT_NE(listed.error().hint, "");
}

TEST_F(Looking, SaysSoWhenTheEngineDiesInTheMiddle)
{
    on("GET /v1.45/containers/json", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{\"Id\":", Then::close);

    const auto listed = run(io, docker().containers().list({}));

    ASSERT_FALSE(listed.has_value());
    EXPECT_EQ(listed.error().kind, ErrorKind::upstream);
    EXPECT_EQ(listed.error().key, "engine_error");
    EXPECT_TRUE(listed.error().message.contains("broke off before its end")) << listed.error().message;
}

TEST_F(Looking, SaysSoWhenSomethingElseAnswers)
{
    on("GET /version ", "SSH-2.0-OpenSSH_9.2\r\n", Then::close);
    EXPECT_EQ(key_of(run(io, docker().containers().list({}))), "engine_error");

    on("GET /version ", answer(200, "<html>hello</html>"));
    EXPECT_EQ(key_of(run(io, docker().containers().list({}))), "engine_error");

    on("GET /version ", answer(500, R"({"message":"starting"})"));
    const auto listed = run(io, docker().containers().list({}));
    EXPECT_EQ(listed.error().message, "the engine refused GET /version (500): starting");
    EXPECT_EQ(listed.error().details, (std::vector<std::pair<std::string, std::string>>{{"status", "500"}}));
}

TEST_F(Looking, RefusesAnEngineThatIsTooOld)
{
    on("GET /version ", answer(200, R"({"Version":"19.03","ApiVersion":"1.40"})"));
    EXPECT_EQ(key_of(run(io, docker().engine().info())), "engine_too_old");
    EXPECT_EQ(key_of(run(io, docker().containers().list({}))), "engine_too_old");
    EXPECT_EQ(heard(), "GET /version; GET /version") << "nothing else is asked of it";
}

TEST_F(Looking, AsksForTheVersionAgainAfterTheEngineWasAway)
{
    on("GET /v1.45/networks ", "", Then::close);
    on("GET /v1.51/networks ", answer(200, "[]"));
    EXPECT_EQ(key_of(run(io, docker().engine().subnets_in_use())), "engine_error");

    on("GET /version ", answer(200, R"({"Version":"28.5.2","ApiVersion":"1.51"})"));
    EXPECT_EQ(key_of(run(io, docker().engine().subnets_in_use())), "success");
}

TEST_F(Looking, AnEngineThatHangsIsATimeoutAndTheCallIsHungUp)
{
    on("GET /version ", "", Then::hang);
    const auto listed = run(io, with_timeout(docker().containers().list({}), 50ms, "list of containers"));
    EXPECT_EQ(key_of(listed), "time_limit");
    io.run_for(50ms);
    EXPECT_EQ(gone, 1);
}

TEST_F(Looking, TellsAnUnknownContainerFromOneThatRuns)
{
    on("GET /v1.45/containers/c1/json ", answer(404, R"({"message":"No such container: c1"})"));
    on("DELETE /v1.45/containers/c2 ", answer(409, R"({"message":"cannot remove a running container"})"));
    on("DELETE /v1.45/containers/c3 ", "HTTP/1.1 204 No Content\r\n\r\n");

    EXPECT_EQ(key_of(run(io, docker().containers().inspect({"c1"}))), "container_unknown");
    EXPECT_EQ(key_of(run(io, docker().containers().remove({"c1"}))), "container_unknown");
    EXPECT_EQ(key_of(run(io, docker().containers().remove({"c2"}))), "container_running");
    EXPECT_EQ(key_of(run(io, docker().containers().remove({"c3"}))), "success");
}

TEST_F(Looking, FindsTheLocalImageOfAReference)
{
    on("GET /v1.45/images/127.0.0.1%3A5000/team/web%3A1/json ", answer(200, R"({"Id":"sha256:aa","Architecture":"amd64"})"));

    const auto found = run(io, docker().images().find({"127.0.0.1:5000", "team/web", "1", ""}));
    const auto absent = run(io, docker().images().find({"127.0.0.1:5000", "team/web", "2", ""}));

    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->id, ImageId{"sha256:aa"});
    ASSERT_TRUE(absent.has_value());
    EXPECT_EQ(*absent, std::nullopt);
}

TEST_F(Volume, IsLookedForBeforeItIsMadeWithItsLabels)
{
    on("GET /v1.45/volumes/furtka_blog_data ", answer(404, R"({"message":"no such volume"})"));
    on("POST /v1.45/volumes/create ", answer(201, "{}"));

    EXPECT_EQ(run(io, docker().volumes().ensure(blog, "data")), Created::yes);

    ASSERT_EQ(requests.size(), 3U);
    EXPECT_TRUE(requests[2].ends_with(
        "\r\n\r\n"
        R"({"Name":"furtka_blog_data","Labels":{"org.furtka.managed":"true","org.furtka.app":"blog","org.furtka.volume":"data"}})"))
        << requests[2];
}

TEST_F(Volume, ThatIsThereIsLeftAsItIs)
{
    on("GET /v1.45/volumes/furtka_blog_data ", answer(200, R"({"Name":"furtka_blog_data"})"));

    EXPECT_EQ(run(io, docker().volumes().ensure(blog, "data")), Created::no);
    EXPECT_EQ(run(io, docker().volumes().exists("furtka_blog_data")), true);
    EXPECT_EQ(run(io, docker().volumes().exists("other")), false);
    EXPECT_FALSE(heard().contains("POST"));
}

TEST_F(Volume, OfOthersIsNeverDeleted)
{
    on("GET /v1.45/volumes/photos ", answer(200, R"({"Name":"photos","Labels":{"org.furtka.app":"blog"}})"));

    EXPECT_EQ(key_of(run(io, docker().volumes().remove("photos"))), "volume_foreign");
    EXPECT_FALSE(heard().contains("DELETE"));
}

TEST_F(Volume, IsDeletedUnlessItIsInUse)
{
    on("GET /v1.45/volumes/", answer(200, R"({"Labels":{"org.furtka.managed":"true"}})"));
    on("DELETE /v1.45/volumes/a ", "HTTP/1.1 204 No Content\r\n\r\n");
    on("DELETE /v1.45/volumes/b ", answer(409, R"({"message":"volume is in use - [c1]"})"));

    EXPECT_EQ(key_of(run(io, docker().volumes().remove("a"))), "success");
    const auto in_use = run(io, docker().volumes().remove("b"));
    EXPECT_EQ(key_of(in_use), "volume_in_use");
    EXPECT_TRUE(in_use.error().message.contains("volume is in use - [c1]"));
    EXPECT_EQ(key_of(run(io, docker().volumes().remove("gone-meanwhile"))), "success");
}

TEST_F(Following, TellsThatItIsSubscribedBeforeTheFirstEvent)
{
    on("GET /v1.45/events?since=", stream_head, Then::hang);
    bool opened = false;
    auto follow = docker().engine().follow([&] { opened = true; }, [](const EngineEvent&) { FAIL(); });

    const auto ended = run(io, with_timeout(std::move(follow), 50ms, "following"));

    EXPECT_TRUE(opened);
    EXPECT_EQ(key_of(ended), "time_limit") << "it follows until it is told to end";
    io.run_for(50ms);
    EXPECT_EQ(gone, 1) << "and hangs up then";
}

TEST_F(Following, DeliversEventsAndEndsAsAnErrorWhenTheEngineGoes)
{
    const std::string start =
        R"({"Type":"container","Action":"start","Actor":{"ID":"c1","Attributes":{"com.docker.compose.project":"blog"}}})";
    const std::string probe = R"({"Type":"container","Action":"exec_create: sh","Actor":{"ID":"c1"}})";
    const std::string die = R"({"Type":"container","Action":"die","Actor":{"ID":"c1"}})";
    on("GET /v1.45/events",
        stream_head + chunk(start + "\n" + probe + "\n" + die.substr(0, 9)) + chunk(die.substr(9) + "\n"), Then::close);
    std::vector<std::string> seen;

    const auto ended = run(io,
        docker().engine().follow([&] { seen.push_back("open"); },
            [&](const EngineEvent& event) { seen.push_back(event.action + " " + event.project); }));

    EXPECT_EQ(seen, (std::vector<std::string>{"open", "start blog", "die "}));
    ASSERT_FALSE(ended.has_value());
    EXPECT_EQ(ended.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(ended.error().key, "engine_unreachable");
    EXPECT_TRUE(requests.back().contains("&filters=%7B%22type%22%3A%5B%22container%22%5D%7D ")) << requests.back();
}

TEST_F(Following, IsNotOpenWhenTheEngineRefuses)
{
    on("GET /v1.45/events", answer(400, R"({"message":"bad filter"})"));
    const auto ended = run(io, docker().engine().follow([] { FAIL(); }, [](const EngineEvent&) { FAIL(); }));
    EXPECT_EQ(ended.error().message, "the engine refused GET /events (400): bad filter");
}

TEST_F(Following, EndsOnACleanEndOfTheStreamToo)
{
    on("GET /v1.45/events", stream_head + "0\r\n\r\n");
    const auto ended = run(io, docker().engine().follow([] { }, [](const EngineEvent&) { }));
    EXPECT_EQ(key_of(ended), "engine_unreachable");
}

TEST_F(Logs, ComeAsLinesWhateverTheContainersTerminal)
{
    on("GET /v1.45/containers/c1/json ", answer(200, R"({"Config":{"Tty":false}})"));
    on("GET /v1.45/containers/c1/logs?stdout=1&stderr=1&tail=10000&follow=0&timestamps=0 ",
        stream_head + chunk(frame(1, "one\n") + frame(2, "tw")) + chunk(frame(2, "o\n")) + "0\r\n\r\n");
    on("GET /v1.45/containers/c2/json ", answer(200, R"({"Config":{"Tty":true}})"));
    on("GET /v1.45/containers/c2/logs?stdout=1&stderr=1&tail=5&follow=1&timestamps=1 ",
        stream_head + chunk("raw\r\n") + "0\r\n\r\n");
    std::vector<std::string> lines;
    const auto keep = [&](std::string_view line) { return lines.emplace_back(line), true; };

    EXPECT_EQ(key_of(run(io, docker().containers().logs({"c1"}, {.tail = 99'999}, keep))), "success");
    EXPECT_EQ(key_of(run(io, docker().containers().logs({"c2"}, {.tail = 5, .follow = true, .timestamps = true}, keep))),
        "success");

    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "raw"}));
}

TEST_F(Logs, OfADriverThatKeepsNoneAreTheEnginesWords)
{
    on("GET /v1.45/containers/c1/json ", answer(200, "{}"));
    on("GET /v1.45/containers/c1/logs", answer(501, R"({"message":"configured logging driver does not support reading"})"));

    const auto logs = run(io, docker().containers().logs({"c1"}, {}, [](std::string_view) { return true; }));

    EXPECT_EQ(logs.error().message,
        "the engine refused GET /containers/c1/logs (501): configured logging driver does not support reading");
    EXPECT_EQ(
        key_of(run(io, docker().containers().logs({"c9"}, {}, [](std::string_view) { return true; }))), "container_unknown");
}

TEST_F(Logs, EndWhenTheReaderHasEnough)
{
    on("GET /v1.45/containers/c1/json ", answer(200, "{}"));
    on("GET /v1.45/containers/c1/logs", stream_head + chunk(frame(1, "one\n") + frame(1, "two\n")), Then::hang);
    int lines = 0;

    const auto logs =
        run(io, docker().containers().logs({"c1"}, {.follow = true}, [&](std::string_view) { return ++lines < 1; }));

    EXPECT_EQ(key_of(logs), "success");
    EXPECT_EQ(lines, 1);
}
