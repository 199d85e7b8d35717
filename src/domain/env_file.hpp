// domain/env_file.hpp — `.env` as Compose reads it, and edits that keep every other byte.
#pragma once

#include "base/result.hpp"
#include "domain/settings.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

inline constexpr std::size_t largest_env_file = 256 * 1024; ///< bytes

/// The file, kept as text; parsed on construction. Comments, `export`, single, double and multi-line quotes, CRLF and
/// `${A:-b}` (left to Compose, kept as written) are understood. Source: compose-go `dotenv`, as of Compose 2.26.
class EnvFile {
public:
    EnvFile() = default;
    /// invalid `env_too_large` | `env_syntax` (line number, what is open; never a value) | `env_encoding` (NUL, not UTF-8).
    static Result<EnvFile> parse(std::string text);

    const std::string& text() const { return text_; }
    /// Values after quotes are removed; the last of two equal keys wins, as in Compose. A key without `=` takes its value
    /// from the daemon's environment and is not among them.
    SettingValues values() const;
    /// Sets keys: an existing assignment is replaced in place, a missing one is appended; all other bytes stay, also those
    /// of a key that already reads so. Values are quoted so that Compose (2.20 and later) reads back exactly `value`,
    /// without interpolation. A key that is not a name (letters, digits, `_`, `.`, `-`) and a value with a NUL or that is
    /// not UTF-8 cannot be written and are left out. The text may come out larger than `largest_env_file`: whoever writes it
    /// parses it first.
    EnvFile with(const SettingValues& changes) const;

    bool operator==(const EnvFile& other) const { return text_ == other.text_; }

    /// `KEY=value` at a place in the text.
    struct Assignment {
        std::string key;
        std::string value;
        std::size_t begin = 0; ///< of the value as written, with its quotes
        std::size_t end = 0;
    };

private:
    std::string text_;
    std::vector<Assignment> assignments_;
};

/// Whether Compose would put a variable into this value as `EnvFile::values` gives it: `$A` or `${A…}`.
bool holds_variable(std::string_view value);

/// Whether a key names a secret: one of its words (between `_`, `.` and `-`, in any case) is PASS, TOKEN, KEY, SALT or holds
/// PASSWORD, PASSWD, PASSPHRASE, SECRET, CREDENTIAL: `API_KEY`, `DB_PASSWORD2`, `apikey`; not `KEYBOARD`, `MONKEY`.
bool names_secret(std::string_view key);

/// Keys whose value is a placeholder secret (`changeme`, `password`, `xxx…`, …) in a password setting or under a key that
/// names a secret (PASS, SECRET, TOKEN, KEY, …). Empty: none. Rules in app-format: any case, quoted or not.
std::vector<std::string> placeholder_keys(const SettingValues& values, const std::vector<Setting>& form);

} // namespace furtka
