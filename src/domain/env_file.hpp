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
    /// invalid `env_too_large` | `env_syntax` (line number, what is open) | `env_encoding` (NUL, not UTF-8).
    static Result<EnvFile> parse(std::string text);

    const std::string& text() const { return text_; }
    /// Values after quotes are removed; the last of two equal keys wins, as in Compose.
    SettingValues values() const;
    /// Sets keys: an existing assignment is replaced in place, a missing one is appended; all other bytes stay.
    /// Values are quoted so that Compose reads back exactly `value` (no interpolation).
    EnvFile with(const SettingValues& changes) const;

    /// Equal bytes.
    bool operator==(const EnvFile& other) const { return text_ == other.text_; }

private:
    struct Assignment {
        std::string key;
        std::string value;
        std::size_t begin = 0; ///< of the assignment in text_, without its line end
        std::size_t end = 0;
    };
    std::string text_;
    std::vector<Assignment> assignments_;
};

/// Keys whose value is a placeholder secret (`changeme`, `password`, `xxx…`, …) in a password setting or under a key that
/// names a secret (PASS, SECRET, TOKEN, KEY, …). Empty: none. Rules in app-format: any case, quoted or not.
std::vector<std::string> placeholder_keys(const SettingValues& values, const std::vector<Setting>& form);

} // namespace furtka
