// services/env_for_app.hpp — the `.env` of an app: what was there, the form's defaults, what the owner typed, fresh secrets.
#pragma once

#include "domain/app_folder.hpp"
#include "ports/host.hpp"

#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// Which keys get the form's default.
enum class Fill {
    empty, ///< those without a value: an installation begins
    absent, ///< those that are not in the file: its owner may have emptied the others
};

/// `base` with `given` set; form keys without a value get their default, or a generated secret where the form asks for one.
/// What was given as empty stays empty, except: an empty given value of a secret means as it is, and what is generated is
/// never empty. invalid: the form's `setting_…` errors, also after asking the disk about paths.
Result<EnvFile> env_for_app(const std::vector<Setting>& form, EnvFile base, const SettingValues& given, Host& host,
    const std::vector<std::string>& own_folders, Fill fill);

/// invalid `placeholder_secret` (detail `setting`): the `.env` still holds a placeholder where a secret belongs.
Result<void> check_placeholders(const Manifest& manifest, const EnvFile& env);

} // namespace furtka
