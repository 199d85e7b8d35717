// domain/manifest.hpp — `manifest.json` of an app folder.
#pragma once

#include "base/result.hpp"
#include "domain/gate_override.hpp"
#include "domain/names.hpp"
#include "domain/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct Requirement {
    std::string app;
    std::string on_install; ///< script path inside the provider's folder, or empty
    std::string on_start;
    bool operator==(const Requirement&) const = default;
};

struct Manifest {
    std::string name;
    std::string display_name;
    std::string version;
    std::string description;
    std::vector<std::string> volumes; ///< short names
    std::vector<int> ports; ///< informational
    std::string icon; ///< relative path
    std::string description_long; ///< Markdown
    std::vector<Setting> settings;
    std::string open_url; ///< `http://{host}:8080`, or empty
    std::vector<Requirement> requirements;
    std::string category, tagline, website, source, support, license, release_notes, tips;
    std::vector<std::string> architectures; ///< engine names: `amd64`, `arm64`, `arm`
    std::vector<std::string> screenshots;
    GateOverride update_gate; ///< what this app asks of the look after an update

    std::vector<std::string> notices; ///< unknown or ignored members, for the owner; no reason to refuse
    bool operator==(const Manifest&) const = default;
};

/// How strict a missing member is taken.
enum class ManifestRule {
    install, ///< every required member must be there
    installed, ///< an app that already runs: missing `volumes`, `ports`, `icon`, `version`, `description` become a notice
};

inline constexpr std::size_t largest_manifest = 256 * 1024; ///< bytes

/// invalid `manifest_too_large` | `manifest_encoding` (not UTF-8, a NUL) | `manifest_json` (details `line` and `column`, in
/// characters, both from 1; also for more than 32 levels) | `manifest_member` (missing, of the wrong type or against its
/// rule) | `manifest_name` | `manifest_generate` | `manifest_pattern`; detail `member` is the path of the member,
/// `settings[2].type`. Members that are only shown (`category`, `tagline`, links, …) never refuse an app: what cannot be
/// used becomes a notice. Of a member given twice the last counts, with a notice.
Result<Manifest> parse_manifest(std::string_view text, ManifestRule rule);

} // namespace furtka
