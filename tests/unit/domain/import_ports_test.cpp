// Ports of imported apps: the page's, those of the host's network, and those that two apps want.
#include "support/imported.hpp"

namespace furtka::imports {
namespace {

TEST(ImportedPorts, OnTheHostsNetworkThePageIsWhereTheAppListens)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web: {image: "x:1", network_mode: host, ports: [{target: 20211, published: 8080}]}
x-casaos: {main: web, port_map: "8080"}
)");
    EXPECT_EQ(app.manifest().open_url, "http://{host}:20211");
    EXPECT_EQ(app.manifest().ports, std::vector<int>{20211});
    EXPECT_EQ(app.setting("WEB_PORT"), nullptr);
    EXPECT_TRUE(app.override_text().contains("ports: !reset null")) << app.override_text();
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedPorts, AServiceBehindAnothersNetworkIsPublishedByThatOne)
{
    const auto app = import_of(Format::casaos, R"(
services:
  vpn: {image: "x:1"}
  web: {image: "y:1", network_mode: "service:vpn", ports: ["9090:9090"]}
x-casaos: {main: web, port_map: "9090"}
)");
    const auto text = app.override_text();
    EXPECT_LT(text.find("${WEB_PORT:-9090}:9090"), text.find("  web:")) << text;
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{WEB_PORT}");
}

TEST(ImportedPorts, ThePageMayBeServedByAnotherServiceThanTheStoreNames)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web: {image: "x:1", expose: [3000]}
  proxy: {image: "y:1", ports: ["${HTTP_PORT:-80}:80", "9735:9735"]}
x-casaos: {main: web, port_map: "9999"}
)");
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{HTTP_PORT}");
}

TEST(ImportedPorts, TwoAppsThatAskForOnePortGetTwo)
{
    const auto definition = [](const std::string& name) {
        return take_definition(Format::compose,
            {.id = name,
                .path = name,
                .file = "compose.yaml",
                .files = {{"compose.yaml",
                    "services: {a: {image: 'x:1', ports: ['8080:8080', '${TLS_PORT:-443}:443', "
                    "'${TLS_PORT:-443}:443/udp']}}\n"}}});
    };
    std::vector<Outcome> all;
    all.push_back(definition("one"));
    all.push_back(definition("two"));
    settle(all, {8080});
    const auto* first = all[0].draft->find_setting("TLS_PORT");
    const auto* second = all[1].draft->find_setting("TLS_PORT");
    ASSERT_NE(first, nullptr);
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(first->default_value, "443");
    EXPECT_NE(second->default_value, "443");
    EXPECT_NE(all[0].port, 8080); // another app has it
    EXPECT_NE(all[0].port, all[1].port);
}

TEST(ImportedPorts, AServiceOnTheHostsNetworkIsThePageThoughAnotherIsPublished)
{
    const auto app = import_of(Format::casaos, R"(
services:
  cam: {image: "x:1", network_mode: host}
  updater: {image: "y:1", ports: ["10500:8080"]}
x-casaos: {main: cam, port_map: "10600", scheme: https}
)");
    EXPECT_EQ(app.manifest().open_url, "https://{host}:10600");
    EXPECT_EQ(app.manifest().ports, (std::vector<int>{10500, 10600}));
}

TEST(ImportedPorts, ANameServersPortIsNoPageThoughTheStoreNamesIt)
{
    const auto app = import_of(Format::casaos, R"(
services: {dns: {image: "x:1", ports: ["5353:53/udp", "5353:53/tcp"]}}
x-casaos: {main: dns, port_map: "5353", index: /}
)");
    EXPECT_EQ(app.manifest().open_url, "");
    EXPECT_EQ(app.manifest().ports, (std::vector<int>{5353}));
    EXPECT_TRUE(app.manifest().settings.empty());
}

TEST(ImportedPorts, TheSameNumberByUdpMovesWithThePage)
{
    const auto app = import_of(Format::casaos, R"(
services: {web: {image: "x:1", ports: ["8443:8443/tcp", "8443:8443/udp"]}}
x-casaos: {main: web, port_map: "8443"}
)");
    EXPECT_TRUE(app.override_text().contains("${WEB_PORT:-8443}:8443/udp")) << app.override_text();
}

} // namespace
} // namespace furtka::imports
