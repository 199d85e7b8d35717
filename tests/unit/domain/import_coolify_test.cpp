// Coolify's templates: what its SERVICE_… variables and its proxy mean.
#include "support/imported.hpp"

namespace furtka::imports {
namespace {

TEST(ImportingCoolify, EachAddressIsThatOfItsService)
{
    const auto app = import_of(Format::coolify, R"(# port: 6791
# slogan: "Keeps notes."
services:
  backend:
    image: example/backend:1
    environment:
      - SERVICE_URL_BACKEND_3210
      - PAGE=${SERVICE_URL_DASHBOARD}
      - WS=wss://${SERVICE_URL_BACKEND}/x
      - CORS_ORIGIN=$SERVICE_FQDN_DASHBOARD
      - SITE_HOST=${SERVICE_FQDN_DASHBOARD_6791}
  dash-board:
    image: example/dashboard:1
    environment: ["API=${SERVICE_URL_BACKEND}"]
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("${WEB_PORT:-6791}:6791")) << text;
    EXPECT_TRUE(text.contains("${BACKEND_PORT}:3210")) << text;
    EXPECT_TRUE(text.contains("PAGE: \"http://${SERVER_HOST}:${WEB_PORT:-6791}\"")) << text;
    EXPECT_TRUE(text.contains("WS: \"ws://${SERVER_HOST}:${BACKEND_PORT}/x\"")) << text;
    EXPECT_TRUE(text.contains("CORS_ORIGIN: \"http://${SERVER_HOST}:${WEB_PORT:-6791}\"")) << text;
    EXPECT_TRUE(text.contains("SITE_HOST: \"${SERVER_HOST}\"")) << text;
    EXPECT_TRUE(text.contains("API: \"http://${SERVER_HOST}:${BACKEND_PORT}\"")) << text;
    EXPECT_EQ(app.manifest().tagline, "Keeps notes.");
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingCoolify, APortThatIsNotToldIsThatOfTheHealthCheck)
{
    const auto app = import_of(Format::coolify, R"(
services:
  web:
    image: example/web:1
    environment: [SERVICE_URL_WEB=/]
    healthcheck: {test: ["CMD", "curl", "http://localhost:8055/health"]}
  live:
    image: example/live:1
    environment: [SERVICE_URL_WEB=/live]
)");
    EXPECT_TRUE(app.override_text().contains("${WEB_PORT:-8055}:8055")) << app.override_text();
    EXPECT_TRUE(joined(app.outcome.reasons).contains("live is at /live")) << joined(app.outcome.reasons);
}

TEST(ImportingCoolify, AddressesThatThePlatformItselfFillsInAreFilledIn)
{
    const auto app = import_of(Format::coolify, R"(
services:
  minio:
    image: example/minio:1
    environment: [MINIO_SERVER_URL=$MINIO_SERVER_URL, MINIO_BROWSER_REDIRECT_URL=$MINIO_BROWSER_REDIRECT_URL]
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("${WEB_PORT:-9001}:9001")) << text;
    EXPECT_TRUE(text.contains("MINIO_SERVER_URL: \"http://${SERVER_HOST}:${MINIO_PORT}\"")) << text;
}

TEST(ImportingCoolify, WhatFollowsARequiredVariableIsItsProposal)
{
    const auto app = import_of(Format::coolify,
        "services: {web: {image: 'x:1', environment: ['SIZE=${SIZE:?42}', 'NAME=${NAME:?}', "
        "'SERVICE_MODE=${SERVICE_MODE:-a}']}}\n");
    EXPECT_EQ(app.setting("SIZE")->default_value, "42");
    EXPECT_TRUE(app.setting("SIZE")->required);
    EXPECT_EQ(app.setting("NAME")->default_value, "");
    EXPECT_EQ(app.setting("SERVICE_MODE")->default_value, "a") << "is no variable of the platform's";
}

TEST(ImportingCoolify, AFileIsFilledInWithTheStoresVariablesAlone)
{
    const auto app = import_of(Format::coolify, R"(
services:
  web:
    image: example/web:1
    volumes:
      - type: bind
        source: ./nginx.conf
        target: /etc/nginx/nginx.conf
        content: "proxy_set_header Host $host; # ${SERVICE_PASSWORD_WEB} $$"
      - type: bind
        source: ./run
        target: /run-it
        content: "#!/bin/sh\nexec $1\n"
)");
    const auto text = app.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("Host $$host; # ${SERVICE_PASSWORD_WEB} $$$$")) << text;
    EXPECT_TRUE(text.contains("exec $$1")) << text;
    EXPECT_TRUE(text.contains("mode: \"0555\"")) << text;
    EXPECT_EQ(app.outcome.settings, std::vector<std::string>{"SERVICE_PASSWORD_WEB"});
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingCoolify, ACacheThatIsToldNoPasswordGetsNone)
{
    const std::string web =
        "services: {web: {image: 'x:1', environment: ['REDIS_PASS=${REDIS_PASS}']}, cache: {image: 'redis:7'";
    EXPECT_EQ(import_of(Format::coolify, web + "}}\n").setting("REDIS_PASS")->generate, "");
    EXPECT_EQ(import_of(Format::coolify, web + ", command: 'redis-server --requirepass ${REDIS_PASS}'}}\n")
                  .setting("REDIS_PASS")
                  ->generate,
        "hex:16");
}

TEST(ImportingCoolify, ATokenThatThePlatformDoesNotMakeIsTheOwners)
{
    const auto app = import_of(Format::coolify,
        "services: {web: {image: 'x:1', environment: ['TOKEN=${TOKEN}', 'HUB_TOKEN=${HUB_TOKEN:?}', "
        "'OWN=${SERVICE_PASSWORD_WEB}', 'SALT_SECRET=${SALT_SECRET}']}}\n");
    EXPECT_EQ(app.setting("TOKEN")->generate, "");
    EXPECT_EQ(app.setting("TOKEN")->type, SettingType::password);
    EXPECT_EQ(app.setting("HUB_TOKEN")->generate, "");
    EXPECT_TRUE(app.setting("HUB_TOKEN")->required);
    EXPECT_NE(app.setting("SALT_SECRET")->generate, "");
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingCoolify, AHostNameIsNoAddress)
{
    const auto app = import_of(Format::coolify,
        "services: {web: {image: 'x:1', environment: [SERVICE_URL_WEB_80, 'MY_HOSTNAME=${SERVICE_URL_WEB}', "
        "'COOKIE_DOMAIN=${SERVICE_URL_WEB}', 'BASE=${SERVICE_URL_WEB}', 'OTHER_HOSTNAME=${SERVICE_URL_WEB}/x']}}\n");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("MY_HOSTNAME: \"${SERVER_HOST}\"")) << text;
    EXPECT_TRUE(text.contains("COOKIE_DOMAIN: \"${SERVER_HOST}\"")) << text;
    EXPECT_TRUE(text.contains("BASE: \"http://${SERVER_HOST}:${WEB_PORT")) << text;
    EXPECT_TRUE(text.contains("OTHER_HOSTNAME: \"http://${SERVER_HOST}:${WEB_PORT")) << text;
}

TEST(ImportingCoolify, AScriptGetsThePlatformsVariablesThatItReads)
{
    const auto app = import_of(Format::coolify,
        "services:\n  web:\n    image: x:1\n    environment: [SERVICE_URL_WEB_80, 'OTHER=1']\n"
        "    command: 'sh -c \"echo $${COOLIFY_URL#https://} $$SERVICE_URL_WEB_80 $$OTHER\"'\n"
        "  work: {image: 'x:1', entrypoint: [sh, -c, 'login $${SERVICE_PASSWORD_WEB}']}\n");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("COOLIFY_URL: \"http://${SERVER_HOST}:${WEB_PORT")) << text;
    EXPECT_TRUE(text.contains("SERVICE_URL_WEB_80: \"http://${SERVER_HOST}:${WEB_PORT")) << text;
    EXPECT_TRUE(text.contains("SERVICE_PASSWORD_WEB: \"${SERVICE_PASSWORD_WEB}\"")) << text;
    EXPECT_NE(app.setting("SERVICE_PASSWORD_WEB")->generate, "");
    EXPECT_EQ(app.errors(), "");
}

} // namespace
} // namespace furtka::imports
