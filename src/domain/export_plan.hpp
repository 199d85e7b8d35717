// domain/export_plan.hpp — what of an app goes into its export, and what cannot.
#pragma once

#include "base/result.hpp"
#include "domain/app_folder.hpp"
#include "domain/compose_model.hpp"
#include "domain/export_file.hpp"
#include "domain/image_ref.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// An image that goes along.
struct PlannedImage {
    std::string name; ///< as the compose file has it
    ImageRef ref; ///< the same
    std::optional<ImageId> stand_in; ///< the local image that stands for it
    bool operator==(const PlannedImage&) const = default;
};

struct ExportPlan {
    std::vector<PlannedImage> images; ///< each once
    std::vector<DataPlace> places; ///< where the app keeps data that can be taken along
    std::vector<std::string> data_folders; ///< of these, those in the app's folder: no part of its files
    std::vector<std::string> left_out; ///< for people: `/srv/photos, a folder of the server`
    bool operator==(const ExportPlan&) const = default;
};

/// The engine's name of a volume.
std::string engine_volume(const AppName& app, const DataPlace& place);

/// What of an app's surroundings decides about its places.
struct ExportFacts {
    std::set<std::string> folders; ///< which paths of binds are folders, not files
    std::vector<std::string> volumes; ///< names on the engine
    std::vector<std::string> own_volumes; ///< of these, those with the app's label
};

/// conflict `image_built_here`.
Result<ExportPlan> plan_export(
    const AppName& app, const AppFolder& folder, const ComposeModel& model, const ExportFacts& facts);

/// Keys of an `.env` whose values are secret, or may be: those of secret settings, those that are named so, and those that
/// no setting tells of (a hook may have made them).
std::vector<std::string> secret_keys(const std::vector<Setting>& form, const EnvFile& env);
/// Only what is no secret.
EnvFile without_secrets(const std::vector<Setting>& form, const EnvFile& env);

/// What the owner asked for.
struct ExportWish {
    bool data = false;
    bool leave_out_secrets = false;
    bool has_passphrase = false;
};
/// What becomes of the secrets. invalid `passphrase_needed` (detail `for`: `secrets` or `data`).
Result<ExportSecrets> judge_secrets(std::string_view app, const ExportWish& wish, const std::vector<std::string>& secrets);

/// An image of a file and what the engine has under its name.
struct HereImage {
    ImageId id;
    std::vector<std::string> layers;
};
/// Whether both are the same image, also across kinds of image stores.
bool same_image(const ExportedImage& exported, const HereImage& here);

} // namespace furtka
