#include "domain/password_rules.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace furtka {
namespace {

constexpr std::size_t least_characters = 10;
constexpr std::size_t most_characters = 128;

/// Words and rows of keys that lists of leaked passwords begin with; shorter ones are refused for their length. A password
/// is one of them with any digits and marks around it, and so is one that repeats itself.
constexpr std::array<std::string_view, 44> common_words{"password", "passwort", "passw", "kennwort", "qwertyuiop",
    "qwertzuiop", "qwerty", "qwertz", "asdfghjkl", "zxcvbnm", "yxcvbnm", "qazwsxedc", "qazwsx", "iloveyou", "letmein",
    "welcome", "willkommen", "administrator", "admin", "adminadmin", "changeme", "default", "superman", "batman", "starwars",
    "princess", "sunshine", "football", "baseball", "basketball", "trustno", "whatever", "computer", "internet", "michelle",
    "jennifer", "schalke", "hallohallo", "geheim", "secret", "furtka", "homeserver", "raspberry", "testtest"};

std::size_t characters_of(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

/// Without the digits and marks before the first and after the last letter; `p4ssw0rd` reads as it is meant.
std::string core_of(std::string_view password)
{
    const std::string plain = lowered(password);
    std::size_t first = 0;
    while (first < plain.size() && !is_letter(plain[first])) ++first;
    std::size_t last = plain.size();
    while (last > first && !is_letter(plain[last - 1])) --last;
    std::string core = plain.substr(first, last - first);
    constexpr std::string_view written = "@4031$5";
    constexpr std::string_view meant = "aaoeiss";
    for (auto& c : core) {
        if (const auto at = written.find(c); at != std::string_view::npos) c = meant[at];
    }
    return core;
}

/// `abcabcabc`, `1111111111`
bool repeats(std::string_view text)
{
    for (std::size_t period = 1; period <= 4 && period * 2 <= text.size(); ++period) {
        bool same = true;
        for (std::size_t i = period; same && i < text.size(); ++i) same = text[i] == text[i - period];
        if (same) return true;
    }
    return false;
}

/// `1234567890`, `9876543210`, `abcdefghij`
bool is_row(std::string_view text)
{
    const auto runs = [&](int step) {
        for (std::size_t i = 1; i < text.size(); ++i) {
            const bool wraps = step == 1 ? text[i - 1] == '9' && text[i] == '0' : text[i - 1] == '0' && text[i] == '9';
            if (text[i] - text[i - 1] != step && !wraps) return false;
        }
        return true;
    };
    return runs(1) || runs(-1);
}

bool is_common(std::string_view password, std::string_view user)
{
    const auto core = core_of(password);
    const bool listed = std::ranges::find(common_words, core) != common_words.end();
    const auto name = lowered(user);
    const bool is_name = !name.empty() && (core == name || lowered(password) == name + name || lowered(password) == name);
    return listed || is_name || repeats(password) || is_row(lowered(password));
}

} // namespace

Result<void> check_password(std::string_view password, std::string_view user)
{
    const auto characters = characters_of(password);
    if (characters < least_characters) {
        return fail({.kind = ErrorKind::invalid,
            .key = "password_short",
            .message = "the password has fewer than 10 characters",
            .hint = "a few words in a row are long and easy to keep in mind"});
    }
    if (characters > most_characters || password.size() > longest_password) {
        return fail({.kind = ErrorKind::invalid,
            .key = "password_long",
            .message = "the password has more than 128 characters",
            .hint = "a shorter one is as good"});
    }
    if (is_common(password, user)) {
        return fail({.kind = ErrorKind::invalid,
            .key = "password_common",
            .message = "the password is among the first that are tried",
            .hint = "a few words that do not belong together are easy to keep in mind and hard to guess"});
    }
    return {};
}

} // namespace furtka
