#include "adapters/compose/model_json.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

CachedProject full_project()
{
    CachedProject cached{.fingerprint = "f"};
    auto& model = cached.project.model;
    model.project = "blog";
    ServiceModel db{.name = "db"};
    db.builds = true;
    ServiceModel web{.name = "web", .image = "nginx:1"};
    web.replicas = 3;
    web.restart = "unless-stopped";
    web.has_healthcheck = true;
    web.network_mode = "service:vpn";
    web.profiles = {"extra"};
    web.depends_on = {"db", "init"};
    web.completes_first = {"init"};
    web.ports = {{"127.0.0.1", "8080", 80, "tcp"}, {"", "", 53, "udp"}};
    web.mounts = {{"bind", "/srv", "/data", true, "rshared"}, {"volume", "db", "/db", false}};
    web.networks = {"back", "default"};
    web.privileges = {{"cap_add", "NET_ADMIN"}, {"cap_add", "SYS_ADMIN"}, {"file", "/etc/hosts"}, {"privileged", "true"}};
    model.services = {db, web};
    model.networks = {{"back", "blog_back", "bridge", false, true}, {"default", "shared", "", true, false}};
    model.volumes = {{"db", "furtka_blog_db", true},
        {"tmp", "blog_tmp", false, "local", {{"device", "/etc"}, {"o", "bind"}, {"type", "none"}}}};
    cached.project.hashes = {{"db", "1"}, {"web", "2"}};
    return cached;
}

TEST(CachedProjectJson, ReadsBackWhatItWrote)
{
    const auto cached = full_project();

    const auto again = parse_cached_project(to_json(cached));

    ASSERT_TRUE(again);
    EXPECT_EQ(again->fingerprint, cached.fingerprint);
    EXPECT_EQ(again->project.model, cached.project.model);
    EXPECT_EQ(again->project.hashes, cached.project.hashes);
}

TEST(CachedProjectJson, IsNothingWhenItIsDamaged)
{
    const auto text = to_json(full_project());
    for (std::size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(parse_cached_project(text.substr(0, size)));
    EXPECT_FALSE(parse_cached_project("[]"));
    EXPECT_FALSE(parse_cached_project(R"({"fingerprint":"f","hashes":{"a":1},"model":"{}"})"));
}

} // namespace
} // namespace furtka
