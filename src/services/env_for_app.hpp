// services/env_for_app.hpp — the `.env` of an app: what was there, the form's defaults, what the owner typed, fresh secrets.
#pragma once

#include "domain/app_folder.hpp"
#include "ports/host.hpp"

#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// `base` with `given` set; form keys without a value get their default, then a generated secret where the form asks for one.
/// An empty given value of a secret means: as it is. invalid: the form's `setting_…` errors, also after asking the disk about paths.
Result<EnvFile> env_for_app(
    const std::vector<Setting>& form, EnvFile base, const SettingValues& given, Host& host, const std::vector<std::string>& own_folders);

/// invalid `placeholder_secret` (detail `setting`): the `.env` still holds a placeholder where a secret belongs.
Result<void> check_placeholders(const Manifest& manifest, const EnvFile& env);

} // namespace furtka
