// Definitions of other stores become app folders; every rule has a small sample of its own.
#include "support/imported.hpp"

namespace furtka::imports {
namespace {

TEST(Importing, LeavesTheAuthorsFileAsItIs)
{
    const std::string compose = "services:\r\n  notes:\r\n    image: example/notes:1.2\r\n    container_name: n\r\n    "
                                "volumes: [/DATA/AppData/$AppID/config:/config]\r\n";
    const auto app = import_of(Format::casaos, compose);
    EXPECT_EQ(app.text("docker-compose.yaml"), compose);
    EXPECT_TRUE(app.override_text().contains("container_name: !reset null")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("config:/config")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("name: \"furtka_notes_config\"")) << app.override_text();
    EXPECT_EQ(app.manifest().volumes, std::vector<std::string>{"config"});
    EXPECT_TRUE(app.text(".env.example").contains("AppID=notes")) << app.text(".env.example");
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, TellsWhereItCameFrom)
{
    const auto app = import_of(Format::casaos, "services: {a: {image: x:1}}\n");
    const std::string_view origin =
        R"("imported_from":{"store":"test","repository":"https://example.org/store","commit":"c0ffee","path":"Apps/Notes","licence":"MIT"})";
    EXPECT_TRUE(app.text("manifest.json").contains(origin)) << app.text("manifest.json");
    EXPECT_TRUE(app.manifest().notices.empty());
}

TEST(Importing, MakesSecretsThatWereTheSameForEverybody)
{
    const auto app = import_of(Format::compose, R"(
services:
  web:
    image: example/web:1
    environment:
      DATABASE_URL: postgres://notes:sesame@db:5432/notes?sslmode=off
      PASSWORD_LOGIN: "true"
      SESSION_SECRET: 0f8fad5bd9cb469fa16570867728950e
  db:
    image: postgres:16
    command: ["--requirepass", "sesame", "--requirepass sesame"]
    environment: [POSTGRES_USER=notes, POSTGRES_PASSWORD=sesame]
)");
    EXPECT_TRUE(app.override_text().contains("postgres://notes:${POSTGRES_PASSWORD}@db:5432/notes?sslmode=off"))
        << app.override_text();
    EXPECT_TRUE(app.override_text().contains("--requirepass ${POSTGRES_PASSWORD}")) << app.override_text();
    EXPECT_FALSE(app.override_text().contains("sesame@")) << app.override_text();
    ASSERT_NE(app.setting("POSTGRES_PASSWORD"), nullptr);
    EXPECT_EQ(app.setting("POSTGRES_PASSWORD")->type, SettingType::password);
    EXPECT_EQ(app.setting("POSTGRES_PASSWORD")->generate, "hex:16");
    EXPECT_EQ(app.setting("SESSION_SECRET")->generate, "hex:16"); // as long as it was
    EXPECT_EQ(app.setting("PASSWORD_LOGIN"), nullptr);
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, KeepsAUserOfTheSameWordAsThePassword)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "w:1", environment: {URL: "postgres://notes:notes@db/notes"}}
  db: {image: "postgres:16", environment: {POSTGRES_USER: notes, POSTGRES_DB: notes, POSTGRES_PASSWORD: notes}}
)");
    EXPECT_TRUE(app.override_text().contains("postgres://notes:${POSTGRES_PASSWORD}@db/notes")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("POSTGRES_USER: \"notes\"")) << app.override_text();
}

TEST(Importing, TheSameDefaultOfTwoVariablesIsOneSecret)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "w:1", environment: ["DB_PASS=${DB_PASS:-tiger12}"]}
  db: {image: "d:1", environment: ["ROOT_PASSWORD=${ROOT_PASSWORD:-tiger12}"]}
)");
    EXPECT_EQ(app.manifest().settings.size(), 1U);
    EXPECT_TRUE(app.override_text().contains("ROOT_PASSWORD: \"${DB_PASS}\"")) << app.override_text();
}

TEST(Importing, KeepsAHashWholeAlthoughItsDollarsAreNotEscaped)
{
    const auto app = import_of(
        Format::compose, "services: {w: {image: 'w:1', environment: {PASSWORD_HASH: '$2b$12$abcdefghij.klmnop/qrst'}}}\n");
    ASSERT_NE(app.setting("PASSWORD_HASH"), nullptr);
    EXPECT_EQ(app.setting("PASSWORD_HASH")->default_value, "$2b$12$abcdefghij.klmnop/qrst");
    EXPECT_TRUE(app.text(".env.example").contains("abcdefghij=\n")) << app.text(".env.example");
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, AsksForWhatVariablesAreLeft)
{
    const auto app = import_of(Format::compose, R"(
services:
  web:
    image: example/web:${TAG}
    environment: ["TITLE=${TITLE:-My notes}", "MODE=${MODE:?say which}", "SMTP_HOST=$SMTP_HOST", "OPENAI_API_KEY=${OPENAI_API_KEY}", "small=${small_name:-x}", "TZ=$TZ", "OPEN=${OPEN:-true}"]
    volumes: ["${UPLOADS}:/uploads", "${DIR:-./x}:/data"]
)");
    EXPECT_TRUE(app.setting("TAG")->required);
    EXPECT_EQ(app.setting("TITLE")->default_value, "My notes");
    EXPECT_TRUE(app.setting("MODE")->required);
    EXPECT_FALSE(app.setting("SMTP_HOST")->required);
    EXPECT_EQ(app.setting("OPENAI_API_KEY")->type, SettingType::password);
    EXPECT_EQ(app.setting("OPENAI_API_KEY")->generate, "");
    EXPECT_EQ(app.setting("SMALL_NAME")->default_value, "x");
    EXPECT_EQ(app.setting("TZ")->type, SettingType::timezone);
    EXPECT_EQ(app.setting("OPEN")->type, SettingType::boolean);
    EXPECT_EQ(app.setting("UPLOADS")->type, SettingType::path);
    EXPECT_EQ(app.setting("DIR"), nullptr);
    EXPECT_EQ(app.manifest().volumes, std::vector<std::string>{"x"});
    EXPECT_TRUE(app.text(".env.example").contains("SMTP_HOST=\n")) << app.text(".env.example");
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, MovesThePagesPort)
{
    const auto app = import_of(Format::casaos, R"(
services:
  notes:
    image: example/notes:1
    ports: ["80:3000", "5353:5353/udp", 22222:22]
    environment: {BASE: "http://[YOUR_IP]:80/x"}
x-casaos: {main: notes, port_map: "80", index: /app, scheme: http, title: {en_us: Notes}}
)");
    const auto manifest = app.manifest();
    EXPECT_EQ(manifest.open_url, "http://{host}:{WEB_PORT}/app");
    EXPECT_EQ(app.setting("WEB_PORT")->type, SettingType::port);
    EXPECT_GE(app.outcome.port, 20000);
    EXPECT_EQ(app.setting("WEB_PORT")->default_value, std::to_string(app.outcome.port));
    EXPECT_TRUE(app.override_text().contains("\"22222:22\"")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains(":3000\"")) << app.override_text();
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, TwoAppsOfAStoreGetTwoPorts)
{
    std::vector<Outcome> all;
    for (const auto* id : {"One", "Two"})
        all.push_back(take_definition(Format::compose,
            {.id = id,
                .path = id,
                .file = "compose.yml",
                .files = {{"compose.yml", "services: {a: {image: 'x:1', ports: ['8080:80']}}\n"}}}));
    settle(all);
    EXPECT_EQ(all[0].port, 8080);
    EXPECT_GE(all[1].port, 20000);
}

TEST(Importing, LeavesThePlatformBehind)
{
    const auto app = import_of(Format::compose, R"(
services:
  web:
    image: w:1
    container_name: shop-web
    links: ["db:database"]
    networks: {front: {ipv4_address: 172.30.0.5}, proxy: {}}
    labels: ["traefik.enable=true", "my.label=1"]
  db: {image: "d:1", container_name: shop-db, networks: [front]}
networks:
  front: {ipam: {config: [{subnet: 172.30.0.0/24}]}}
  proxy: {external: true}
)");
    const auto& text = app.override_text();
    EXPECT_FALSE(text.contains("traefik")) << text;
    EXPECT_TRUE(text.contains("my.label")) << text;
    EXPECT_FALSE(text.contains("172.30")) << text;
    EXPECT_TRUE(text.contains("- \"shop-db\"")) << text;
    EXPECT_TRUE(text.contains("- \"database\"")) << text;
    EXPECT_TRUE(text.contains("proxy: !reset null")) << text;
    EXPECT_TRUE(text.contains("links: !reset null")) << text;
}

TEST(Importing, AWordThatIsASecretSomewhereIsNoneEverywhere)
{
    const auto app = import_of(Format::compose, R"(
services:
  web: {image: "x:1", environment: {URL: "postgres://postgres:postgres@db/x", REDIS_KEY_PREFIX: "notes:", TOKEN_VERSION: "v2-2024"}}
  db: {image: "postgres:16", environment: {POSTGRES_PASSWORD: postgres}, command: run --as postgres}
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("URL: \"postgres://postgres:${POSTGRES_PASSWORD}@db/x\"")) << text;
    EXPECT_FALSE(text.contains("--as $")) << text;
    EXPECT_TRUE(text.contains("REDIS_KEY_PREFIX: \"notes:\"")) << text;
    EXPECT_EQ(app.outcome.settings, std::vector<std::string>{"POSTGRES_PASSWORD"});
}

TEST(Importing, SharedFoldersAreAskedFor)
{
    const auto app = import_of(Format::casaos, R"(
services: {a: {image: "x:1", volumes: ["/DATA/Media/Movies:/movies:ro", "/var/run/docker.sock:/var/run/docker.sock", "/DATA/AppData/notes/db:/db", data:/d]}}
)");
    EXPECT_EQ(app.setting("MOVIES_FOLDER")->type, SettingType::path);
    EXPECT_TRUE(app.override_text().contains("${MOVIES_FOLDER}:/movies:ro")) << app.override_text();
    EXPECT_TRUE(app.override_text().contains("/var/run/docker.sock:/var/run/docker.sock")) << app.override_text();
    EXPECT_EQ(app.manifest().volumes, (std::vector<std::string>{"data", "db"}));
    EXPECT_EQ(app.outcome.repairs.front(), "add-volume:data");
}

TEST(Importing, RefusesWhatIsBuiltOrBorrowed)
{
    for (const auto* service : {"build: .", "image: x:1, volumes_from: [y]", "command: x"}) {
        const auto app = import_of(Format::compose, std::string("services: {a: {") + service + "}}\n");
        EXPECT_EQ(app.outcome.verdict, Verdict::refused) << service;
        EXPECT_FALSE(app.outcome.reasons.empty());
    }
    EXPECT_EQ(import_of(Format::compose, "services: {}\n").outcome.verdict, Verdict::refused);
    EXPECT_EQ(import_of(Format::compose, "a: [\n").outcome.verdict, Verdict::refused);
    EXPECT_EQ(
        import_of(Format::compose, "include: [other.yaml]\nservices: {a: {image: x}}\n").outcome.verdict, Verdict::refused);
}

TEST(Importing, KeepsAFileAsideThatComposeWouldRefuse)
{
    const std::string compose = "services:\n  a:\n    image: x:1\n    exclude_from_hc: true\n    volumes:\n      - {type: "
                                "bind, source: ./a.json, target: /a.json, content: '{}', isDirectory: false}\n";
    const auto app = import_of(Format::coolify, compose);
    EXPECT_EQ(app.text("original/docker-compose.yml"), compose);
    EXPECT_EQ(app.override_text(), "");
    EXPECT_FALSE(app.text("docker-compose.yaml").contains("isDirectory"));
    EXPECT_EQ(app.text("files/a.json"), "{}");
    EXPECT_TRUE(joined(app.outcome.repairs).contains("drop-volume-key:content")) << joined(app.outcome.repairs);
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
}

TEST(Importing, SaysWhatAPersonHasToDo)
{
    const auto app = import_of(Format::compose,
        "services: {a: {image: 'x:1', env_file: [./db.env], volumes: ['./nginx.conf:/etc/nginx/nginx.conf']}}\n");
    EXPECT_EQ(app.outcome.verdict, Verdict::needs_review);
    const auto reasons = joined(app.outcome.reasons);
    EXPECT_TRUE(reasons.contains("db.env")) << reasons;
    EXPECT_TRUE(reasons.contains("nginx.conf")) << reasons;
    EXPECT_TRUE(app.files.contains("files/nginx.conf"));
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, ReadsDokploysTemplate)
{
    const auto app = import_of(Format::dokploy, R"(
services:
  web:
    image: example/web:2
    environment: [SECRET, "HOST=${HOST}", "FIXED=${FIXED}"]
    volumes: ["../files/app.conf:/etc/app.conf", "../files/plain.txt:/plain.txt", "../files/state:/state"]
    networks: [dokploy-network]
    ports: [3000]
networks: {dokploy-network: {external: true}}
)",
        {{"template.toml", R"(
[variables]
main_domain = "${domain}"
key = "${password:24}"
[config]
env = ["SECRET=${key}", "HOST=https://${main_domain}/", "FIXED=a$b"]
[[config.domains]]
serviceName = "web"
port = 3_000
host = "${main_domain}"
[[config.mounts]]
filePath = "/app.conf"
content = "key=${key} cost=$5"
[[config.mounts]]
filePath = "plain.txt"
content = "hello $NAME"
)"},
            {"meta.json",
                R"({"name": "Web", "version": "2", "description": "A page.", "tags": ["tools"], "links": {"website": "https://example.org"}})"}});
    const auto& text = app.override_text();
    EXPECT_EQ(app.setting("KEY")->generate, "hex:12");
    EXPECT_TRUE(app.setting("SERVER_HOST")->required);
    EXPECT_TRUE(text.contains("SECRET: \"${KEY}\"")) << text;
    EXPECT_TRUE(text.contains("HOST: \"http://${SERVER_HOST}:${WEB_PORT:-3000}/\"")) << text;
    EXPECT_TRUE(text.contains("FIXED: \"a$$b\"")) << text;
    EXPECT_TRUE(text.contains("key=${KEY} cost=$$5")) << text;
    EXPECT_EQ(app.text("files/plain.txt"), "hello $NAME");
    EXPECT_TRUE(text.contains("${WEB_PORT:-3000}:3000")) << text;
    EXPECT_TRUE(text.contains("state:/state")) << text;
    EXPECT_EQ(app.manifest().display_name, "Web");
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, ReadsCoolifysVariables)
{
    const auto app = import_of(Format::coolify, R"(# slogan: Keeps notes.
# category: tools
# port: 4000
services:
  web:
    image: example/web:2
    restart: no
    environment:
      - SERVICE_URL_WEB_4000
      - URL=${SERVICE_URL_WEB}
      - KEY=$SERVICE_BASE64_64_APP
      - DB=pg://$SERVICE_USER_DB:$SERVICE_PASSWORD_DB@db/x
  db:
    image: postgres:16
    environment: ["POSTGRES_PASSWORD=${SERVICE_PASSWORD_DB}", "POSTGRES_USER=${SERVICE_USER_DB}"]
    volumes: [data:/var/lib/postgresql/data]
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("URL: \"http://${SERVER_HOST}:${WEB_PORT:-4000}\"")) << text;
    EXPECT_TRUE(text.contains("pg://admin:${SERVICE_PASSWORD_DB}@db/x")) << text;
    EXPECT_EQ(app.setting("SERVICE_BASE64_64_APP")->generate, "base64:64");
    EXPECT_EQ(app.setting("SERVICE_PASSWORD_DB")->generate, "hex:16");
    EXPECT_FALSE(text.contains("SERVICE_URL")) << text;
    EXPECT_EQ(app.manifest().tagline, "Keeps notes.");
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, ReadsRuntipisOwnFile)
{
    const auto app = import_of(Format::runtipi, "services: {}\n",
        {{"docker-compose.json",
             R"({"schemaVersion": 2, "services": [{"name": "notes", "image": "example/notes:3", "isMain": true, "internalPort": 80,
            "environment": [{"key": "HOSTS", "value": "${APP_DOMAIN},${APP_HOST}:${APP_PORT}"}, {"key": "PW", "value": "${NOTES_PASSWORD}"}],
            "addPorts": [{"hostPort": 53, "containerPort": 53, "tcp": true, "udp": true}],
            "volumes": [{"hostPath": "${APP_DATA_DIR}/data/:/x", "containerPath": "/data"}, {"hostPath": "${ROOT_FOLDER_HOST}/media/torrents", "containerPath": "/t"}]}]})"},
            {"config.json",
                R"({"name": "Notes", "id": "notes", "port": 8107, "version": "3", "short_desc": "Notes.", "url_suffix": "/admin",
            "form_fields": [{"type": "password", "label": "Password", "required": true, "env_variable": "NOTES_PASSWORD"}, {"type": "random", "label": "Never used", "env_variable": "UNUSED"}]})"}});
    const auto manifest = app.manifest();
    EXPECT_EQ(manifest.open_url, "http://{host}:{WEB_PORT}/admin");
    EXPECT_EQ(app.outcome.port, 8107);
    EXPECT_EQ(manifest.volumes, std::vector<std::string>{"data"});
    EXPECT_NE(app.setting("TORRENTS_FOLDER"), nullptr);
    EXPECT_EQ(app.setting("UNUSED"), nullptr);
    EXPECT_EQ(app.setting("NOTES_PASSWORD")->generate, "hex:16");
    EXPECT_TRUE(
        app.text("docker-compose.yaml").contains("${SERVER_HOST}:${WEB_PORT:-8107},${SERVER_HOST}:${WEB_PORT:-8107}"))
        << app.text("docker-compose.yaml");
    EXPECT_TRUE(app.text("docker-compose.yaml").contains("53:53/udp"));
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, ReadsPortainersTemplates)
{
    auto found = take_templates(R"({"version": "3", "templates": [
      {"type": 1, "title": "Notes", "name": "notes", "image": "example/notes:1", "ports": ["8080:80/tcp", "53:53/udp"], "description": "Notes.",
       "volumes": [{"container": "/config", "bind": "/portainer/Files/AppData/Config/Notes"}, {"container": "/media", "bind": "/portainer/Movies"}, {"container": "/cache"}],
       "env": [{"name": "MODE", "label": "Mode", "select": [{"text": "A", "value": "a"}, {"text": "B", "value": "b", "default": true}]},
               {"name": "FIXED", "set": "1"}, {"name": "PRE", "preset": true, "default": "x"}]},
      {"type": 3, "title": "Stack", "repository": {"url": "https://example.org", "stackfile": "s.yml"}, "env": [{"name": "WORD", "default": "w"}]},
      {"type": 3, "title": "Lost", "repository": {"url": "https://example.org", "stackfile": "no.yml"}}]})",
        "templates.json", [](const std::string& file) {
            return file == "s.yml" ? std::string("services: {a: {image: 'x:1', env_file: stack.env}}\n") : std::string();
        });
    ASSERT_EQ(found.size(), 3U);
    const auto notes = finish(std::move(found[0]));
    EXPECT_EQ(notes.manifest().volumes, (std::vector<std::string>{"Config-Notes", "cache"}));
    EXPECT_EQ(notes.setting("MODE")->options, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(notes.setting("MODE")->default_value, "b");
    EXPECT_NE(notes.setting("MOVIES_FOLDER"), nullptr);
    EXPECT_TRUE(notes.text("docker-compose.yaml").contains("FIXED: \"1\"")) << notes.text("docker-compose.yaml");
    EXPECT_EQ(notes.errors(), "");
    const auto stack = finish(std::move(found[1]));
    EXPECT_TRUE(stack.override_text().contains("WORD: \"${WORD}\"")) << stack.override_text();
    EXPECT_EQ(found[2].verdict, Verdict::refused);
}

TEST(Importing, PortsOfATemplateThatTheEngineWouldChooseAreTheOwners)
{
    auto found = take_templates(R"({"version": "2", "templates": [
      {"type": 1, "title": "Keeper", "image": "example/keeper:1", "ports": ["55413/tcp", "55414/tcp", "9777/udp"],
       "note": "The web interface is exposed on the port 55414 inside the container."}]})",
        "templates.json", [](const std::string&) { return std::string(); });
    ASSERT_EQ(found.size(), 1U);
    const auto keeper = finish(std::move(found[0]));
    const auto text = keeper.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("${WEB_PORT:-55414}:55414")) << text;
    EXPECT_TRUE(text.contains("${PORT_55413}:55413")) << text;
    EXPECT_TRUE(text.contains("${UDP_PORT_9777}:9777/udp")) << text;
    EXPECT_EQ(keeper.setting("PORT_55413")->default_value, "55413");
    EXPECT_EQ(keeper.errors(), "");
}

TEST(Importing, ATemplatesTextsAreReadWithoutTheirMarks)
{
    auto found = take_templates(R"({"version": "2", "templates": [
      {"type": 1, "title": "Keeper", "image": "example/keeper:1", "description": "[Keeper](https://example.org) keeps [x] things < 3.",
       "note": "<p>The user is <b>root</b>.</p><p>See <a href='https://example.org'>there</a>.</p>",
       "env": [{"name": "BASE", "default": "<base>"}, {"name": "KIND", "default": "plain"}]}]})",
        "templates.json", [](const std::string&) { return std::string(); });
    ASSERT_EQ(found.size(), 1U);
    const auto keeper = finish(std::move(found[0]));
    EXPECT_TRUE(keeper.text("manifest.json").contains("\"Keeper keeps [x] things < 3.\"")) << keeper.text("manifest.json");
    EXPECT_TRUE(keeper.text("manifest.json").contains("The user is root.\\nSee there.")) << keeper.text("manifest.json");
    EXPECT_EQ(keeper.setting("BASE")->default_value, "");
    EXPECT_EQ(keeper.setting("KIND")->default_value, "plain");
}

TEST(Importing, PortainersFormIsAskedByTheKindOfItsNames)
{
    auto found = take_templates(R"({"version": "2", "templates": [{"type": 1, "title": "Shop", "image": "example/shop:1",
      "ports": ["8123:80/tcp", "22/tcp"], "labels": [{"name": "shop.cost", "value": "$5"}, {"name": "traefik.enable", "value": "true"}],
      "env": [{"name": "ROOT_PASSWORD", "label": "Root"}, {"name": "DB_PASS", "label": "Database", "default": "changeme"},
              {"name": "TZ", "label": "Zone", "default": "Europe/Oslo"}, {"name": "PUID", "label": "PUID", "default": "1001"},
              {"name": "SMTP_PASSWORD", "label": "Mail"}, {"name": "price", "set": "5$"}]}]})",
        "templates.json", [](const std::string&) { return std::string(); });
    ASSERT_EQ(found.size(), 1U);
    const auto app = finish(std::move(found.front()));
    EXPECT_EQ(app.setting("ROOT_PASSWORD")->generate, "hex:16");
    EXPECT_EQ(app.setting("ROOT_PASSWORD")->label, "Root");
    EXPECT_EQ(app.setting("DB_PASS")->generate, "hex:16");
    EXPECT_EQ(app.setting("DB_PASS")->default_value, "");
    EXPECT_EQ(app.setting("TZ")->type, SettingType::timezone);
    EXPECT_EQ(app.setting("TZ")->default_value, "Europe/Oslo");
    EXPECT_EQ(app.setting("PUID")->type, SettingType::number);
    EXPECT_EQ(app.setting("PUID")->default_value, "1001");
    EXPECT_EQ(app.setting("SMTP_PASSWORD")->generate, "");
    const auto text = app.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("price: \"5$$\"")) << text;
    EXPECT_TRUE(text.contains("shop.cost: \"$$5\"")) << text;
    EXPECT_FALSE(text.contains("traefik")) << text;
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, ReadsADockerRunLine)
{
    auto found = take_commands("# notes\nsudo docker run -d --name my-notes \\\n  -p 127.0.0.1:8080:80 -e 'TITLE=a $b' "
                               "--env=SECRET_KEY=abcdef123456 \\\n  -v notes:/data -v \"$PWD/conf\":/config "
                               "--restart=always -it \\\n  --memory 512m --gpus all ghcr.io/example/notes:2 serve --x\n",
        "run.txt");
    ASSERT_EQ(found.size(), 1U);
    const auto app = finish(std::move(found.front()));
    const auto text = app.text("docker-compose.yaml");
    EXPECT_EQ(app.outcome.app, "my-notes");
    EXPECT_TRUE(text.contains("127.0.0.1:${WEB_PORT:-8080}:80")) << text;
    EXPECT_TRUE(text.contains("TITLE: \"a $$b\"")) << text;
    EXPECT_TRUE(text.contains("${SECRET_KEY}")) << text;
    EXPECT_TRUE(text.contains("tty: true")) << text;
    EXPECT_TRUE(text.contains("memory: \"512m\"")) << text;
    EXPECT_TRUE(text.contains("- \"serve\"")) << text;
    EXPECT_EQ(app.manifest().volumes, (std::vector<std::string>{"conf", "notes"}));
    EXPECT_EQ(app.errors(), "");
}

TEST(Importing, RunsNothingForADockerRunLine)
{
    for (const auto* line : {"docker run -v $(ls):/x y", "docker run `id` y", "docker run --unknown x y", "docker run",
             "echo hi", "docker run -p", "docker run 'x"}) {
        const auto found = take_commands(line, "x");
        ASSERT_EQ(found.size(), 1U) << line;
        EXPECT_EQ(found.front().verdict, Verdict::refused) << line;
    }
}

} // namespace
} // namespace furtka::imports
