#include "domain/import/secret_words.hpp"

#include "base/ascii.hpp"
#include "domain/env_file.hpp"

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

bool any_in(std::string_view text, const auto& words)
{
    return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}

/// `_API_KEY_` of `api-key`: words can be looked for with their borders.
std::string bordered(std::string_view name)
{
    std::string out = "_";
    for (const char c : name) {
        const bool sign = c == '-' || c == '.' || c == ' ';
        out += sign ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out + "_";
}

constexpr std::array<std::string_view, 19> no_secrets{"_FILE_", "_PATH_", "_DIR_", "_URL_", "_MIN_", "_MAX_", "_LENGTH_",
    "_EXPIR", "_TTL_", "_ENABLE", "_DISABLE", "_ALLOW", "_PUBLIC_KEY_", "_LIFETIME_", "_TYPE_", "_KEY_ID_", "_ALGORITHM_",
    "_HEADER_", "_PASSWORDLESS_"};
/// What a name ends with that only tells something of a secret: `REDIS_KEY_PREFIX`, `TOKEN_VERSION`.
constexpr std::array<std::string_view, 24> about_secrets{"_PREFIX_", "_SUFFIX_", "_NAME_", "_SIZE_", "_COUNT_", "_LIMIT_",
    "_TIMEOUT_", "_INTERVAL_", "_FORMAT_", "_VERSION_", "_ISSUER_", "_AUDIENCE_", "_REQUIRED_", "_POLICY_", "_METHOD_",
    "_MODE_", "_HOST_", "_PORT_", "_USER_", "_USERNAME_", "_USERS_", "_EMAIL_", "_INFO_", "_HINT_"};
constexpr std::array<std::string_view, 68> others{"SMTP", "MAIL", "_API_KEY_", "_APIKEY_", "_API_TOKEN_", "OPENAI",
    "ANTHROPIC", "GEMINI", "GROQ", "MISTRAL", "OPENROUTER", "HUGGINGFACE", "_HF_", "AWS", "_S3_", "AZURE", "GOOGLE",
    "GITHUB", "GITLAB", "STRIPE", "PAYPAL", "OIDC", "OAUTH", "SSO_", "SAML", "CLIENT_SECRET", "CLOUDFLARE", "_CF_", "TUNNEL",
    "AUTHKEY", "AUTH_KEY", "LICENSE", "LICENCE", "ACCESS_KEY_ID", "VPN", "WIREGUARD", "PLEX", "CLAIM", "TELEGRAM", "DISCORD",
    "SLACK", "BOT_TOKEN", "TWILIO", "SENDGRID", "MAILGUN", "POSTMARK", "RESEND", "TURNSTILE", "RECAPTCHA", "HCAPTCHA",
    "LDAP", "SENTRY", "POSTHOG", "DROPBOX", "SPOTIFY", "TMDB", "MAXMIND", "TWITTER", "FACEBOOK", "NGROK", "PUSHOVER",
    "FIREBASE", "DEEPL", "MAPBOX", "INSTALLATION_KEY", "NORDVPN", "DUCKDNS", "UNSPLASH"};

} // namespace

bool is_secret_name(std::string_view name)
{
    const auto words = bordered(name);
    if (std::ranges::any_of(about_secrets, [&](std::string_view end) { return words.ends_with(end); })) return false;
    // ALLOWED_KEYS lists the keys that an app takes.
    if (words.ends_with("_ALLOWED_KEYS_") || words.ends_with("_ENCRYPTION_KEY_") || words.ends_with("REDISCLI_AUTH_")
        || words.ends_with("_AUTH_HASH_"))
        return true;
    if (!names_secret(name)) {
        const bool joined = words.contains("PASSWD") || words.contains("PWD_") || words.contains("_PW_")
            || words.contains("SECRET") || words.contains("PASSWORT") || words.ends_with("PASS_")
            || words.ends_with("TOKEN_") || words.ends_with("AUTHKEY_") || words.ends_with("APIKEY_");
        if (!joined) return false;
    }
    return !any_in(words, no_secrets);
}

bool is_given_by_others(std::string_view name) { return any_in(bordered(name), others); }

bool may_be_secret(std::string_view value)
{
    constexpr std::array<std::string_view, 13> words{"true", "false", "yes", "no", "on", "off", "none", "null", "auto",
        "enabled", "disabled", "optional", "user_provided"};
    const auto small = lowered(std::string(value));
    if (value.empty() || std::ranges::find(words, small) != words.end()) return false;
    if (value.starts_with('<') && value.ends_with('>')) return true; // `<your secret key>` stands for one
    if (value.size() < 6 && std::ranges::all_of(value, is_digit)) return false;
    const bool path = value.starts_with('/') || value.starts_with("./") || value.starts_with("file:");
    return !path && !value.contains("://") && !value.contains('\n') && !value.contains(' ');
}

bool is_passphrase(std::string_view name, std::string_view value)
{
    constexpr std::size_t longest = 80;
    const auto words = bordered(name);
    const bool password = words.ends_with("PASSWORD_") || words.ends_with("PASSPHRASE_") || words.ends_with("PASSWD_");
    return password && value.size() <= longest && value.contains(' ') && !value.contains('\n') && !value.contains("://");
}

bool looks_random(std::string_view value)
{
    constexpr std::size_t shortest = 12;
    constexpr std::string_view others_signs = "./:@,;";
    const auto is_other = [&](char c) { return c == ' ' || others_signs.contains(c); };
    return value.size() >= shortest && std::ranges::any_of(value, is_digit) && !std::ranges::all_of(value, is_digit)
        && std::ranges::none_of(value, is_other);
}

bool is_password_hash(std::string_view value)
{
    constexpr std::array<std::string_view, 10> starts{
        "$2a$", "$2b$", "$2y$", "$argon2", "$1$", "$5$", "$6$", "$apr1$", "$pbkdf2", "$scrypt"};
    std::string single;
    for (std::size_t i = 0; i < value.size(); ++i) {
        single += value[i];
        if (value[i] == '$' && i + 1 < value.size() && value[i + 1] == '$') ++i;
    }
    // `admin:$2y$…` of an htpasswd line counts too.
    const auto colon = single.find(':');
    const auto hash =
        colon < 40 && single.find('$') == colon + 1 ? std::string_view(single).substr(colon + 1) : std::string_view(single);
    return hash.size() > 12
        && std::ranges::any_of(starts, [hash](std::string_view start) { return hash.starts_with(start); });
}

bool is_stand_in(std::string_view value)
{
    constexpr std::array<std::string_view, 15> parts{"your_", "your-", "[your", "<your", "yourpass", "yoursecret",
        "change_me", "changeme", "change-me", "changethis", "replace_", "replace-", "replaceme", "<", "xxxx"};
    const auto small = lowered(std::string(value));
    return any_in(small, parts);
}

std::string generate_like(std::string_view name, std::string_view literal)
{
    const auto dashes = std::ranges::count(literal, '-');
    if (literal.size() == 36 && dashes == 4) return "uuid";
    const bool key = literal.size() == 16 || literal.size() == 24 || literal.size() == 32 || literal.size() == 64;
    return key ? "hex:" + std::to_string(literal.size() / 2) : generate_for(name);
}

std::size_t encoded_key(std::string_view value)
{
    constexpr std::string_view head = "base64:";
    if (!value.starts_with(head)) return 0;
    value.remove_prefix(head.size());
    const bool whole = value.size() % 4 == 0 && std::ranges::all_of(value, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '+' || c == '/' || c == '=';
    });
    const auto bytes = value.size() / 4 * 3 - static_cast<std::size_t>(std::ranges::count(value, '='));
    return whole && (bytes == 16 || bytes == 32) ? bytes : 0;
}

std::string generate_for(std::string_view name)
{
    const auto words = bordered(name);
    const bool password = words.contains("PASS") || words.contains("PWD");
    return password ? "hex:16" : "hex:32";
}

} // namespace furtka::imports
