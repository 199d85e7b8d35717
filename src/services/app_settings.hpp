// services/app_settings.hpp — the form of an installed app and its values; a change is written and applied.
#pragma once

#include "domain/outcomes.hpp"
#include "domain/port_claims.hpp"
#include "domain/port_moves.hpp"
#include "domain/settings.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <string>
#include <vector>

namespace furtka {

struct SettingsForm {
    std::vector<Setting> form;
    SettingValues values; ///< of settings that are not secret
    std::vector<std::string> secrets_set; ///< keys of secrets that have a value
    std::vector<PortPlace> ports; ///< that no setting moves
};

struct SettingsChange {
    SettingValues values; ///< an empty one of a secret means: as it is
    std::vector<std::string> accept; ///< ids of permission marks
    PortChoices ports;
};

class AppSettings {
public:
    AppSettings(World world, Policies policies, LivePicture& picture);

    Task<Result<SettingsForm>> read(AppName app);
    /// invalid `setting_…`, `port_choice`, `port_place_unknown`; not_found `app_not_installed`. conflict
    /// `permissions_not_accepted`: with it the app could do more to the server than was accepted. conflict `port_in_use`: a
    /// port that it adds is taken.
    Task<Result<void>> check(AppName app, SettingsChange change);
    /// Body of the job: writes `.env`, then `up` unless the app is stopped. invalid `placeholder_secret`, broken
    /// `compose_invalid`: the settings are as before. upstream `app_failed_to_start`, conflict `port_in_use`: they are
    /// written, and the app does not run with them.
    Task<Result<SettingsOutcome>> run(AppName app, SettingsChange change, JobContext& job);

private:
    Result<EnvFile> env_after(const AppFolder& folder, const EnvFile& env, const SettingsChange& change);
    Task<std::vector<std::string>> allowed_now(AppName app, AppFolder folder);
    Task<Result<void>> check_permissions(AppName app, AppFolder folder, EnvFile next, std::vector<std::string> accept);
    Task<Result<void>> check_ports(AppName app, AppFolder folder, EnvFile next, PortChoices chosen);
    Task<Result<void>> remember_permissions(
        AppName app, AppFolder folder, std::vector<std::string> allowed, ComposeModel model);
    Task<Result<ComposeModel>> check_file(AppName app, EnvFile before);
    Task<Result<void>> apply(AppName app, ComposeModel model, JobContext& job);

    World world_;
    Policies policies_;
    LivePicture& picture_;
};

} // namespace furtka
