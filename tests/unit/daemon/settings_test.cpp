#include "daemon/settings.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace furtka::daemon {
namespace {

class SettingsOf : public testing::Test {
protected:
    SettingsOf()
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder = std::filesystem::temp_directory_path()
            / (std::string("furtka-settings-") + test->name() + "-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder);
        environment["FURTKA_CONFIG"] = config("");
    }
    ~SettingsOf() override { std::filesystem::remove_all(folder); }

    /// Writes the config file; its path.
    std::string config(std::string_view text)
    {
        const auto file = folder / "furtka.toml";
        std::ofstream(file) << text;
        return file.string();
    }
    Result<Settings> read(std::vector<std::string> arguments = {})
    {
        return read_settings({.arguments = std::move(arguments),
            .environment = [this](const std::string& name) -> std::optional<std::string> {
                const auto found = environment.find(name);
                if (found == environment.end()) return std::nullopt;
                return found->second;
            }});
    }
    /// `key: message | hint`, with the config file's path as FILE.
    std::string refusal(std::vector<std::string> arguments = {})
    {
        const auto settings = read(std::move(arguments));
        if (settings) return "ok";
        auto text = settings.error().key + ": " + settings.error().message + " | " + settings.error().hint;
        const auto file = (folder / "furtka.toml").string();
        for (auto at = text.find(file); at != std::string::npos; at = text.find(file)) text.replace(at, file.size(), "FILE");
        return text;
    }

    std::filesystem::path folder;
    std::map<std::string, std::string> environment;
};

TEST_F(SettingsOf, HaveDefaults)
{
    const auto settings = read();
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->state_dir, "/var/lib/furtka");
    EXPECT_EQ(settings->apps_dir, "/var/lib/furtka/apps");
    EXPECT_EQ(settings->catalog_dir, "/usr/share/furtka/apps");
    EXPECT_EQ(settings->socket, "/run/furtka/furtka.sock");
    EXPECT_EQ(settings->listen, std::vector<std::string>{"127.0.0.1:7000"});
    EXPECT_EQ(settings->docker_host, "unix:///var/run/docker.sock");
    EXPECT_EQ(settings->compose, "");
    EXPECT_EQ(settings->app_host, "");
    EXPECT_TRUE(settings->allowed_hosts.empty());
    EXPECT_EQ(settings->subnet_pool.text(), "10.201.0.0/16");
    EXPECT_EQ(settings->log_level, log::Level::info);
}

TEST_F(SettingsOf, AreTakenFromTheFlagThenTheEnvironmentThenTheConfigFile)
{
    config("log_level = \"error\"\nstate_dir = \"/from/config\"\napp_host = \"config.lan\"\n");
    environment["FURTKA_LOG_LEVEL"] = "warning";
    environment["FURTKA_STATE_DIR"] = "/from/env";
    const auto settings = read({"--log-level", "debug"});
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->log_level, log::Level::debug);
    EXPECT_EQ(settings->state_dir, "/from/env");
    EXPECT_EQ(settings->apps_dir, "/from/env/apps");
    EXPECT_EQ(settings->app_host, "config.lan");
}

TEST_F(SettingsOf, OfSeveralValuesCanBeWrittenEachWay)
{
    environment["FURTKA_ALLOWED_HOSTS"] = "a.lan, b.lan,";
    EXPECT_EQ(read()->allowed_hosts, (std::vector<std::string>{"a.lan", "b.lan"}));
    EXPECT_EQ(read({"--allowed-host", "c.lan", "--allowed-host=[::2]"})->allowed_hosts,
        (std::vector<std::string>{"c.lan", "[::2]"}));
    environment.erase("FURTKA_ALLOWED_HOSTS");
    config("allowed_hosts = [\"d.lan\", \"e.lan\"]");
    EXPECT_EQ(read()->allowed_hosts, (std::vector<std::string>{"d.lan", "e.lan"}));
    config("allowed_hosts = \"f.lan\"");
    EXPECT_EQ(read()->allowed_hosts, (std::vector<std::string>{"f.lan"}));
    EXPECT_EQ(read({"--listen", "127.0.0.1:1", "--listen", "[::1]:2"})->listen,
        (std::vector<std::string>{"127.0.0.1:1", "[::1]:2"}));
    EXPECT_TRUE(read({"--listen", "none"})->listen.empty());
}

TEST_F(SettingsOf, TakeAnEmptyVariableAsNone)
{
    environment["FURTKA_LISTEN"] = "";
    EXPECT_EQ(read()->listen, std::vector<std::string>{"127.0.0.1:7000"});
}

TEST_F(SettingsOf, MakePathsAbsolute)
{
    EXPECT_EQ(read({"--apps-dir", "apps/../x"})->apps_dir, std::filesystem::current_path() / "x");
}

TEST_F(SettingsOf, TellWhereABadValueStandsWhatItIsAndWhatIsWanted)
{
    EXPECT_EQ(refusal({"--log-level", "loud"}),
        "setting_value: --log-level is \"loud\", wanted is debug, info, warning or error | see furtka serve --help");
    environment["FURTKA_SUBNET_POOL"] = "10.0.0.0/30";
    EXPECT_EQ(refusal(),
        "setting_value: FURTKA_SUBNET_POOL is \"10.0.0.0/30\", wanted is an IPv4 network of /24 or larger, such as "
        "10.201.0.0/16 | "
        "see furtka serve --help");
    environment.erase("FURTKA_SUBNET_POOL");
    config("\ndocker_host = \"ssh://me\"\n");
    EXPECT_EQ(refusal(),
        "setting_value: docker_host in FILE, line 2 is \"ssh://me\", wanted is unix:///path/of/socket or tcp://host:port | "
        "see furtka serve --help");
    EXPECT_EQ(refusal({"--docker-host", "tcp://127.0.0.1:2375"}), "ok") << "a bad value that is overruled does no harm";
    config("");
    EXPECT_EQ(refusal({"--app-host", "http://x"}),
        "setting_value: --app-host is \"http://x\", wanted is a host name or an address, without port | see furtka serve "
        "--help");
    EXPECT_EQ(refusal({"--state-dir="}), "setting_value: --state-dir is \"\", wanted is a path | see furtka serve --help");
}

TEST_F(SettingsOf, TellWhetherTheyListenBeyondLoopback)
{
    for (const std::string address : {"0.0.0.0:7000", "[::]:7000", "192.168.1.2:7000", "8.8.8.8:80"}) {
        const auto settings = read({"--listen", "127.0.0.1:1", "--listen", address});
        ASSERT_TRUE(settings) << address;
        EXPECT_EQ(listens(settings->listen), Listening::beyond) << address;
    }
    for (const std::string address :
        {"localhost:7000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "::1:7000", "[127.0.0.1]:7000", "", ":7000", "x"}) {
        EXPECT_EQ(read({"--listen", address}).error().key, "setting_value") << address;
    }
    for (const std::string address : {"127.0.0.1:0", "127.3.2.1:7000", "[::1]:7000"}) {
        const auto settings = read({"--listen", address});
        ASSERT_TRUE(settings) << address;
        EXPECT_EQ(listens(settings->listen), Listening::on_loopback) << address;
    }
    EXPECT_EQ(listens({}), Listening::on_loopback);
}

TEST_F(SettingsOf, TellWhereHttpsIsServed)
{
    const std::vector<std::string> both = {"--listen", "127.0.0.1:1", "--listen", "0.0.0.0:2"};
    const auto told = [&](std::vector<std::string> more) {
        more.insert(more.end(), both.begin(), both.end());
        const auto settings = read(more).value();
        return std::string(speaks_tls(settings, "127.0.0.1:1") ? "here " : "")
            + (speaks_tls(settings, "0.0.0.0:2") ? "there " : "")
            + (transport_of(settings) == Transport::tls ? "safe" : "plain");
    };

    EXPECT_EQ(told({}), "there safe");
    EXPECT_EQ(told({"--tls", "always"}), "here there safe");
    EXPECT_EQ(told({"--tls", "off"}), "plain");
    EXPECT_EQ(
        refusal({"--tls", "on"}), "setting_value: --tls is \"on\", wanted is auto, always or off | see furtka serve --help");
}

TEST_F(SettingsOf, TakeACertificateWithItsKeyOnly)
{
    EXPECT_EQ(read({"--tls-cert", "/c.pem", "--tls-key", "/k.pem"})->tls_key, "/k.pem");
    EXPECT_EQ(read()->tls_cert, "");
    EXPECT_EQ(refusal({"--tls-cert", "/c.pem"}),
        "setting_value: --tls-cert is given without --tls-key | a certificate and its key are given together; see furtka "
        "serve "
        "--help");
}

TEST_F(SettingsOf, RefuseWhatTheyDoNotKnowWithTheNearestName)
{
    EXPECT_EQ(refusal({"--app-dir", "/x"}), "flag_unknown: furtka serve does not know --app-dir | did you mean --apps-dir?");
    EXPECT_EQ(refusal({"install"}), "flag_unknown: furtka serve does not know install | see furtka serve --help");
    EXPECT_EQ(refusal({"--listen"}), "flag_value: --listen needs a value: ADDRESS:PORT | see furtka serve --help");
    config("# a comment\nlog_levl = \"info\"");
    EXPECT_EQ(refusal(), "config_key: unknown key log_levl in FILE, line 2 | did you mean log_level?");
    config("[server]\nport = 1");
    EXPECT_EQ(refusal(), "config_key: unknown key server.port in FILE, line 2 | docs/configuration.md lists the keys");
}

TEST_F(SettingsOf, RefuseAConfigFileThatCannotBeRead)
{
    EXPECT_EQ(read({"--config", "/does/not/exist.toml"}).error().key, "config_missing");
    EXPECT_EQ(read({"--config", folder.string()}).error().key, "config_missing");
    config("log_level = ");
    EXPECT_TRUE(refusal().starts_with("config_syntax: FILE, line 1: ")) << refusal();
    config("log_level = [[1]]");
    EXPECT_EQ(refusal(),
        "config_syntax: FILE, line 1: log_level must be text or a list of texts | docs/configuration.md has an example");
    config("listen = []");
    EXPECT_EQ(refusal(), "setting_value: listen in FILE, line 1 is \"\", wanted is a value | see furtka serve --help");
}

TEST(SettingsHelp, NamesEverySettingOnce)
{
    const auto help = help_text();
    for (const auto& declaration : declarations()) {
        for (const std::string& name :
            {std::string(declaration.flag) + " ", std::string("environment: ") + std::string(declaration.env)}) {
            const auto first = help.find(name);
            EXPECT_NE(first, std::string::npos) << name;
        }
    }
}

TEST(SettingsDocument, HasEverySettingWithItsNamesAndDefault)
{
    std::ifstream stream(FURTKA_SOURCE_DIR "/docs/configuration.md");
    std::ostringstream text;
    text << stream.rdbuf();
    for (const auto& declaration : declarations()) {
        const std::string key = declaration.key.empty() ? "—" : "`" + std::string(declaration.key) + "`";
        const std::string standard = declaration.standard.empty() ? "—" : "`" + std::string(declaration.standard) + "`";
        const std::string row = "| `" + std::string(declaration.flag) + " " + std::string(declaration.value_name) + "` | `"
            + std::string(declaration.env) + "` | " + key + " | " + standard + " | " + std::string(declaration.doc) + " |";
        EXPECT_NE(text.str().find(row), std::string::npos) << "docs/configuration.md lacks the row\n" << row;
    }
}

} // namespace
} // namespace furtka::daemon
