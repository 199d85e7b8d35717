// Literal secrets of definitions: one setting for each, wherever the same text stands.
#include "support/imported.hpp"

#include <fmt/format.h>

namespace furtka::imports {
namespace {

TEST(ImportedSecrets, AKeyThatTwoServicesShareIsMadeHere)
{
    const auto app = import_of(Format::compose, R"(
services:
  web:
    image: example/web:1
    environment:
      STORE_S3_ACCESS_KEY: stand-in-access-J4hN7qX2
      STORE_S3_SECRET_KEY: stand-in-secret-W9cR3tY6
      FINDER_API_KEY: find-me
      PUBLIC_API_KEY: from-a-cloud-42
      SMTP_PASSWORD: sesame
  worker:
    image: example/web:1
    environment: {STORE_S3_SECRET_KEY: stand-in-secret-W9cR3tY6, PUBLIC_API_KEY: from-a-cloud-42}
  minio:
    image: example/minio:1
    environment: {MINIO_ROOT_USER: stand-in-access-J4hN7qX2, MINIO_ROOT_PASSWORD: stand-in-secret-W9cR3tY6}
  finder:
    image: example/finder:1
    environment: {FINDER_API_KEY: find-me}
)");
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("MINIO_ROOT_USER: \"${STORE_S3_ACCESS_KEY}\"")) << text;
    EXPECT_TRUE(text.contains("MINIO_ROOT_PASSWORD: \"${STORE_S3_SECRET_KEY}\"")) << text;
    ASSERT_NE(app.setting("STORE_S3_SECRET_KEY"), nullptr);
    EXPECT_NE(app.setting("STORE_S3_SECRET_KEY")->generate, "");
    EXPECT_NE(app.setting("FINDER_API_KEY")->generate, "");
    EXPECT_EQ(app.setting("FINDER_API_KEY_2"), nullptr);
    // A cloud gives it out: it is asked for, once for both services.
    ASSERT_NE(app.setting("PUBLIC_API_KEY"), nullptr);
    EXPECT_EQ(app.setting("PUBLIC_API_KEY")->generate, "");
    EXPECT_EQ(app.setting("PUBLIC_API_KEY_2"), nullptr);
    EXPECT_EQ(app.setting("SMTP_PASSWORD")->generate, "");
}

TEST(ImportedSecrets, AUsersNameIsNoSecretForBeingAKeyElsewhere)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "x:1", environment: {AWS_ACCESS_KEY: depot, AWS_SECRET_ACCESS_KEY: open-sesame}}
  store: {image: "y:1", environment: {ROOT_USER: depot, ROOT_PASSWORD: open-sesame}}
)");
    EXPECT_TRUE(app.override_text().contains("AWS_ACCESS_KEY: \"depot\"")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("ROOT_PASSWORD: \"${AWS_SECRET_ACCESS_KEY}\"")) << app.override_text();
}

TEST(ImportedSecrets, AFileOfSecretsOnlyEndsSoon)
{
    std::string compose = "services:\n  web:\n    image: x:1\n    environment:\n";
    for (int i = 0; i < 20'000; ++i) compose += fmt::format("      SECRET_{}: literal-{}\n", i, i);
    const auto outcome = take_definition(Format::compose,
        {.id = "notes", .path = "notes", .file = "compose.yaml", .files = {{"compose.yaml", std::move(compose)}}});
    EXPECT_TRUE(joined(outcome.reasons).contains("more than 300 secrets")) << joined(outcome.reasons);
    EXPECT_LT(outcome.draft->settings.size(), 400U);
}

TEST(ImportedSecrets, WordsInThePlaceOfASecretGo)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "x:1", environment: {SECRET_KEY: "<secret key>", STORE_S3_SECRET_KEY: your_depot_password}}
  depot: {image: "y:1", environment: {MINIO_ROOT_PASSWORD: your_depot_password}}
)");
    EXPECT_NE(app.setting("SECRET_KEY")->generate, "");
    EXPECT_TRUE(app.override_text().contains("MINIO_ROOT_PASSWORD: \"${STORE_S3_SECRET_KEY}\"")) << app.override_text();
    EXPECT_NE(app.setting("STORE_S3_SECRET_KEY")->generate, "");
}

TEST(ImportedSecrets, QuotesThatAreInTheValueStay)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "x:1", environment: ['DB_PASSWORD="f1986213-9d72"', 'MAIL_PASSWORD=""']}
  db: {image: "y:1", environment: [DB_ROOT_PASSWORD=f1986213-9d72]}
)");
    EXPECT_TRUE(app.override_text().contains(R"(DB_PASSWORD: "\"${DB_PASSWORD}\"")")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("DB_ROOT_PASSWORD: \"${DB_PASSWORD}\"")) << app.override_text();
    EXPECT_EQ(app.setting("MAIL_PASSWORD"), nullptr);
}

TEST(ImportedSecrets, APasswordOfACommandIsOneToo)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "x:1", environment: {CACHE: "redis://:open-sesame@cache:6379"}}
  cache:
    image: y:1
    command: [redis-server, --requirepass, open-sesame]
    healthcheck: {test: [CMD, redis-cli, -a, open-sesame, ping]}
  node: {image: "z:1", command: "node -rpcuser=me -rpcpassword=barley-soup -server"}
)");
    EXPECT_TRUE(app.override_text().contains("- \"${CACHE_PASSWORD}\"")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("redis://:${CACHE_PASSWORD}@cache:6379")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("-rpcpassword=${NODE_PASSWORD} -server")) << app.override_text();
    EXPECT_FALSE(app.override_text().contains("sesame")) << app.override_text();
}

TEST(ImportedSecrets, AWordThatIsAPasswordAndAWordIsReplacedWhereItIsAPassword)
{
    const auto app = import_of(Format::compose, R"(
services:
  web:
    image: x:1
    environment: {DB_PASSWORD: password, HELP: "type the password here", AUTH_KEY_USERS: me@example.org}
    command: [run, --mode, password]
  db: {image: "y:1", environment: {POSTGRES_PASSWORD: password}}
)");
    EXPECT_TRUE(app.override_text().contains("type the password here")) << app.override_text();
    EXPECT_FALSE(app.override_text().contains("--mode")) << app.override_text(); // the command is the author's
    EXPECT_TRUE(app.override_text().contains("AUTH_KEY_USERS: \"me@example.org\"")) << app.override_text();
}

TEST(ImportedSecrets, ALongSecretIsTheSameUnderANameThatSaysNothing)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "x:1", environment: {REDIS_PASSWORD: barley987654, LOGIN_WORD: barley987654, HOST: barley987654host}}
  barley987654host: {image: "y:1"}
)");
    EXPECT_TRUE(app.override_text().contains("LOGIN_WORD: \"${REDIS_PASSWORD}\"")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("HOST: \"barley987654host\"")) << app.override_text();
}

TEST(ImportedSecrets, AnEncodedKeyOfSoManyBytesIsMadeAnew)
{
    const std::string old = "c29tZSBieXRlcyB0aGF0IG1ha2UgdGhpcnR5LXR3by4=";
    const auto app = import_of(Format::casaos,
        R"(
services:
  web: {image: "x:1", environment: {APP_KEY: "base64:)"
            + old + R"(", OTHER: "base64:${OTHER_KEY}"}}
  work: {image: "x:1", environment: {APP_KEY: "base64:)"
            + old + R"("}}
x-casaos: {main: web}
)");
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
    EXPECT_EQ(app.setting("APP_KEY")->generate, "base64:32");
    EXPECT_EQ(app.setting("APP_KEY")->default_value, "");
    EXPECT_EQ(app.setting("OTHER_KEY")->generate, "base64:32");
    const auto text = app.override_text();
    EXPECT_FALSE(text.contains(old)) << text;
    EXPECT_NE(text.find("base64:${APP_KEY}"), text.rfind("base64:${APP_KEY}")) << text;
}

TEST(ImportedSecrets, APasswordOfAnotherMachineIsNotMadeUp)
{
    const auto app = import_of(Format::casaos, R"(
services:
  sync:
    image: x:1
    environment:
      ORIGIN_URL: https://192.168.7.2:3000
      ORIGIN_PASSWORD: letmein7
      DB_HOST: db
      DB_PASSWORD: letmein8
  db: {image: "y:1", environment: {PG_PASSWORD: letmein8}}
x-casaos: {main: sync}
)");
    EXPECT_EQ(app.setting("ORIGIN_PASSWORD")->generate, "");
    EXPECT_EQ(app.setting("DB_PASSWORD")->generate, "hex:16");
    EXPECT_TRUE(app.override_text().contains("PG_PASSWORD: \"${DB_PASSWORD}\"")) << app.override_text();
}

TEST(ImportedSecrets, ATokenIsTheSameBehindItsScheme)
{
    const auto app = import_of(Format::casaos, R"(
services:
  hook: {image: "x:1", environment: {HOOK_AUTHORIZATION: "Bearer PUT_SOME_RANDOM_TEXT"}}
  tower: {image: "y:1", environment: {TOWER_API_TOKEN: PUT_SOME_RANDOM_TEXT}}
x-casaos: {main: hook}
)");
    EXPECT_NE(app.setting("TOWER_API_TOKEN")->generate, "");
    EXPECT_TRUE(app.override_text().contains("Bearer ${TOWER_API_TOKEN}")) << app.override_text();
}

TEST(ImportedSecrets, AWordThatLeavesAKeyToTheUsersStays)
{
    const auto app = import_of(
        Format::casaos, "services: {chat: {image: 'x:1', environment: {OPENAI_API_KEY: user_provided}}}\nx-casaos: {}\n");
    EXPECT_EQ(app.setting("OPENAI_API_KEY"), nullptr);
    EXPECT_FALSE(app.override_text().contains("OPENAI_API_KEY")) << app.override_text();
}

TEST(ImportedSecrets, AnAccessKeyIsTheNameOfTheSecretKeysUser)
{
    const auto app = import_of(Format::compose, R"(
services:
  web:
    image: example/web:1
    environment: {FILES_ACCESSKEY: keeper, FILES_SECRETKEY: keeper-secret, MEDIA_ACCESS_KEY: keeper, LONE_ACCESS_KEY: change-me-now}
  store:
    image: example/store:1
    environment: {STORE_ACCESS_KEY: keeper, STORE_SECRET_KEY: keeper-secret}
)");
    const auto& text = app.override_text();
    EXPECT_FALSE(text.contains("STORE_ACCESS_KEY: \"$")) << text;
    EXPECT_FALSE(text.contains("MEDIA_ACCESS_KEY: \"$")) << text;
    EXPECT_EQ(app.setting("STORE_ACCESS_KEY"), nullptr);
    EXPECT_NE(app.setting("LONE_ACCESS_KEY"), nullptr) << "alone, it is a password";
    EXPECT_TRUE(text.contains("STORE_SECRET_KEY: \"${")) << text;
}

TEST(ImportedSecrets, TextsForPeopleTellWhereThePasswordIs)
{
    const auto app = import_of(Format::casaos, R"(
services: {web: {image: "x:1", environment: {ADMIN_PASSWORD: Harbour12345, WEB_PASSWORD: notes}}}
x-casaos:
  main: web
  title: Notes
  description: {en_us: "Default: admin / Harbour12345"}
  tips: {before_install: {en_us: "Password: `notes`\nThe app `notes` starts."}}
)");
    EXPECT_EQ(app.manifest().description_long, "Default: admin / (ADMIN PASSWORD, among the app's settings)");
    EXPECT_EQ(app.manifest().tips, "Password: (WEB PASSWORD, among the app's settings)\nThe app `notes` starts.");
}

TEST(ImportedSecrets, WhatStandsBeforeASecretBelongsToItsForm)
{
    const auto app = import_of(Format::compose,
        "services: {web: {image: 'x:1', environment: {LOGIN_PASSWORD: 'admin:open-sesame', CLIENT_TOKENS: "
        "'*:place.not-so-secret', RULES_TOKEN: '{\"a\":\"b\"}'}}}\n");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("LOGIN_PASSWORD: \"admin:${LOGIN_PASSWORD}\"")) << text;
    EXPECT_TRUE(text.contains("CLIENT_TOKENS: \"*:place.${CLIENT_TOKENS}\"")) << text;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedSecrets, AnAccessKeyOfAnEnvironmentFileIsOneToo)
{
    const auto app = import_of(Format::dokploy, "services: {web: {image: 'x:1', env_file: .env}}\n",
        {{"template.toml", "[config]\nenv = [\"FILES_ACCESS_KEY=keeper\", \"FILES_SECRET_KEY=keeper-secret\"]\n"}});
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("FILES_ACCESS_KEY: \"keeper\"")) << text;
    EXPECT_TRUE(text.contains("FILES_SECRET_KEY: \"${FILES_SECRET_KEY}\"")) << text;
}

} // namespace
} // namespace furtka::imports
