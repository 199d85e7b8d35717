#include "served_world.hpp"

namespace furtka::api {
namespace {

class ServerRoutes : public ServedWorld {
protected:
    /// Follows the figures of an app until the client leaves.
    void watch(StreamClient& client, bool& ended)
    {
        auto response = ask("GET", "/api/apps/blog/stats");
        ASSERT_EQ(response.status, 200);
        const auto body = std::get<http::StreamBody>(response.body);
        boost::asio::co_spawn(
            io, [body, &client]() -> Task<void> { co_await body(client); }, [&ended](std::exception_ptr) { ended = true; });
        settle();
    }
    int streams() const
    {
        int count = 0;
        for (const auto& [id, open] : container_stats.open) count += open;
        return count;
    }
};

TEST_F(ServerRoutes, TellHowFullAndHowBusyTheServerIs)
{
    look();
    const auto text = told("GET", "/api/server");
    EXPECT_TRUE(
        text.starts_with(R"(200 {"disk":{"total":1000,"free":400},"memory":{"total":8000,"available":5000},"load":[)"))
        << text;
    EXPECT_NE(text.find(R"("cpus":4,"uptime_seconds":60,"engine":{"reachable":true)"), std::string::npos) << text;
}

TEST_F(ServerRoutes, ListFoldersOfTheirRootsOnly)
{
    host.has_folder("/srv");
    host.has_folder("/srv/photos");
    host.paths["/srv/secret"] = {.exists = true, .directory = true, .resolved = "/etc"};
    machine.trees["/srv"] = {.names = {"photos"}};
    EXPECT_EQ(told("GET", "/api/folders"),
        R"(200 {"path":"","parent":null,"folders":[{"name":"/srv","path":"/srv"}],"more":false})");
    EXPECT_EQ(told("GET", "/api/folders?path=/srv"),
        R"(200 {"path":"/srv","parent":null,"folders":[{"name":"photos","path":"/srv/photos"}],"more":false})");
    EXPECT_TRUE(refusal(ask("GET", "/api/folders?path=/etc")).starts_with("403 folder_outside:"));
    EXPECT_TRUE(refusal(ask("GET", "/api/folders?path=/srv/secret")).starts_with("403 folder_outside:"));
    EXPECT_TRUE(refusal(ask("GET", "/api/folders?path=srv")).starts_with("400 folder_path:"));
    EXPECT_TRUE(refusal(ask("GET", "/api/folders?path=/srv/none")).starts_with("404 folder_unknown:"));
}

TEST_F(ServerRoutes, AskTheEngineOnceForAllWhoLookAndNotAtAllForNobody)
{
    install("blog");
    look();
    container_stats.tell(engine.containers.at(0).id.text, {.cpu_percent = 12.34, .memory_bytes = 100, .memory_limit = 200});
    EXPECT_EQ(streams(), 0);
    StreamClient first(io);
    StreamClient second(io);
    bool first_ended = false;
    bool second_ended = false;
    watch(first, first_ended);
    watch(second, second_ended);
    EXPECT_EQ(streams(), 1);
    EXPECT_NE(first.text.find(R"("service":"web")"), std::string::npos) << first.text;
    EXPECT_NE(second.text.find(R"("cpu_percent":1.23E1,"memory_bytes":100,"memory_limit":200)"), std::string::npos)
        << second.text;

    first.leave();
    settle();
    EXPECT_TRUE(first_ended);
    EXPECT_EQ(streams(), 1);
    second.leave();
    settle();
    EXPECT_TRUE(second_ended);
    EXPECT_EQ(streams(), 0);
    EXPECT_EQ(stats.streams(), 0U);
    EXPECT_TRUE(refusal(ask("GET", "/api/apps/wiki/stats")).starts_with("404 app_not_installed:"));
}

} // namespace
} // namespace furtka::api
