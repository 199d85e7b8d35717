// domain/lint/lint.hpp — whether an app folder is fit for a catalog, told without an engine and without Compose.
#pragma once

#include "base/result.hpp"
#include "domain/compose_model.hpp"
#include "domain/manifest.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka::lint {

enum class Level {
    error, ///< the app does not install, or not as its author meant
    warning, ///< it works, and could be better
    note,
};
std::string_view to_text(Level level);

struct Finding {
    Level level = Level::error;
    std::string key; ///< `variable_unset`
    std::string message;
    std::string hint;
    bool operator==(const Finding&) const = default;
};

/// The texts of an app folder; of files that are not read only the name counts.
struct LintInput {
    std::string folder; ///< its name; empty: any
    std::map<std::string, std::string> files;
};

struct LintedApp {
    std::string name; ///< of the manifest, else of the folder
    std::vector<Finding> findings;
    std::optional<Manifest> manifest;
    std::string compose_file;
    std::string override_file; ///< or empty
    std::vector<int> movable_ports; ///< defaults of port settings
    std::vector<int> fixed_ports; ///< published ones that are no setting
    std::optional<std::vector<std::string>> permissions; ///< what the manifest says the app asks for
};

LintedApp lint_app(const LintInput& input);

/// What only shows when all apps of a catalog are looked at: names and ports that are there twice. Findings go to the apps.
/// A port that one of two apps could move is an error, one that both need (53) a warning.
void lint_catalog(std::vector<LintedApp>& apps);

/// The red and amber marks of Compose's model, as notes. Where the manifest declares `permissions`, they must be just these:
/// ids such as `device:web:/dev/dri`, with `{NAME}` for the value of a setting in `env`.
void lint_permissions(LintedApp& app, const ComposeModel& model, const std::string& env);

/// A `.env` as an owner would get it who takes every default: what has none gets a sample of its type.
std::string sample_env(const Manifest& manifest, const std::string& env_example);

} // namespace furtka::lint
