// Dokploy's templates, in the forms that people write them in.
#include "support/imported.hpp"

namespace furtka::imports {
namespace {

Imported blueprint(const std::string& compose, const std::string& toml)
{
    return import_of(Format::dokploy, compose, {{"template.toml", toml}});
}

TEST(ImportingDokploy, TheProxysAddressesBecomeTheServersNameAndPort)
{
    const auto app = blueprint(R"(
services:
  login:
    image: example/login:1
    environment: ["SELF=${SELF}", "PAGE=https://${PAGE_HOST}/x", "WS=wss://$PAGE_HOST", "HOST=$PAGE_HOST", "OWN=https://${PAGE_HOST}:99"]
  web-front:
    image: example/front:1
    command: --api ${SELF} --files https://${FILES}
  files: {image: "example/files:1"}
)",
        R"(
[variables]
login_host = "${domain}"
page_host = "${domain}"
[config]
env = ["SELF=\"https://${login_host}/api\"  # where it is", "PAGE_HOST=${page_host}", "FILES=files-${page_host}"]
[[config.domains]]
serviceName = "login"
port = 4000
host = "${login_host}"
[[config.domains]]
serviceName = "web-front"
port = 80
host = "${page_host}"
[[config.domains]]
serviceName = "files"
port = 9000
host = "files-${page_host}"
)");
    const auto& text = app.override_text();
    const auto page = "${WEB_PORT:-" + std::to_string(app.outcome.port) + "}";
    EXPECT_TRUE(text.contains(page + ":80")) << text;
    EXPECT_TRUE(text.contains("SELF: \"http://${SERVER_HOST}:${LOGIN_PORT}/api\"")) << text;
    EXPECT_TRUE(text.contains("PAGE: \"http://${SERVER_HOST}:" + page + "/x\"")) << text;
    EXPECT_TRUE(text.contains("WS: \"ws://${SERVER_HOST}:" + page + "\"")) << text;
    EXPECT_TRUE(text.contains("HOST: \"${SERVER_HOST}\"")) << text;
    EXPECT_TRUE(text.contains("OWN: \"https://${SERVER_HOST}:99\"")) << text;
    EXPECT_TRUE(text.contains("--files http://${SERVER_HOST}:${FILES_PORT}")) << text;
    EXPECT_FALSE(text.contains("FURTKA_PAGE")) << text;
    EXPECT_EQ(app.errors(), "");
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
}

TEST(ImportingDokploy, AFileFullOfAddressesIsFilledIn)
{
    std::string content;
    for (int i = 0; i < 15'000; ++i) content += "${main_domain} ";
    const auto app = blueprint("services: {a: {image: 'x:1', volumes: ['../files/a.txt:/a.txt']}}\n",
        "[variables]\nmain_domain = \"${domain}\"\n[[config.domains]]\nserviceName = \"a\"\nport = 8123\nhost = "
        "\"${main_domain}\"\n[[config.mounts]]\nfilePath = \"a.txt\"\ncontent = \""
            + content + "\"\n");
    EXPECT_FALSE(app.override_text().contains("FURTKA_PAGE"));
    EXPECT_TRUE(app.override_text().contains("${SERVER_HOST} ${SERVER_HOST}"));
}

TEST(ImportingDokploy, VariablesThatHoldEachOtherManyTimesAreCut)
{
    std::string toml = "[variables]\nv0 = \"0123456789\"\n";
    for (int i = 1; i < 8; ++i) {
        toml += "v" + std::to_string(i) + " = \"";
        for (int j = 0; j < 100; ++j) toml += "${v" + std::to_string(i - 1) + "}";
        toml += "\"\n";
    }
    const auto app =
        blueprint("services: {a: {image: 'x:1', environment: ['A=${A}']}}\n", toml + "[config]\nenv = [\"A=${v7}\"]\n");
    EXPECT_LT(app.override_text().size(), 64UL << 20);
}

TEST(ImportingDokploy, TheAddressWithoutAPathIsThePage)
{
    const auto app = blueprint("services: {api: {image: 'x:1'}, client: {image: 'y:1'}}\n", R"(
[variables]
main_domain = "${domain}"
[[config.domains]]
serviceName = "api"
port = 3001
host = "${main_domain}"
path = "/api"
[[config.domains]]
serviceName = "client"
port = 3002
host = "${main_domain}"
)");
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{WEB_PORT}");
    EXPECT_TRUE(app.override_text().contains("${WEB_PORT:-3002}:3002")) << app.override_text();
    EXPECT_TRUE(joined(app.outcome.reasons).contains("api is at /api")) << joined(app.outcome.reasons);
}

TEST(ImportingDokploy, EnvironmentIsReadAsTheLinesOfAFile)
{
    const auto app = blueprint("services: {a: {image: 'x:1', env_file: [.env]}}\n", R"(
[config]
env = ["# KEY = remark", "", "export QUOTED='a b' # why", " SPACED = c ", "HASH=a#b", "OPEN=", "GAME_TOKEN=",
  {key = "PAIR", value = "d"}, {env = "LINE=e=f", serviceName = "a"}, {ONE = true}]
)");
    const auto& text = app.override_text();
    for (const auto* line : {"QUOTED: \"a b\"", "SPACED: \"c\"", "HASH: \"a#b\"", "PAIR: \"d\"", "LINE: \"e=f\"",
             "ONE: \"true\"", "OPEN: \"${OPEN}\"", "GAME_TOKEN: \"${GAME_TOKEN}\""}) {
        EXPECT_TRUE(text.contains(line)) << line << "\n" << text;
    }
    EXPECT_EQ(app.setting("GAME_TOKEN")->generate, "");
    EXPECT_FALSE(app.setting("GAME_TOKEN")->required);
    EXPECT_EQ(app.outcome.settings.size(), 2U) << joined(app.outcome.settings);
}

TEST(ImportingDokploy, AFolderOfFilesKeepsThoseWithASecret)
{
    const auto app =
        blueprint("services: {a: {image: 'x:1', volumes: ['../files/conf:/etc/a/:ro', './files/only:/etc/b']}}\n", R"(
[variables]
key = "${password:32}"
[[config.mounts]]
filePath = "/conf/a.ini"
content = "key=${key}"
[[config.mounts]]
filePath = "conf/sub/b.ini"
content = "plain"
[[config.mounts]]
filePath = "./only/c.ini"
content = "${key}"
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("- \"./files/conf:/etc/a/\"")) << text;
    EXPECT_TRUE(text.contains("target: \"/etc/a/a.ini\"")) << text;
    EXPECT_TRUE(text.contains("target: \"/etc/b/c.ini\"")) << text;
    EXPECT_TRUE(text.contains("content: \"key=${KEY}\"")) << text;
    EXPECT_EQ(app.text("files/conf/sub/b.ini"), "plain");
    EXPECT_TRUE(app.files.contains("files/only/c.ini")) << "the folder is there before the container";
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingDokploy, ANameThatOnlyAFileKnowsStaysTheFiles)
{
    const auto app = blueprint(
        "services: {a: {image: 'x:1', env_file: [../files/conf/a.env], volumes: ['../files/run.sh:/run.sh']}}\n", R"(
[variables]
key = "${password:32}"
[config]
env = [{name = "LICENCE", description = "Of the maker", required = true}]
[[config.mounts]]
filePath = "./conf/a.env"
content = "KEY=${key}\nCOST=5$\n"
[[config.mounts]]
filePath = "run.sh"
content = "exec ${PROGRAM} $1 ${key}"
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("exec $${PROGRAM} $$1 ${KEY}")) << text;
    EXPECT_TRUE(text.contains("KEY: \"${KEY}\"")) << text;
    EXPECT_TRUE(text.contains("COST: \"5$$\"")) << text;
    EXPECT_EQ(app.outcome.settings, std::vector<std::string>{"KEY"});
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
}

TEST(ImportingDokploy, AValueStaysTheTextThatItIs)
{
    const auto app = blueprint("services: {a: {image: 'x:1', environment: {VERSION: $VERSION, MODE: $MODE, ON: $ON}, ports: "
                               "['127.0.0.1:8000:80']}}\n",
        R"(
[config]
env = ["VERSION=1.10", "MODE=0755", "ON=true", "TOKEN=${jwt:TOKEN}"]
[[config.domains]]
serviceName = "a"
port = 80
host = "${domain}"
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("VERSION: \"1.10\"")) << text;
    EXPECT_TRUE(text.contains("MODE: \"0755\"")) << text;
    EXPECT_TRUE(text.contains("ON: true")) << text;
    EXPECT_TRUE(text.contains("- \"${WEB_PORT:-8000}:80\"")) << text;
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
}

TEST(ImportingDokploy, ATemplateThatCannotBeReadIsAReasonAndNoRefusal)
{
    const auto app =
        blueprint("services: {a: {image: 'x:1', ports: ['8080:80']}}\n", "[config]\nenv = []\n[[config.env]]\na = 1\n");
    EXPECT_EQ(app.outcome.verdict, Verdict::needs_review);
    EXPECT_TRUE(joined(app.outcome.reasons).contains("template.toml")) << joined(app.outcome.reasons);
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingDokploy, AGameServerHasNoPage)
{
    const auto app = blueprint("services: {game: {image: 'x:1', ports: ['${GAME}:${GAME}/udp', '11001:11001']}}\n", R"(
[config]
env = { GAME = "10999" }
[[config.domains]]
serviceName = "game"
port = 10999
host = "${domain}"
)");
    EXPECT_EQ(app.manifest().open_url, "");
    EXPECT_FALSE(app.override_text().contains("WEB_PORT")) << app.override_text();
}

TEST(ImportingDokploy, AVariableThatTheComposeFileNamesItselfIsTheTemplates)
{
    const auto app = blueprint(R"(
services:
  web:
    image: example/web:1
    environment: ["SELF=https://${page_host}", "MEMORY=${MEMORY}", "LOGIN=${LOGIN_SECRET}", "MAIL=${MAIL}", "WORDS=${WORDS}"]
)",
        R"(
[variables]
page_host = "${domain}"
MEMORY = "2G"
LOGIN_SECRET = "${base64:48}"
MAIL = "a@example.org"
WORDS = "${words}"
[config]
env = ["MAIL="]
[[config.domains]]
serviceName = "web"
port = 80
host = "${page_host}"
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains("SELF: \"http://${SERVER_HOST}:${WEB_PORT")) << text;
    EXPECT_TRUE(text.contains("MEMORY: \"2G\"")) << text;
    EXPECT_EQ(app.setting("LOGIN_SECRET")->generate, "base64:48");
    EXPECT_FALSE(text.contains("a@example.org")) << "the environment's own line counts\n" << text;
    EXPECT_EQ(app.setting("WORDS")->default_value, "") << "no word of the template's language";
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportingDokploy, AWordThatTheTemplatesLanguageDoesNotHaveIsAskedUnderTheNameOfEachVariable)
{
    const auto app =
        blueprint("services: {web: {image: 'x:1', environment: ['A=${RELAY}', 'B=${RELAY_PORT}', 'C=${BASE}']}}\n", R"(
[variables]
relay = "${text}"
[config]
env = ["RELAY=${relay}", "RELAY_PORT=${text}", "BASE=${OTHER}/x"]
)");
    EXPECT_NE(app.setting("RELAY"), nullptr);
    EXPECT_NE(app.setting("RELAY_PORT"), nullptr);
    EXPECT_EQ(app.setting("TEXT"), nullptr);
    EXPECT_NE(app.setting("OTHER"), nullptr);
}

TEST(ImportingDokploy, ADomainOfAServiceThatIsCalledOtherwiseIsTheOneThatFits)
{
    const std::string two = "\n[[config.domains]]\nserviceName = \"panel\"\nport = 80\nhost = \"${main_domain}\"\n"
                            "[[config.domains]]\nserviceName = \"panel\"\nport = 8081\nhost = \"${api}\"\n";
    const std::string words = "[variables]\nmain_domain = \"${domain}\"\napi = \"${domain}\"\n"
                              "[config]\nenv = [\"API=https://${api}/v1\"]\n";
    const auto only = blueprint(
        "services: {panel-console: {image: 'x:1', ports: ['80', '8081'], environment: ['API=${API}']}}\n", words + two);
    const auto& text = only.override_text();
    EXPECT_TRUE(text.contains(":8081\"")) << text;
    EXPECT_TRUE(text.contains("API: \"http://${SERVER_HOST}:${PANEL_CONSOLE_PORT}/v1\"")) << text;
    const auto by_port =
        blueprint("services: {db: {image: 'db:1'}, jobs: {image: 'x:1'}, api: {image: 'x:1', expose: [8081]}, "
                  "panel-web: {image: 'x:1'}}\n",
            words + two);
    EXPECT_TRUE(by_port.override_text().contains("panel-web:\n    ports:\n    - \"${WEB_PORT")) << by_port.override_text();
    EXPECT_TRUE(by_port.override_text().contains("${API_PORT}:8081")) << by_port.override_text();
}

TEST(ImportingDokploy, TablesOfTheEnvironmentAndOfDomainsAreReadInEveryForm)
{
    const auto app = blueprint("services: {db: {image: 'db:1'}, web: {image: 'x:1', environment: ['A=${A}', 'B=${B}', "
                               "'C=${C}', 'D=${D}', 'KIND=${env}']}}\n",
        R"(
[variables]
words = "${password:32}"
[[config.env]]
value = "A=https://${domain}"
[[config.env]]
serviceName = "web"
env = ["B=${words}", "C=two"]
[[config.env]]
service = "web"
key = "D"
value = "three=3"
[[config.env]]
env = "plain"
[domains.first]
service_name = "web"
port = 8081
host = "${domain}"
)");
    const auto& text = app.override_text();
    EXPECT_TRUE(text.contains(":8081\"")) << text;
    EXPECT_TRUE(text.contains("A: \"http://${SERVER_HOST}:${WEB_PORT")) << text;
    EXPECT_TRUE(text.contains("B: \"${WORDS}\"")) << text;
    EXPECT_TRUE(text.contains("C: \"two\"")) << text;
    EXPECT_TRUE(text.contains("D: \"three=3\"")) << text;
    EXPECT_TRUE(text.contains("KIND: \"plain\"")) << text;
    EXPECT_EQ(app.errors(), "");
}

} // namespace
} // namespace furtka::imports
