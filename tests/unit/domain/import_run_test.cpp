// docker run lines as people paste them.
#include "support/imported.hpp"

namespace furtka::imports {
namespace {

std::vector<Imported> lines(const std::string& text)
{
    auto outcomes = take_commands(text, "lines.txt");
    std::vector<Imported> made;
    for (auto& outcome : outcomes) made.push_back(finish(std::move(outcome)));
    return made;
}

std::string compose_of(const std::string& text)
{
    const auto made = lines(text);
    EXPECT_EQ(made.size(), 1U) << text;
    EXPECT_EQ(made.front().errors(), "") << text;
    return made.front().text("docker-compose.yaml");
}

TEST(ImportingRun, KnowsWhatASmallCommandWouldSay)
{
    const auto text =
        compose_of("docker run -d -v $(pwd)/data:/data -v \"`pwd`/x.conf:/x.conf\" --user \"$(id -u):$(id -g)\" "
                   "-e ZONE=$(cat /etc/timezone) x:1\n");
    EXPECT_TRUE(text.contains("\"data:/data\"")) << text;
    EXPECT_TRUE(text.contains("./files/x.conf:/x.conf")) << text;
    EXPECT_TRUE(text.contains("user: \"${PUID}:${PGID}\"")) << text;
    EXPECT_TRUE(text.contains("ZONE: \"${TZ}\"")) << text;
}

TEST(ImportingRun, ReadsLinesOfWindows)
{
    const auto text = compose_of("docker run -d `\r\n  --name db `\r\n  -v \"C:\\My Files\\pgdata:/var/lib/db\" `\r\n"
                                 "  -v %cd%\\conf:/conf -v $env:USERPROFILE\\logs:/logs `\r\n  example/db:1\r\n");
    EXPECT_TRUE(text.contains("pgdata:/var/lib/db")) << text;
    EXPECT_TRUE(text.contains("conf:/conf")) << text;
    EXPECT_TRUE(text.contains("logs:/logs")) << text;
    EXPECT_TRUE(compose_of("docker run -d --name x ^\n  example/db:1 ^\n  tail -f\n").contains("- \"tail\""));
}

TEST(ImportingRun, AVolumeOfOneLetterIsNoDrive)
{
    const auto text = compose_of("docker run -d -v /:/host:ro,rslave -v c:/data x:1\n");
    EXPECT_TRUE(text.contains("\"c:/data\"")) << text;
    EXPECT_TRUE(text.contains("/:/host:ro,rslave")) << text;
}

TEST(ImportingRun, LeavesRemarksBetweenOptions)
{
    const auto text =
        compose_of("docker run -d \\\n  -p 8096:8096 `#optional` \\\n  -e A=b `#optional` \\\n  example/m:1 # that is it\n");
    EXPECT_TRUE(text.contains("${WEB_PORT:-8096}:8096")) << text;
    EXPECT_FALSE(text.contains("optional")) << text;
}

TEST(ImportingRun, TakesTheLineOutOfOthers)
{
    const auto made =
        lines("Don't forget:\n$ docker network create net\n$ docker pull x:1\n$ docker run -d --name one x:1 && echo done\n"
              "mkdir -p data && sudo -E docker container run -d --name two --net net x:1 sh -c \"\n  a\n  b\n\"\n");
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].outcome.app, "one");
    EXPECT_EQ(made[1].outcome.app, "two");
    EXPECT_TRUE(made[1].text("docker-compose.yaml").contains("\\n  a\\n")) << made[1].text("docker-compose.yaml");
}

TEST(ImportingRun, KnowsTheLessUsualOptions)
{
    const auto text =
        compose_of("docker run -d -e DISPLAY --cpu-shares=512 --cpuset-cpus 0,1 --no-healthcheck --sig-proxy=false -P "
                   "--entrypoint '/bin/my app' --mount type=tmpfs,destination=/t,tmpfs-size=64m --userns=keep-id x:1\n");
    EXPECT_TRUE(text.contains("DISPLAY: \"${DISPLAY:-}\"")) << text;
    EXPECT_TRUE(text.contains("cpu_shares: 512")) << text;
    EXPECT_TRUE(text.contains("cpuset: \"0,1\"")) << text;
    EXPECT_TRUE(text.contains("disable: true")) << text;
    EXPECT_TRUE(text.contains("- \"/bin/my app\"")) << text;
    EXPECT_TRUE(text.contains("size: \"64m\"")) << text;
    EXPECT_FALSE(text.contains("userns")) << text;
}

TEST(ImportingRun, WordsMayBeAPassword)
{
    const auto made =
        lines("docker run -d --network host -p 6052:6052 -e web_password='correct horse battery' -e HINT='a pet' x:1\n");
    const auto text = made.front().text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("web_password: \"${WEB_PASSWORD}\"")) << text;
    EXPECT_TRUE(text.contains("HINT: \"a pet\"")) << text;
    EXPECT_NE(made.front().setting("WEB_PASSWORD")->generate, "");
    EXPECT_EQ(made.front().manifest().open_url, "http://{host}:6052");
}

TEST(ImportingRun, AQuoteThatIsNeverClosedIsNoLongWork)
{
    std::string text = "docker run -d --name one 'x:1\n";
    for (int i = 0; i < 40'000; ++i) text += "and so on\n";
    const auto made = take_commands(text + "docker run -d --name two x:1\n", "lines.txt");
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].verdict, Verdict::refused);
    EXPECT_EQ(made[1].app, "two");
}

TEST(ImportingRun, AToolIsNoApp)
{
    EXPECT_EQ(lines("docker run --rm -it x:1 bash\n").front().outcome.verdict, Verdict::needs_review);
    EXPECT_EQ(lines("docker run --rm -itd x:1\n").front().outcome.verdict, Verdict::ok);
}

TEST(ImportingRun, AFolderThatIsNamedIsProposed)
{
    const auto made = lines("docker run -d -v /vw-data/:/data/ x:1\n");
    EXPECT_EQ(made.front().setting("VW_DATA_FOLDER")->default_value, "/vw-data");
}

} // namespace
} // namespace furtka::imports
