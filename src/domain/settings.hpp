// domain/settings.hpp — the form of an app: what its manifest asks for, and whether an answer will do.
#pragma once

#include "base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class SettingType { text, password, number, path, select, boolean, port, timezone };

struct Setting {
    std::string name; ///< `^[A-Z_][A-Z0-9_]*$`, the key in `.env`
    std::string label;
    std::string description;
    SettingType type = SettingType::text;
    bool required = false;
    std::string default_value;
    std::string generate; ///< `hex:32`, `base64:32`, `uuid`, or empty
    std::string pattern; ///< ECMAScript regular expression for the whole value, or empty
    std::optional<double> min;
    std::optional<double> max;
    std::vector<std::string> options; ///< of a select

    bool secret() const { return type == SettingType::password; }
    bool operator==(const Setting&) const = default;
};

using SettingValues = std::map<std::string, std::string>;

std::string_view to_text(SettingType type);
std::optional<SettingType> setting_type(std::string_view text); ///< none: not a word of `type` in a manifest

/// Checks the answers the owner gave against the form. Values absent from `given` are judged by `current` (the `.env`) and
/// the defaults. `path` values are checked for form only (absolute, no `..`); the disk is asked by `judge_path_setting`.
/// invalid `setting_unknown` | `setting_required` | `setting_type` | `setting_range` | `setting_pattern` | `setting_option`
/// | `setting_path`; detail `setting` names the key. A value holds no NUL, CR or LF and at most 4,096 bytes. A value of the
/// `.env` that Compose puts a variable into (`${A:-b}`) is not judged. Values of text and password settings are never in a
/// message.
Result<void> check_settings(const std::vector<Setting>& form, const SettingValues& given, const SettingValues& current);

/// invalid `manifest_pattern`: no ECMAScript expression, or one that could take long: over 256 characters, repeat counts
/// whose product times the length is over 16,384, back-references, look-ahead. All others are matched in linear time.
Result<void> check_pattern(std::string_view pattern);
/// Whether the whole value matches. False also for a pattern that `check_pattern` refuses.
bool matches_pattern(std::string_view pattern, std::string_view value);

/// What the disk says about a path.
struct PathFacts {
    bool exists = false;
    bool directory = false;
    std::string resolved; ///< after all symbolic links
};

/// The deny list of `path` settings, on the resolved path: not `/`, nothing in or below the system's folders or Furtka's
/// own (`own_folders`). invalid `setting_path`, detail `setting`.
Result<void> judge_path_setting(
    const Setting& setting, std::string_view value, const PathFacts& facts, const std::vector<std::string>& own_folders);

/// A request for random text: `hex:32` → 32 random bytes as hex. Parsed once, filled by an adapter.
struct GenerateRule {
    enum class Form { hex, base64, uuid } form = Form::hex;
    std::size_t bytes = 0; ///< random bytes needed; 16 for uuid
};
/// invalid `manifest_generate`: not `hex:N`, `base64:N` (1 ≤ N ≤ 256) or `uuid`.
Result<GenerateRule> parse_generate_rule(std::string_view text);
/// Turns `rule.bytes` random bytes into the value. Base64 is URL-safe without padding; a uuid is version 4 (RFC 9562).
std::string generated_value(const GenerateRule& rule, std::string_view random_bytes);

} // namespace furtka
