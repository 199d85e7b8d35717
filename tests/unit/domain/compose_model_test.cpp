#include "domain/compose_model.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

/// As Compose 2.26 and 2.40 alike print it, shortened.
constexpr std::string_view shelf = R"({
  "name": "shelf",
  "networks": {
    "front": {"name": "shelf_front", "driver": "bridge", "ipam": {"config": [{"subnet": "10.1.2.0/24"}]}},
    "back": {"name": "shelf_back", "ipam": {}, "internal": true},
    "lan": {"name": "house", "ipam": {}, "external": true}
  },
  "services": {
    "web": {
      "command": null,
      "depends_on": {
        "migrate": {"condition": "service_completed_successfully", "required": false},
        "db": {"condition": "service_healthy", "required": true}
      },
      "deploy": {"replicas": 2, "resources": {}, "placement": {}},
      "entrypoint": null,
      "healthcheck": {"disable": true},
      "image": "nginx:1.27",
      "networks": {"front": {"aliases": ["w"]}, "back": null},
      "ports": [
        {"mode": "ingress", "target": 80, "published": "8080", "protocol": "tcp"},
        {"mode": "ingress", "host_ip": "127.0.0.1", "target": 443, "published": "8443", "protocol": "tcp"},
        {"mode": "ingress", "target": 5000, "protocol": "udp"},
        {"mode": "ingress", "target": 82, "published": "8100-8105", "protocol": "tcp"}
      ],
      "restart": "unless-stopped",
      "volumes": [
        {"type": "volume", "source": "data", "target": "/data", "volume": {}},
        {"type": "bind", "source": "/srv/conf", "target": "/etc/conf", "read_only": true, "bind": {"create_host_path": true}},
        {"type": "volume", "target": "/anon", "volume": {}}
      ]
    },
    "db": {"image": "postgres:16", "healthcheck": {"test": ["CMD", "pg_isready"], "interval": "5s"}, "networks": {"back": null}},
    "migrate": {"build": {"context": "/srv", "dockerfile": "Dockerfile"}, "restart": "no", "profiles": ["setup"], "network_mode": "service:db"}
  },
  "volumes": {"data": {"name": "furtka_shelf_data", "external": true}, "cache": {"name": "shelf_cache"}}
})";

ComposeModel read(std::string_view json)
{
    auto model = parse_compose_model(json);
    EXPECT_TRUE(model) << model.error().message;
    return model ? *std::move(model) : ComposeModel{};
}

/// The one service of a document, given by its members.
ServiceModel service(std::string_view members)
{
    const auto model = read(std::string(R"({"name":"p","services":{"s":{)") + std::string(members) + "}}}");
    return model.services.empty() ? ServiceModel{} : model.services.front();
}

std::string refusal(std::string_view json)
{
    const auto model = parse_compose_model(json);
    if (model) return "read";
    EXPECT_EQ(model.error().kind, ErrorKind::upstream);
    EXPECT_EQ(model.error().key, "compose_output");
    return model.error().message;
}

TEST(AComposeModel, HoldsTheServicesOrderedByName)
{
    const auto model = read(shelf);

    EXPECT_EQ(model.project, "shelf");
    const std::vector<ServiceModel> expected{
        {.name = "db", .image = "postgres:16", .has_healthcheck = true, .networks = {"back"}},
        {.name = "migrate",
            .builds = true,
            .restart = "no",
            .network_mode = "service:db",
            .profiles = {"setup"},
            .privileges = {{"build_context", "/srv"}}},
        {.name = "web",
            .image = "nginx:1.27",
            .replicas = 2,
            .restart = "unless-stopped",
            .depends_on = {"db", "migrate"},
            .completes_first = {"migrate"},
            .ports = {{"", "8080", 80, "tcp"}, {"127.0.0.1", "8443", 443, "tcp"}, {"", "", 5000, "udp"},
                {"", "8100-8105", 82, "tcp"}},
            .mounts = {{"volume", "data", "/data", false}, {"bind", "/srv/conf", "/etc/conf", true},
                {"volume", "", "/anon", false}},
            .networks = {"back", "front"}},
    };
    EXPECT_EQ(model.services, expected);
}

TEST(AComposeModel, HoldsTheNetworksAndVolumesOrderedByKey)
{
    const auto model = read(shelf);

    const std::vector<NetworkModel> networks{
        {.key = "back", .name = "shelf_back"},
        {.key = "front", .name = "shelf_front", .driver = "bridge", .has_subnet = true},
        {.key = "lan", .name = "house", .external = true},
    };
    EXPECT_EQ(model.networks, networks);
    const std::vector<VolumeModel> volumes{
        {.key = "cache", .name = "shelf_cache"},
        {.key = "data", .name = "furtka_shelf_data", .external = true},
    };
    EXPECT_EQ(model.volumes, volumes);
}

TEST(AComposeModel, TellsTheImageOfEachServiceThatHasOne)
{
    const std::map<std::string, std::string> expected{{"db", "postgres:16"}, {"web", "nginx:1.27"}};
    EXPECT_EQ(read(shelf).image_tags(), expected);
}

TEST(AComposeModel, FindsAServiceByName)
{
    const auto model = read(shelf);
    ASSERT_NE(model.service("db"), nullptr);
    EXPECT_EQ(model.service("db")->image, "postgres:16");
    EXPECT_EQ(model.service("d"), nullptr);
}

TEST(AComposeModel, MayHaveNoServices)
{
    EXPECT_EQ(read(R"({"name":"p","services":{}})"), (ComposeModel{.project = "p"}));
    EXPECT_EQ(read(R"({"name":"p","services":null,"networks":null,"volumes":null})"), (ComposeModel{.project = "p"}));
}

TEST(AComposeModel, ReadsPublishedPortsAsTextOrNumber)
{
    EXPECT_EQ(
        service(R"("ports":[{"target":80,"published":8080}])").ports, (std::vector<PortMapping>{{"", "8080", 80, "tcp"}}));
    EXPECT_EQ(
        service(R"("ports":[{"target":80,"published":"8080"}])").ports, (std::vector<PortMapping>{{"", "8080", 80, "tcp"}}));
    EXPECT_EQ(service(R"("ports":null)").ports, std::vector<PortMapping>{});
}

TEST(AComposeModel, CountsReplicasAsComposeDoes)
{
    EXPECT_EQ(service(R"("image":"a")").replicas, 1);
    EXPECT_EQ(service(R"("scale":3)").replicas, 3);
    EXPECT_EQ(service(R"("scale":0)").replicas, 0);
    EXPECT_EQ(service(R"("deploy":{"replicas":2})").replicas, 2);
    EXPECT_EQ(service(R"("deploy":{"mode":"global","resources":{}})").replicas, 1);
    EXPECT_EQ(service(R"("scale":3,"deploy":{"replicas":2})").replicas, 3);
}

TEST(AComposeModel, TakesARestartPolicyOfDeployBeforeRestart)
{
    EXPECT_EQ(service(R"("image":"a")").restart, "");
    EXPECT_EQ(service(R"("restart":"on-failure:3")").restart, "on-failure:3");
    EXPECT_EQ(service(R"("restart":"always","deploy":{"restart_policy":{"condition":"none"}})").restart, "no");
    EXPECT_EQ(service(R"("deploy":{"restart_policy":{"condition":"any"}})").restart, "always");
    EXPECT_EQ(service(R"("deploy":{"restart_policy":{"condition":"on-failure","max_attempts":3}})").restart, "on-failure");
}

TEST(AComposeModel, SeesAHealthcheckUnlessItIsDisabled)
{
    EXPECT_FALSE(service(R"("image":"a")").has_healthcheck);
    EXPECT_FALSE(service(R"("healthcheck":null)").has_healthcheck);
    EXPECT_FALSE(service(R"("healthcheck":{"disable":true})").has_healthcheck);
    EXPECT_FALSE(service(R"("healthcheck":{"disable":true,"test":["CMD","true"]})").has_healthcheck);
    EXPECT_FALSE(service(R"("healthcheck":{"test":["NONE"]})").has_healthcheck);
    EXPECT_FALSE(service(R"("healthcheck":{"test":"NONE"})").has_healthcheck);
    EXPECT_TRUE(service(R"("healthcheck":{"disable":false,"test":["CMD","true"]})").has_healthcheck);
    EXPECT_TRUE(service(R"("healthcheck":{"test":"curl localhost"})").has_healthcheck);
    EXPECT_TRUE(service(R"("healthcheck":{"interval":"5s"})").has_healthcheck);
}

TEST(AComposeModel, ReadsDependenciesAndNetworksAsListsToo)
{
    EXPECT_EQ(service(R"("depends_on":["db","cache"])").depends_on, (std::vector<std::string>{"db", "cache"}));
    EXPECT_EQ(service(R"("networks":["front"])").networks, (std::vector<std::string>{"front"}));
}

TEST(AComposeModel, NamesWhatComposeDidNotNameAsComposeWould)
{
    const auto model = read(R"({"name":"p","services":{},"networks":{"a":null,"lan":{"external":true}},
        "volumes":{"v":null,"old":{"external":{"name":"x"}}}})");
    const std::vector<NetworkModel> networks{{.key = "a", .name = "p_a"}, {.key = "lan", .name = "lan", .external = true}};
    EXPECT_EQ(model.networks, networks);
    const std::vector<VolumeModel> volumes{{.key = "old", .name = "old", .external = true}, {.key = "v", .name = "p_v"}};
    EXPECT_EQ(model.volumes, volumes);
}

TEST(AComposeModel, TakesAnEmptyImageForNone) { EXPECT_EQ(service(R"("image":"","build":{})").image, std::nullopt); }

TEST(AComposeModel, IgnoresMembersItDoesNotKnowHoweverDeep)
{
    const auto nested = std::string(80, '[') + std::string(80, ']');
    EXPECT_EQ(service(R"("x-note":)" + nested + R"(,"image":"a")").image, "a");
}

TEST(ADocumentThatIsNoModel, IsRefusedWithItsStart)
{
    EXPECT_EQ(refusal("no configuration file provided: not found"),
        "compose printed what is not JSON (syntax error): 'no configuration file provided: not found'");
    EXPECT_EQ(refusal(""), "compose printed nothing where a model was wanted");
    EXPECT_EQ(refusal(R"({"name":"p","services":{})"),
        R"(compose printed what is not JSON (incomplete JSON): '{"name":"p","services":{}')");
}

TEST(ADocumentThatIsNoModel, IsRefusedWithTheMemberThatIsWrong)
{
    EXPECT_EQ(refusal("[]"), "compose printed a model whose root is not an object");
    EXPECT_EQ(refusal("{}"), "compose printed a model whose name is not there");
    EXPECT_EQ(refusal(R"({"name":"p"})"), "compose printed a model whose services is not there");
    EXPECT_EQ(refusal(R"({"name":7,"services":{}})"), "compose printed a model whose name is not a text");
    EXPECT_EQ(refusal(R"({"name":"p","services":[]})"), "compose printed a model whose services is not an object");
    EXPECT_EQ(refusal(R"({"name":"p","services":{"s":[]}})"), "compose printed a model whose services.s is not an object");
    EXPECT_EQ(refusal(R"({"name":"p","services":{"s":{"ports":["8080:80"]}}})"),
        "compose printed a model whose services.s.ports[0].target is not a whole number from 1 to 65535");
    EXPECT_EQ(refusal(R"({"name":"p","services":{"s":{"ports":[{"target":65536}]}}})"),
        "compose printed a model whose services.s.ports[0].target is not a whole number from 1 to 65535");
    EXPECT_EQ(refusal(R"({"name":"p","services":{"s":{"scale":-1}}})"),
        "compose printed a model whose services.s.scale is not a whole number from 0 to 10000");
    EXPECT_EQ(refusal(R"({"name":"p","services":{"s":{"volumes":["a:/b"]}}})"),
        "compose printed a model whose services.s.volumes[0] is not an object");
}

TEST(ADocumentThatIsNoModel, IsRefusedWhenItIsHugeOrBottomless)
{
    EXPECT_EQ(
        refusal(std::string(17 * 1024 * 1024, ' ')), "compose printed a model of 17825792 bytes; at most 16777216 are read");
    EXPECT_TRUE(refusal(std::string(100'000, '[')).starts_with("compose printed what is not JSON (too deep)"));
}

} // namespace
} // namespace furtka
