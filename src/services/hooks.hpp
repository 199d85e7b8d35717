// services/hooks.hpp — scripts of a provider that run in its container for a consumer.
#pragma once

#include "domain/app_folder.hpp"
#include "services/world.hpp"

namespace furtka {

/// Who the hook runs for.
struct Consumer {
    AppName name;
    std::string version;
    SettingValues env; ///< of its `.env`
};

/// Runs `script` of the provider with `sh` in the provider's service of the same name, or else in its first running one
/// (`compose exec`), with FURTKA_CONSUMER_APP, FURTKA_CONSUMER_VERSION and FURTKA_CONSUMER_ENV_<KEY> set; its standard
/// output. conflict `provider_not_running`; not_found `script_missing`; upstream `hook_failed` (the script's own words);
/// timeout.
Task<Result<std::string>> run_hook(World world, Policies policies, AppName provider, std::string script, Consumer consumer);

} // namespace furtka
