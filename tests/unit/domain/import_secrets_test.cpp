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

} // namespace
} // namespace furtka::imports
