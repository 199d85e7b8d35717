// Secrets that nobody chose: what examples ship with.
#include "base/ascii.hpp"
#include "domain/env_file.hpp"

#include <algorithm>
#include <array>

namespace furtka {
namespace {

constexpr std::array<std::string_view, 7> placeholder_words = {
    "changeme", "change_me", "changeit", "password", "secret", "example", "todo"};
constexpr std::array<std::string_view, 6> secret_words = {"PASS", "TOKEN", "KEY", "SALT", "APIKEY", "DBPASS"};
constexpr std::array<std::string_view, 5> secret_parts = {"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "CREDENTIAL"};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// `KEYS` and `KEY2` are the word `KEY`.
std::string_view without_count(std::string_view word)
{
    while (!word.empty() && is_digit(word.back())) word.remove_suffix(1);
    return word;
}

bool is_secret_word(std::string_view word)
{
    word = without_count(word);
    if (std::ranges::any_of(secret_parts, [word](std::string_view part) { return word.contains(part); })) return true;
    const auto named = [word](std::string_view secret) {
        return word == secret || (word.ends_with('S') && word.substr(0, word.size() - 1) == secret);
    };
    return std::ranges::any_of(secret_words, named);
}

/// In small letters, without the white space and the pair of quotes around it.
std::string bare(std::string_view value)
{
    const auto trim = [&value] {
        while (!value.empty() && std::string_view(" \t\r\n").contains(value.front())) value.remove_prefix(1);
        while (!value.empty() && std::string_view(" \t\r\n").contains(value.back())) value.remove_suffix(1);
    };
    trim();
    const bool quoted =
        value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
    if (quoted) {
        value = value.substr(1, value.size() - 2);
        trim();
    }
    std::string out(value);
    std::ranges::transform(out, out.begin(), ascii_lower);
    return out;
}

bool is_placeholder(std::string_view value)
{
    const auto text = bare(value);
    if (text.size() >= 3 && std::ranges::all_of(text, [](char c) { return c == 'x'; })) return true;
    return std::ranges::find(placeholder_words, text) != placeholder_words.end();
}

} // namespace

bool names_secret(std::string_view key)
{
    std::string name(key);
    std::ranges::transform(name, name.begin(), upper);
    for (std::size_t at = 0; at <= name.size();) {
        const auto end = std::min(name.find_first_of("_.-", at), name.size());
        if (is_secret_word(std::string_view(name).substr(at, end - at))) return true;
        at = end + 1;
    }
    return false;
}

std::vector<std::string> placeholder_keys(const SettingValues& values, const std::vector<Setting>& form)
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : values) {
        const bool asked_as_secret =
            std::ranges::any_of(form, [&](const Setting& setting) { return setting.name == key && setting.secret(); });
        if ((asked_as_secret || names_secret(key)) && is_placeholder(value)) keys.push_back(key);
    }
    return keys;
}

} // namespace furtka
