// CasaOS stores and what grew out of them: gateways, notes, scripts, words that stand for the server.
#include "support/imported.hpp"

namespace furtka::imports {
namespace {

TEST(ImportedFromCasaOs, APageBehindAGatewayIsPublished)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    expose: [3000]
    networks: [gate]
    environment:
      URL: https://notes-${APP_DOMAIN}/start
      HOST: notes-$domain
      MAIL: me@${APP_DOMAIN}
      PASS: $APP_DEFAULT_PASSWORD
  db: {image: "y:1", environment: [DB_PASSWORD=$default_pwd]}
networks: {gate: {external: true}}
x-casaos: {main: web, webui_port: 3000, index: /}
)");
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("URL: \"http://${SERVER_HOST}:${WEB_PORT:-3000}/start\"")) << text;
    EXPECT_TRUE(text.contains("HOST: \"${SERVER_HOST}\"")) << text;
    EXPECT_TRUE(text.contains("MAIL: \"me@${SERVER_HOST}\"")) << text;
    EXPECT_TRUE(text.contains("PASS: \"${DEFAULT_PASSWORD}\"")) << text;
    EXPECT_TRUE(text.contains("DB_PASSWORD: \"${DEFAULT_PASSWORD}\"")) << text;
    EXPECT_TRUE(text.contains("${WEB_PORT:-3000}:3000")) << text;
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{WEB_PORT}");
    EXPECT_TRUE(joined(app.outcome.reasons).contains("gateway")) << joined(app.outcome.reasons);
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromCasaOs, WhatIsExposedIsThePageWhereNothingElseIsTold)
{
    const auto app = import_of(
        Format::casaos, "services: {web: {image: 'x:1', expose: ['8080/tcp']}}\nx-casaos: {main: web, index: /start}\n");
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{WEB_PORT}/start");
}

TEST(ImportedFromCasaOs, APageOnAnotherHostIsNotTheApps)
{
    const auto app = import_of(Format::casaos, R"(
services: {vpn: {image: "x:1", network_mode: host}}
x-casaos: {main: vpn, scheme: https, hostname: login.example.org, port_map: "443", index: /}
)");
    EXPECT_EQ(app.manifest().open_url, "");
    EXPECT_TRUE(app.manifest().ports.empty());
}

TEST(ImportedFromCasaOs, AScriptOfTheStoreIsToldUnlessItOnlyMakesFolders)
{
    const auto with = [](const std::string& script) {
        return joined(import_of(Format::casaos,
            "services: {web: {image: 'x:1'}}\nx-casaos:\n  main: web\n  pre-install-cmd: |\n    " + script + "\n")
                .outcome.reasons);
    };
    EXPECT_EQ(with("mkdir -p /DATA/AppData/notes/a /DATA/AppData/notes/b"), "");
    EXPECT_EQ(with("mkdir -p /DATA/AppData/$AppID/a \\\n      /DATA/AppData/${AppID}/b"), "");
    EXPECT_NE(with("mkdir -p $(find / -name secrets)"), "");
    EXPECT_TRUE(with("chown -R 70:70 /DATA/AppData/notes/db").contains("pre-install-cmd"));
    EXPECT_TRUE(with("mkdir -p /DATA/x && wget https://example.org/x").contains("pre-install-cmd"));
}

TEST(ImportedFromCasaOs, TheStoresWordsDescribeASetting)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    environment: {Cipher__Key: $CIPHER_KEY, LEVEL: $LOG, TZ: $TZ}
    x-casaos:
      envs:
        - {container: CIPHER_KEY, description: {en_US: "Base64 of 32 bytes."}}
        - {container: LEVEL, description: {en_us: How much is written., de_de: Wie viel.}}
        - {container: TZ, description: {en_us: "Container Variable: TZ"}}
x-casaos: {main: web}
)");
    ASSERT_NE(app.setting("CIPHER_KEY"), nullptr);
    EXPECT_EQ(app.setting("CIPHER_KEY")->generate, ""); // what is made here has another form
    EXPECT_TRUE(app.setting("CIPHER_KEY")->required);
    EXPECT_EQ(app.setting("LOG")->description, "How much is written.");
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromCasaOs, WordsForTheServerBecomeItsName)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    ports: ["80:8080"]
    environment:
      A: http://[YOUR_STORE_LAN_IP]:80/a
      B: http://casaos.local:80
      C: "<your-server-ip>"
      D: notyourdomain.com and yourdomain.com
      E: "[1,2] <no value> [a-z] [PORT]"
      F: <client id>
x-casaos: {main: web, port_map: "80"}
)");
    const auto text = app.override_text();
    const auto port = "${WEB_PORT:-" + app.setting("WEB_PORT")->default_value + "}";
    EXPECT_TRUE(text.contains("A: \"http://${SERVER_HOST}:" + port + "/a\"")) << text;
    EXPECT_TRUE(text.contains("B: \"http://${SERVER_HOST}:" + port + "\"")) << text;
    EXPECT_TRUE(text.contains("C: \"${SERVER_HOST}\"")) << text;
    EXPECT_TRUE(text.contains("D: \"notyourdomain.com and ${SERVER_HOST}\"")) << text;
    EXPECT_TRUE(text.contains("F: \"${F}\"")) << text;
    EXPECT_TRUE(text.contains("E: \"[1,2] <no value> [a-z] [PORT]\"")) << text;
}

TEST(ImportedFromCasaOs, FoldersInsideOfOthersAndFoldersOfTheStoreAreTold)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    environment: [HOST_PATH=/DATA/AppData/$AppID/data, SHARED=/DATA/Media/x]
    volumes: ["/DATA/AppData/$AppID/data:/data", "/DATA/Media:/DATA/Media", "./page.tmpl:/etc/page.tmpl"]
  job: {image: "y:1", volumes: ["/DATA/AppData/$AppID/data/logs:/logs"]}
x-casaos: {main: web}
)");
    const auto reasons = joined(app.outcome.reasons);
    EXPECT_TRUE(reasons.contains("data/logs is inside of data")) << reasons;
    EXPECT_TRUE(reasons.contains("told of the folder /DATA/AppData/notes/data")) << reasons;
    EXPECT_FALSE(reasons.contains("/DATA/Media/x")) << reasons;
    EXPECT_TRUE(reasons.contains("the file page.tmpl is not in the store")) << reasons;
}

TEST(ImportedFromCasaOs, TheRootOfTheStoresFoldersMayBeAVariable)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    volumes: ["${APP_DATA_ROOT}/AppData/$AppID/data:/data", "${APP_DATA_ROOT:-/DATA}/Media:/media"]
x-casaos: {main: web}
)");
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("data:/data")) << text;
    EXPECT_FALSE(text.contains("APP_DATA_ROOT")) << text;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromCasaOs, TheFolderOfTheAppsMayBeSpelledInAnotherWay)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web: {image: "x:1", volumes: ["/DATA/Appdata/notes/data:/data", "/DATA/appdata/notes/db:/var/lib/db", "/DATA/Media:/media"]}
x-casaos: {main: web}
)");
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("\"data:/data\"")) << text;
    EXPECT_TRUE(text.contains("\"db:/var/lib/db\"")) << text;
    EXPECT_TRUE(text.contains("${MEDIA_FOLDER}:/media")) << text;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromCasaOs, TheVersionIsThatOfTheServiceWithThePage)
{
    const auto app = import_of(Format::casaos, R"(
services:
  db: {image: "mariadb:10.11"}
  web: {image: "notes:4.2.1", ports: ["8022:80"]}
x-casaos: {port_map: "8022"}
)");
    EXPECT_EQ(app.manifest().version, "4.2.1");
}

TEST(ImportedFromCasaOs, AMarkOfTheByteOrderIsNoText)
{
    const auto app = import_of(Format::casaos, "\xef\xbb\xbfservices: {web: {image: 'x:1'}}\nx-casaos: {main: web}\n");
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
}

TEST(ImportedFromCasaOs, TheSchemeOfAGatewayIsNotThePages)
{
    const auto app = import_of(Format::casaos,
        "services: {web: {image: 'x:1', expose: [80]}}\nx-casaos: {main: web, webui_port: 80, scheme: https, index: /}\n");
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{WEB_PORT}");
    const auto own = import_of(Format::casaos,
        "services: {web: {image: 'x:1', ports: ['8500:8500']}}\nx-casaos: {main: web, port_map: '8500', scheme: https}\n");
    EXPECT_EQ(own.manifest().open_url, "https://{host}:{WEB_PORT}");
}

TEST(ImportedFromCasaOs, WhatTheStoreDoesAroundTheAppIsMadeHereOrTold)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    ports: ["8090:80"]
    environment: {PHRASE: "${NOTES_PHRASE}", MAIL: "Notes <${APP_EMAIL}>", PASSWORD: $APP_DEFAULT_PASSWORD}
    volumes:
      - /DATA/AppData/$AppID/conf/web.conf:/etc/web.conf:ro
x-casaos:
  main: web
  port_map: "8090"
  tips: {before_install: {en_us: "The password is `$APP_DEFAULT_PASSWORD`."}}
x-compose-app:
  secrets: {NOTES_PHRASE: "alnum:40"}
  files:
    - {path: /DATA/AppData/$AppID/conf/web.conf, from: seed/web.conf}
  init:
    - {name: fill, image: "fill:2"}
  hooks:
    pre_install: |
      mkdir -p /DATA/AppData/$AppID
    post_up: |
      curl http://web/ready
)",
        {{"seed/web.conf", "listen 80\n"}});
    const auto* phrase = app.setting("NOTES_PHRASE");
    ASSERT_NE(phrase, nullptr);
    EXPECT_EQ(phrase->generate, "hex:20");
    EXPECT_EQ(app.text("files/conf/web.conf"), "listen 80\n");
    EXPECT_TRUE(app.setting("APP_EMAIL")->required);
    const auto reasons = joined(app.outcome.reasons);
    EXPECT_TRUE(reasons.contains("a container once (fill, fill:2)")) << reasons;
    EXPECT_TRUE(reasons.contains("a script (post_up)")) << reasons;
    EXPECT_FALSE(reasons.contains("pre_install")) << reasons;
    EXPECT_FALSE(reasons.contains("web.conf")) << reasons;
    EXPECT_EQ(app.manifest().tips, "The password is `(Default password, among the app's settings)`.");
}

TEST(ImportedFromCasaOs, AStoreThatGrewOutOfItDescribesItsAppsUnderItsOwnName)
{
    const auto app = import_of(Format::casaos, R"(
name: notes
services:
  web:
    image: x:1
    environment: {DB: "pg://notes_db_1:5432/x", BASE: "http://${BOX_NAME}:80/"}
    volumes: ["/DATA/BoxAppData/notes/data/files:/files"]
  db: {image: "y:1", volumes: ["/DATA/BoxAppData/notes/data/db:/var/lib/db"]}
x-box: {main: web, title: Notes for all, tagline: Write, port_map: [{container: 3000, host: 3100, protocol: http}]}
)");
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
    const auto manifest = app.manifest();
    EXPECT_EQ(manifest.display_name, "Notes for all");
    EXPECT_EQ(manifest.volumes, (std::vector<std::string>{"data-db", "data-files"}));
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("${WEB_PORT:-3100}:3000")) << text;
    EXPECT_TRUE(text.contains("notes_db_1\"")) << text; // a name of the service db
    EXPECT_TRUE(app.setting("BOX_NAME")->required);
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromCasaOs, WhatIsLeftEmptyAndDescribedIsAskedFor)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    environment: {DOMAIN: "", TELEGRAM_TOKEN: "", QUIET: "", CLAIM: "<put the code from https://codes.example/claim here>"}
    x-casaos: {envs: [{container: DOMAIN, description: {en_us: Your public name}}]}
x-casaos: {main: web}
)");
    ASSERT_NE(app.setting("DOMAIN"), nullptr);
    EXPECT_EQ(app.setting("DOMAIN")->description, "Your public name");
    EXPECT_FALSE(app.setting("DOMAIN")->required);
    EXPECT_EQ(app.setting("TELEGRAM_TOKEN")->type, SettingType::password);
    EXPECT_EQ(app.setting("TELEGRAM_TOKEN")->generate, "");
    EXPECT_NE(app.setting("CLAIM"), nullptr);
    EXPECT_EQ(app.setting("QUIET"), nullptr);
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromCasaOs, AFolderOfTheStoresOwnSystemStaysOneAndIsTold)
{
    const auto app = import_of(
        Format::casaos, "services: {mod: {image: 'x:1', volumes: ['/var/lib/casaos/www:/www']}}\nx-casaos: {main: mod}\n");
    EXPECT_TRUE(app.manifest().volumes.empty());
    EXPECT_TRUE(joined(app.outcome.reasons).contains("the store's own system")) << joined(app.outcome.reasons);
}

TEST(ImportedFromCasaOs, TheAuthorsOwnServerIsThisOne)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    ports: ["80:8888"]
    environment: {URL: "http://10.9.8.7", NET: "10.9.8.7/24", OTHER: "110.9.8.7", PUBLIC: "http://<your public url with slash>/"}
x-casaos: {main: web, hostname: 10.9.8.7, port_map: "80", index: /}
)");
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{WEB_PORT}");
    const auto text = app.override_text();
    const auto port = std::to_string(app.outcome.port);
    EXPECT_TRUE(text.contains("URL: \"http://${SERVER_HOST}:${WEB_PORT:-" + port + "}\"")) << text;
    EXPECT_TRUE(text.contains("PUBLIC: \"http://${SERVER_HOST}:${WEB_PORT:-" + port + "}/\"")) << text;
    EXPECT_TRUE(text.contains("NET: \"10.9.8.7/24\"")) << text;
    EXPECT_TRUE(text.contains("OTHER: \"110.9.8.7\"")) << text;
}

TEST(ImportedFromCasaOs, WithoutAPortAndAnAddressTheStoreOpensNothing)
{
    const auto with = [](const std::string& words) {
        return import_of(Format::casaos,
            "services: {vpn: {image: 'x:1', ports: ['8888:8888']}}\nx-casaos: {main: vpn, title: VPN" + words + "}\n")
            .manifest()
            .open_url;
    };
    EXPECT_EQ(with(""), "");
    EXPECT_EQ(with(", web_ui: 'http://localhost:8888/'"), "http://{host}:{WEB_PORT}");
}

TEST(ImportedFromCasaOs, WhatTheStoreKeepsForTheAppsFolderIsThere)
{
    const auto app = import_of(Format::casaos, R"(
services: {web: {image: "x:1", volumes: ["/DATA/AppData/$AppID/web/Caddyfile:/etc/caddy/Caddyfile"]}}
x-casaos: {main: web}
)",
        {{"seed/web/Caddyfile", ":80\n"}});
    EXPECT_EQ(app.text("files/web/Caddyfile"), ":80\n");
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
}

TEST(ImportedFromCasaOs, FurtherPagesGetPortsAndWhatIsElsewhereIsTold)
{
    const auto app = import_of(Format::casaos, R"(
services:
  web:
    image: x:1
    expose: [8080]
    networks: [gate]
    labels: {caddy_0: "notes-${APP_DOMAIN}", caddy_0.reverse_proxy: "{{upstreams 8080}}"}
    environment: {REGISTRAR: "http://auth-registrar:9092", DB: "pg://store:5432/x", CACHE: "redis://cache:6379"}
  api:
    image: y:1
    networks: [gate]
    labels: ["caddy_0.reverse_proxy={{upstreams 9000}}"]
  db: {image: "z:1", container_name: store}
  cache: {image: "c:1"}
networks: {gate: {external: true}}
x-casaos: {main: web, webui_port: 8080, title: Notes}
)");
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("${API_PORT}:9000")) << text;
    const auto reasons = joined(app.outcome.reasons);
    EXPECT_TRUE(reasons.contains("service api a name of its own")) << reasons;
    EXPECT_TRUE(reasons.contains("speaks to auth-registrar (REGISTRAR)")) << reasons;
    EXPECT_FALSE(reasons.contains("speaks to store")) << reasons;
    EXPECT_FALSE(reasons.contains("speaks to cache")) << reasons;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromCasaOs, AVariableThatTheTipsTellToChangeIsASetting)
{
    const auto app = import_of(Format::casaos, R"(
services:
  names:
    image: x:1
    environment: {CACHE_ADDRESS: 192.168.9.9, UP_STREAM: 1.1.1.1, LOG_LEVEL: a, WEB_UI_PORT: 80, CACHE_SIZE: 1g}
  cache: {image: "y:1", environment: {LOG_LEVEL: b, UP_STREAM: 1.1.1.1}, command: "--size $CACHE_SIZE"}
x-casaos:
  main: names
  title: Cache
  envs: [{container: UP_STREAM, description: {en_us: "Who is asked"}}]
  tips:
    before_install: {en_us: "1. Change `CACHE_ADDRESS`, UP_STREAM, LOG_LEVEL, WEB_UI_PORT and CACHE_SIZE_MAX."}
    after_install: {en_us: "Open the page."}
)");
    const auto text = app.override_text();
    EXPECT_TRUE(text.contains("CACHE_ADDRESS: \"${CACHE_ADDRESS:-192.168.9.9}\"")) << text;
    EXPECT_EQ(app.setting("CACHE_ADDRESS")->default_value, "192.168.9.9");
    EXPECT_EQ(app.setting("UP_STREAM")->description, "Who is asked");
    EXPECT_EQ(app.setting("LOG_LEVEL"), nullptr) << "it has two values";
    EXPECT_EQ(app.setting("WEB_UI_PORT"), nullptr) << "the port inside is the image's";
    EXPECT_FALSE(text.contains("${CACHE_SIZE:-1g}")) << text;
    EXPECT_TRUE(app.manifest().tips.ends_with("CACHE_SIZE_MAX.\n\nOpen the page.")) << app.manifest().tips;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromCasaOs, AnAppAtAnAddressOfItsOwnOnAForeignNetworkIsTold)
{
    const auto reasons_of = [](const std::string& more) {
        const auto app = import_of(Format::casaos,
            "services: {web: {image: 'x:1', networks: {lan: {mac_address: '52:54:00:01:01:00'}}" + more
                + "}}\nnetworks: {lan: {external: true}}\nx-casaos: {main: web, title: Files}\n");
        return joined(app.outcome.reasons);
    };
    EXPECT_TRUE(reasons_of("").contains("an address of its own on the network lan")) << reasons_of("");
    EXPECT_FALSE(reasons_of(", ports: ['99:99']").contains("an address of its own")) << reasons_of("");
}

TEST(ImportedFromCasaOs, TipsWithoutATimeAreTaken)
{
    const auto tips_of = [](const std::string& tips) {
        return import_of(Format::casaos,
            "services: {web: {image: 'x:1', ports: ['99:99']}}\nx-casaos: {main: web, title: Files, tips: " + tips + "}\n")
            .manifest()
            .tips;
    };
    EXPECT_EQ(tips_of("Be patient"), "Be patient");
    EXPECT_EQ(tips_of("{de_de: Geduld, en_us: Be patient}"), "Be patient");
    EXPECT_EQ(tips_of("{custom: Be patient}"), "Be patient");
}

} // namespace
} // namespace furtka::imports
