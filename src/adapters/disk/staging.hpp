// adapters/disk/staging.hpp — a new app folder made beside the apps, then put in place.
#pragma once

#include "base/result.hpp"
#include "ports/installed_apps.hpp"

#include <string>
#include <vector>

namespace furtka {

struct StagedFiles {
    std::vector<std::string> paths; ///< relative, with `.env`, `.furtka/state.json` and `.furtka/base.json`
};

/// A hidden folder of the root, deleted with this object unless it became the app.
class Staging {
public:
    Staging(int root, std::string app);
    ~Staging();
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;

    /// Copies the source, writes `.env` (0600) and `.furtka/state.json`, and reads the whole as an app. Blocks; touches
    /// nothing but the staging folder. not_found `source_missing`; the errors of copy_folder and read_app_folder.
    Result<StagedFiles> fill(const NewFolder& folder) const;

    /// A new app: one rename. An installed one: its files are replaced, all or none. Quick.
    Result<void> put_in_place(const StagedFiles& files) const;

private:
    int root_;
    std::string app_;
    std::string name_;
};

} // namespace furtka
