// Plain compose files, and what stands beside them.
#include "support/imported.hpp"

#include <chrono>

namespace furtka::imports {
namespace {

TEST(ImportingCompose, TheAuthorsEnvFileGivesTheValues)
{
    const auto app = import_of(Format::compose, R"(
services:
  web:
    image: "example/web:${TAG:-1}"
    ports: ["${PORT}:80"]
    env_file: [.env]
    volumes: ["${PLACE}:/data"]
    environment: {URL: "${DB_URL}", NAME: "${NAME}"}
  db: {image: "postgres:16", environment: {POSTGRES_PASSWORD: "${DB_PASSWORD}", POSTGRES_USER: "${DB_USER}"}}
)",
        {{".env.example",
            "# values\r\nTAG=2\r\nPORT=8123\nPLACE=./library\nDB_USER='notes' \nDB_PASSWORD=sesame-1 # change\n"
            "DB_URL=postgres://notes:sesame-1@db/x\nNAME=\nexport OTHER=1\n"}});
    const auto& text = app.override_text();
    EXPECT_EQ(app.setting("TAG")->default_value, "2");
    EXPECT_EQ(app.setting("PORT")->default_value, "8123");
    EXPECT_EQ(app.setting("DB_USER")->default_value, "notes");
    EXPECT_EQ(app.manifest().volumes, std::vector<std::string>{"library"});
    EXPECT_TRUE(text.contains("URL: \"postgres://notes:${DB_PASSWORD}@db/x\"")) << text;
    EXPECT_NE(app.setting("DB_PASSWORD")->generate, "");
    EXPECT_TRUE(text.contains("DB_USER: \"${DB_USER}\"")) << "the service reads the same file\n" << text;
    EXPECT_FALSE(text.contains("sesame")) << text;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingCompose, AVariableMayHoldAnAddressAndAPort)
{
    const auto app = import_of(Format::compose,
        "services: {web: {image: 'x:1', ports: ['${WEB-:2283:2283}', '${SQL:-127.0.0.1:13306}:3306', "
        "'${BIND:-}:${TLS:-443}:443']}}\n");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains(":2283\"")) << text;
    EXPECT_TRUE(text.contains("\"127.0.0.1:13306:3306\"")) << text;
    EXPECT_EQ(app.errors(), "");
    EXPECT_EQ(app.setting("SQL"), nullptr);
}

TEST(ImportingCompose, TheVersionIsThatOfTheServiceWithThePage)
{
    const auto app = import_of(
        Format::compose, "services: {db: {image: 'postgres:16'}, web: {image: 'web:${TAG:-2.3}', ports: ['8080:80']}}\n");
    EXPECT_EQ(app.manifest().version, "2.3");
}

TEST(ImportingCompose, AMarkOfTheByteOrderIsNoText)
{
    EXPECT_EQ(import_of(Format::compose, "\xef\xbb\xbfservices: {a: {image: 'x:1'}}\n").outcome.verdict, Verdict::ok);
}

TEST(ImportingCompose, ADefaultThatTheOwnStorageIsToldIsOneSecret)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "x:1", environment: {S3_SECRET_ACCESS_KEY: "${S3_SECRET_ACCESS_KEY:-storage-1}", MEDIA_S3_SECRET_KEY: "${MEDIA_S3_SECRET_KEY:-storage-1}"}}
  minio: {image: "minio:1", environment: {MINIO_ROOT_PASSWORD: storage-1}}
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("MINIO_ROOT_PASSWORD: \"${S3_SECRET_ACCESS_KEY}\"")) << text;
    EXPECT_TRUE(text.contains("MEDIA_S3_SECRET_KEY: \"${S3_SECRET_ACCESS_KEY}\"")) << text;
    EXPECT_NE(app.setting("S3_SECRET_ACCESS_KEY")->generate, "");
}

TEST(ImportingCompose, AFileOfTheHostIsNoFolder)
{
    const auto app = import_of(Format::compose,
        "services: {a: {image: 'x:1', env_file: [{path: more.env, required: false}], volumes: "
        "['/yourpath/auth.conf:/auth.conf:ro']}}\n");
    EXPECT_TRUE(app.override_text().contains("./files/auth.conf:/auth.conf:ro")) << app.override_text();
    EXPECT_EQ(app.outcome.reasons.size(), 1U) << joined(app.outcome.reasons);
    EXPECT_TRUE(app.outcome.settings.empty());
}

TEST(ImportingDokploy, AnEnvironmentBelowADomainIsThatOfTheApp)
{
    const auto app = import_of(Format::dokploy, "services: {a: {image: 'x:1', environment: ['IP=${IP}']}}\n",
        {{"template.toml",
            "[[config.domains]]\nserviceName = \"a\"\nport = 80\nhost = \"${domain}\"\nenv = "
            "[\"IP=CHANGE_ME_TO_HOST_IP\"]\n"}});
    EXPECT_TRUE(app.override_text().contains("IP: \"${SERVER_HOST}\"")) << app.override_text();
}

TEST(ImportedCompose, AVariableThatAScriptSetsItselfIsTheShells)
{
    const auto app = import_of(Format::compose, R"(
services:
  init:
    image: x:1
    environment: {ROOT: "${ROOT_DIR:-/srv}"}
    command:
      - sh
      - -c
      - |
        DIR=/made; export KEY=$(head -c 9 /dev/urandom)
        for ONE in a b; do touch ${DIR}/$ONE; done
        if true; then WAYS=2; fi
        echo "${KEY} $WAYS ${ROOT_DIR} $OTHER" > $DIR/out
)");
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("touch $${DIR}/$$ONE")) << text;
    EXPECT_TRUE(text.contains("$${KEY} $$WAYS ${ROOT_DIR} $OTHER")) << text;
    EXPECT_TRUE(text.contains("> $$DIR/out")) << text;
    EXPECT_EQ(app.setting("DIR"), nullptr);
    EXPECT_EQ(app.setting("KEY"), nullptr);
    EXPECT_NE(app.setting("OTHER"), nullptr);
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedCompose, AFixedAddressInAListOfNetworksStaysAndIsTold)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "x:1", networks: {inner: {ipv4_address: 172.31.9.10}}}
  app: {image: "y:1", environment: {PROXY: "http://172.31.9.10:80", TRUSTED: "172.31.9.10/32"}, networks: [inner]}
networks: {inner: {ipam: {config: [{subnet: 172.31.9.0/24}]}}}
)");
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("http://web:80")) << text;
    EXPECT_FALSE(text.contains("web/32")) << text;
    EXPECT_TRUE(joined(app.outcome.reasons).contains("list of networks")) << joined(app.outcome.reasons);
}

TEST(ImportingCompose, AVariableWithoutAValueIsASettingThatIsPassedOn)
{
    const auto app = import_of(Format::compose,
        "services: {web: {image: 'x:1', environment: [SITE_URL, SESSION_SECRET, HOME, TZ, https_proxy]}, "
        "db: {image: 'db:1', environment: {ROOT_PASSWORD: , MODE: a}}}\n");
    EXPECT_EQ(app.outcome.settings, (std::vector<std::string>{"ROOT_PASSWORD", "SESSION_SECRET", "SITE_URL", "TZ"}));
    EXPECT_NE(app.setting("ROOT_PASSWORD")->generate, "");
    EXPECT_EQ(app.setting("TZ")->type, SettingType::timezone);
    EXPECT_FALSE(app.setting("SITE_URL")->required) << "what is not set is not passed on";
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingCompose, AnAmountThatNobodyGivesIsTheEnginesOwn)
{
    const auto app = import_of(Format::compose, R"(
x-check: &check {retries: $TRIES, interval: "$EVERY"}
services:
  web:
    image: x:1
    healthcheck: {<<: *check, test: "true ${TRIES}", timeout: "${LIMIT:-9s}"}
    deploy: {resources: {limits: {cpus: "${CORES}"}}}
    environment: {memory: "${WORDS}"}
)");
    EXPECT_EQ(app.setting("TRIES")->default_value, "3");
    EXPECT_EQ(app.setting("EVERY")->default_value, "30s");
    EXPECT_EQ(app.setting("LIMIT")->default_value, "9s");
    EXPECT_EQ(app.setting("CORES")->default_value, "0");
    EXPECT_EQ(app.setting("WORDS")->default_value, "") << "the app's own word";
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingCompose, WhatOnlyTheAuthorHasIsTold)
{
    const auto app = import_of(Format::compose, R"(
services:
  web:
    image: x:1
    env_file: .env
    depends_on: [gone, db]
    volumes: ["./pages:/pages:ro", "./shared:/shared:ro", "./own:/own"]
  db: {image: "db:1", volumes: ["./shared:/out"]}
)");
    const auto reasons = joined(app.outcome.reasons);
    EXPECT_EQ(app.outcome.verdict, Verdict::needs_review);
    EXPECT_TRUE(reasons.contains("the folder pages is not in the store")) << reasons;
    EXPECT_FALSE(reasons.contains("shared")) << "another service writes there: " << reasons;
    EXPECT_FALSE(reasons.contains("own is")) << reasons;
    EXPECT_TRUE(reasons.contains("reads the file .env")) << reasons;
    EXPECT_TRUE(reasons.contains("waits for gone")) << reasons;
    // Compose would refuse the author's file: its list of what to wait for cannot be made shorter by another file.
    EXPECT_FALSE(app.text("docker-compose.yaml").contains("gone")) << app.text("docker-compose.yaml");
}

TEST(ImportingCompose, AnEnvFileOfKnownVariablesIsNoReason)
{
    const auto app = import_of(Format::compose,
        "services: {web: {image: 'x:1', env_file: .env}, db: {image: 'db:1', environment: ['DB=${DB}']}}\n");
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
}

TEST(ImportingCompose, WordsOfNewerVersionsAreSpelledOutOrTold)
{
    const auto app = import_of(Format::compose, R"(
services:
  one: {image: "x:1", gpus: all, post_start: [{command: [fill]}], volumes: ["~/.keys:/keys:ro"]}
  two: {image: "x:1", gpus: [{driver: nvidia, device_ids: ["1"]}, {count: 2, capabilities: [gpu, utility]}]}
)");
    const auto text = app.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("devices:\n          - count: \"all\"\n            capabilities:\n            - \"gpu\""))
        << text;
    EXPECT_TRUE(text.contains("device_ids:\n            - \"1\"\n            capabilities:\n            - \"gpu\"")) << text;
    EXPECT_TRUE(text.contains("count: 2\n            capabilities:\n            - \"gpu\"\n            - \"utility\""))
        << text;
    const auto reasons = joined(app.outcome.reasons);
    EXPECT_TRUE(reasons.contains("`post_start`")) << reasons;
    EXPECT_TRUE(reasons.contains("keys is not in the store")) << reasons;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingCompose, ManyMountsAndKeysAreReadInTime)
{
    std::string volumes;
    std::string environment;
    for (int i = 0; i < 12'000; ++i) {
        volumes += "'./f" + std::to_string(i) + ":/f" + std::to_string(i) + ":ro', ";
        environment += "'K" + std::to_string(i) + "_ACCESS_KEY=word" + std::to_string(i) + "', ";
    }
    const auto started = std::chrono::steady_clock::now();
    import_of(Format::compose,
        "services: {web: {image: 'x:1', volumes: [" + volumes + "]}, api: {image: 'x:1', environment: [" + environment
            + "]}}\n");
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(20));
}

} // namespace
} // namespace furtka::imports
