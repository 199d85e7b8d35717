// Runtipi's stores: its own compose file, the form, files that it fills in.
#include "support/imported.hpp"

namespace furtka::imports {
namespace {

Imported runtipi(const std::string& own, const std::string& config, Files more = {})
{
    more["docker-compose.json"] = own;
    more["config.json"] = config;
    return finish(take_definition(
        Format::runtipi, {.id = "notes", .path = "apps/notes", .file = "docker-compose.json", .files = more}));
}

constexpr auto plain_config = R"({"name": "Notes", "port": 8300, "available": true})";

TEST(ImportedFromRuntipi, AFileThatOnlyNamesThePageGivesWayToTheComposeFile)
{
    const auto app =
        runtipi(R"({"services": [{"name": "notes", "image": "x:2", "isMain": true, "internalPort": 9443}]})", plain_config,
            {{"docker-compose.yml",
                "services:\n  notes: {image: 'x:1', volumes: ['./data/a:/a']}\n  db: {image: 'y:1', environment: "
                "[DB_PASSWORD=sesame]}\n"}});
    EXPECT_EQ(app.outcome.services, 2);
    EXPECT_EQ(app.manifest().volumes, std::vector<std::string>{"data-a"});
    EXPECT_EQ(app.manifest().open_url, "https://{host}:{WEB_PORT}");
    EXPECT_TRUE(app.override_text().contains("${WEB_PORT:-8300}:9443")) << app.override_text();
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromRuntipi, APageMayBeInFrontOfTheMainServiceAndWhatEndsIsNotStartedAgain)
{
    const auto app = runtipi(R"({"services": [
        {"name": "notes", "image": "x:2", "isMain": true, "dependsOn": {"init": {"condition": "service_completed_successfully"}}},
        {"name": "web", "image": "y:2", "internalPort": 80}, {"name": "init", "image": "z:1"}]})",
        plain_config);
    const auto text = app.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("${WEB_PORT:-8300}:80")) << text;
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{WEB_PORT}");
    EXPECT_TRUE(text.contains("image: \"z:1\"\n    restart: \"no\"")) << text;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromRuntipi, AnOwnFileWithVolumesCountsMoreThanTheComposeFile)
{
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:2", "isMain": true, "internalPort": 80,
            "volumes": [{"hostPath": "${APP_DATA_DIR}/new", "containerPath": "/a"}]}]})",
        plain_config,
        {{"docker-compose.yml", "services: {notes: {image: 'x:1', volumes: ['./old:/a']}, db: {image: 'y:1'}}\n"}});
    EXPECT_EQ(app.manifest().volumes, std::vector<std::string>{"new"});
}

TEST(ImportedFromRuntipi, TheFoldersOfAnotherAppAreAskedFor)
{
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:1", "volumes": [
            {"hostPath": "${ROOT_FOLDER_HOST}/app-data/other/data/scans", "containerPath": "/scans"}]}]})",
        plain_config);
    ASSERT_NE(app.setting("SCANS_FOLDER"), nullptr);
    EXPECT_EQ(app.setting("SCANS_FOLDER")->type, SettingType::path);
    EXPECT_TRUE(app.manifest().volumes.empty());
}

TEST(ImportedFromRuntipi, TheFormKeepsItsRules)
{
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:1", "environment": [
            {"key": "A", "value": "${MAIL_ADDRESS} ${ADMIN_PASSWORD} ${LONG_PASSWORD} ${WORKERS} ${VAPID_PUBLIC_KEY} ${VAPID_PRIVATE_KEY}"}]}]})",
        R"({"name": "Notes", "port": 8300, "available": true, "generate_vapid_keys": true, "form_fields": [
            {"type": "email", "label": "Mail", "env_variable": "MAIL_ADDRESS", "required": true, "regex": "^[a-z.]+@[a-z.]+$"},
            {"type": "password", "label": "Admin", "env_variable": "ADMIN_PASSWORD", "required": true, "regex": "^(?=.*[A-Z]).{8,}$", "pattern_error": "One capital letter."},
            {"type": "password", "label": "Long", "env_variable": "LONG_PASSWORD", "required": true, "min": 50, "max": 60},
            {"type": "number", "label": "Workers", "env_variable": "WORKERS", "min": 1, "max": 8, "default": 2}]})");
    ASSERT_NE(app.setting("MAIL_ADDRESS"), nullptr);
    EXPECT_EQ(app.setting("MAIL_ADDRESS")->pattern, "^[a-z.]+@[a-z.]+$");
    EXPECT_EQ(app.setting("ADMIN_PASSWORD")->generate, ""); // hex has no capital letter
    EXPECT_EQ(app.setting("ADMIN_PASSWORD")->description, "One capital letter.");
    EXPECT_EQ(app.setting("LONG_PASSWORD")->generate, "hex:25");
    EXPECT_EQ(app.setting("WORKERS")->min, 1);
    EXPECT_EQ(app.setting("WORKERS")->max, 8);
    EXPECT_EQ(app.setting("VAPID_PRIVATE_KEY")->generate, ""); // it must fit the public one
    EXPECT_TRUE(app.setting("VAPID_PUBLIC_KEY")->required);
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromRuntipi, ATemplateOfPlainVariablesIsFilledInByCompose)
{
    const auto own = R"({"services": [{"name": "notes", "image": "x:1", "volumes": [
        {"hostPath": "${APP_DATA_DIR}/data/notes.conf", "containerPath": "/etc/notes.conf"}]}]})";
    const auto config = R"({"name": "Notes", "available": true, "form_fields": [
        {"type": "random", "label": "Key", "env_variable": "NOTES_KEY"}]})";
    const auto app = runtipi(own, config, {{"data/notes.conf.template", "key = {{NOTES_KEY}} # $5\n"}});
    EXPECT_TRUE(app.text("docker-compose.yaml").contains("key = ${NOTES_KEY} # $$5")) << app.text("docker-compose.yaml");
    EXPECT_EQ(app.outcome.verdict, Verdict::ok) << joined(app.outcome.reasons);
    const auto other = runtipi(own, config, {{"data/notes.conf.template", "{{#if NOTES_KEY}}x{{/if}}\n"}});
    EXPECT_TRUE(joined(other.outcome.reasons).contains("template engine")) << joined(other.outcome.reasons);
}

TEST(ImportedFromRuntipi, WithoutTheProxyThePageIsPlainHttp)
{
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:1", "isMain": true, "internalPort": "${APP_PORT}", "restart": "no",
            "environment": {"URL": "https://${APP_DOMAIN}/a", "PORT": "${APP_PORT}"},
            "deploy": {"resources": {"reservations": {"devices": [{"capabilities": ["gpu"], "deviceIds": ["0"]}]}}}}],
            "overrides": [{"architecture": "arm64", "services": [{"name": "notes", "image": "x:1-arm"}]}]})",
        plain_config);
    const auto text = app.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("URL: \"http://${SERVER_HOST}:${WEB_PORT:-8300}/a\"")) << text;
    EXPECT_TRUE(text.contains("${WEB_PORT:-8300}:${WEB_PORT:-8300}")) << text;
    EXPECT_TRUE(text.contains("restart: \"no\"")) << text;
    EXPECT_TRUE(text.contains("device_ids")) << text;
    EXPECT_TRUE(joined(app.outcome.reasons).contains("on arm64")) << joined(app.outcome.reasons);
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromRuntipi, TheServersOwnAddressIsItsNameButForPorts)
{
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:1", "isMain": true, "internalPort": 80,
            "environment": [{"key": "BROKER", "value": "mqtt://${INTERNAL_IP}:1883"}],
            "extraHosts": ["box:${INTERNAL_IP}"],
            "addPorts": [{"hostPort": 1883, "containerPort": 1883, "interface": "${INTERNAL_IP}"}],
            "ports": [{"hostPort": "8083", "containerPort": "8083", "protocol": "udp"}]}]})",
        plain_config);
    const auto text = app.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("mqtt://${SERVER_HOST}:1883")) << text;
    EXPECT_TRUE(text.contains("box:host-gateway")) << text;
    EXPECT_TRUE(text.contains("\"0.0.0.0:1883:1883\"")) << text;
    EXPECT_TRUE(text.contains("\"8083:8083/udp\"")) << text;
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromRuntipi, AnAppWithoutAPageKeepsTheStoresPort)
{
    const auto config = R"({"name": "Notes", "available": true, "no_gui": true, "port": 1999, "form_fields": []})";
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:1", "isMain": true, "internalPort": 5000,
            "healthCheck": {"test": "true", "start_period": "9s"},
            "volumes": [{"hostPath": "/dev/notes", "containerPath": "/n", "shared": true}]}]})",
        config);
    const auto text = app.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("${WEB_PORT:-1999}:5000")) << text;
    EXPECT_TRUE(text.contains("start_period: \"9s\"")) << text;
    EXPECT_TRUE(text.contains("/dev/notes:/n:z")) << text;
    EXPECT_EQ(app.setting("WEB_PORT")->default_value, "1999");
    EXPECT_EQ(app.manifest().open_url, "");
}

TEST(ImportedFromRuntipi, AFieldOfTheFormIsThePortOfThePageAndTheFolder)
{
    const auto config = R"({"name": "Notes", "available": true, "port": 8300, "form_fields": [
        {"type": "number", "label": "HTTPS port", "env_variable": "TLS_PORT", "default": 9443},
        {"type": "text", "label": "Library", "hint": "Where the books are", "env_variable": "BOOKS_DIR"}]})";
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:1", "isMain": true, "internalPort": "${TLS_PORT:-9443}",
            "addPorts": [{"hostPort": "${TLS_PORT:-9443}", "containerPort": "${TLS_PORT:-9443}"}],
            "volumes": [{"hostPath": "${BOOKS_DIR:-${APP_DATA_DIR}/../books/data}", "containerPath": "/books"}]}]})",
        config);
    EXPECT_EQ(app.manifest().open_url, "http://{host}:{TLS_PORT}");
    EXPECT_EQ(app.setting("WEB_PORT"), nullptr);
    ASSERT_NE(app.setting("BOOKS_DIR"), nullptr);
    EXPECT_EQ(app.setting("BOOKS_DIR")->type, SettingType::path);
    EXPECT_EQ(app.setting("BOOKS_DIR")->label, "Library");
    EXPECT_EQ(app.setting("BOOKS_DIR")->description, "Where the books are");
    EXPECT_EQ(app.errors(), "");
}

TEST(ImportedFromRuntipi, NoWordOfTheImporterStandsInTheFiles)
{
    const auto app = import_of(Format::runtipi,
        "services: {notes: {image: 'x:1', ports: ['${APP_PORT}:80'], volumes: ['${APP_DATA_DIR}/data:/data']}}\n",
        {{"config.json", plain_config}});
    EXPECT_TRUE(app.text(".env.example").contains("APP_DATA_DIR=.\n")) << app.text(".env.example");
}

TEST(ImportedFromRuntipi, ATextFieldForAPasswordIsOne)
{
    const auto config = R"({"name": "Notes", "available": true, "https": true, "port": 8300, "form_fields": [
        {"type": "text", "label": "SMTP password", "env_variable": "SMTP_PASSWORD", "required": true},
        {"type": "text", "label": "Join key", "env_variable": "MESH_AUTHKEY"}]})";
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:1", "isMain": true, "internalPort": 443, "environment":
            {"A": "${SMTP_PASSWORD}", "B": "${MESH_AUTHKEY}", "URL": "${APP_PROTOCOL:-http}://${APP_DOMAIN}"}}]})",
        config);
    EXPECT_EQ(app.setting("SMTP_PASSWORD")->type, SettingType::password);
    EXPECT_EQ(app.setting("SMTP_PASSWORD")->generate, "");
    EXPECT_EQ(app.setting("MESH_AUTHKEY")->type, SettingType::password);
    EXPECT_TRUE(app.text("docker-compose.yaml").contains("URL: \"https://${SERVER_HOST}:${WEB_PORT:-8300}\""))
        << app.text("docker-compose.yaml");
}

TEST(ImportedFromRuntipi, APortThatIsGivenTwiceIsPublishedOnce)
{
    const auto config = R"({"name": "Notes", "available": true, "no_gui": true, "port": 1999, "form_fields": [],
        "categories": ["featured", "network"]})";
    const auto app = runtipi(
        R"({"services": [{"name": "notes", "image": "x:1", "isMain": true, "internalPort": 5000,
            "addPorts": [{"hostPort": 1999, "containerPort": 5000}]}]})",
        config);
    const auto text = app.text("docker-compose.yaml");
    EXPECT_TRUE(text.contains("${WEB_PORT:-1999}:5000")) << text;
    EXPECT_FALSE(text.contains("1999:5000")) << text;
    EXPECT_EQ(app.setting("WEB_PORT")->default_value, "1999");
    EXPECT_EQ(app.setting("WEB_PORT")->label, "Port of the app");
    EXPECT_EQ(app.manifest().category, "Network");
    EXPECT_EQ(app.errors(), "");
}

} // namespace
} // namespace furtka::imports
