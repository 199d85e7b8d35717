#include "domain/env_file.hpp"

#include <gtest/gtest.h>

using namespace furtka;

namespace {

using Keys = std::vector<std::string>;

} // namespace

TEST(Placeholders, AreTheWordsExamplesShipWithInAnyCaseQuotedOrNot)
{
    for (const char* value : {"changeme", "CHANGE_ME", "ChangeIt", "password", "secret", "Example", "TODO", "xxx",
             "XxXxXxXx", "\"changeme\"", "'secret'", " changeme "}) {
        EXPECT_EQ(placeholder_keys({{"DB_PASSWORD", value}}, {}), Keys{"DB_PASSWORD"}) << value;
    }
    for (const char* value : {"", "xx", "changeme2", "my secret", "example.org", "xxxy", "hunter2"}) {
        EXPECT_EQ(placeholder_keys({{"DB_PASSWORD", value}}, {}), Keys{}) << value;
    }
}

TEST(Placeholders, AreLookedForInPasswordSettingsAndUnderKeysThatNameASecret)
{
    const std::vector<Setting> form = {
        {.name = "LOGIN", .type = SettingType::password}, {.name = "THEME", .type = SettingType::text}};

    EXPECT_EQ(
        placeholder_keys({{"LOGIN", "changeme"}, {"THEME", "changeme"}, {"API_KEY", "todo"}, {"HOST", "example"}}, form),
        (Keys{"API_KEY", "LOGIN"}));
}

TEST(SecretNames, AreFoundByTheirWords)
{
    for (const char* key : {"PASS", "DB_PASS", "DB_PASSWORD", "MYSQL_ROOT_PASSWORD2", "ROOTPASSWORD", "PASSWD", "PASSPHRASE",
             "SECRET", "CLIENT_SECRET_FILE", "JWT_SECRETS", "TOKEN", "bot_token", "API_KEY", "APIKEY", "KEY", "key.private",
             "SSH-KEY", "SALT", "HASH_SALT", "CREDENTIAL", "AWS_CREDENTIALS", "KEYS", "KEY2", "TOKENS3"}) {
        EXPECT_TRUE(names_secret(key)) << key;
    }
    for (const char* key :
        {"KEYBOARD", "MONKEY", "COMPASS", "BYPASS_CACHE", "TOKENIZER", "BASALT", "PASSENGERS", "TZ", "", "_", "USER"}) {
        EXPECT_FALSE(names_secret(key)) << key;
    }
}
