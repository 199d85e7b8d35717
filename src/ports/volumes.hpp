// ports/volumes.hpp — the engine's named volumes of apps.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/names.hpp"

#include <string>
#include <vector>

namespace furtka {

enum class Created { no, yes };

class Volumes {
public:
    virtual ~Volumes() = default;

    /// Whether the volume is there. Source: GET /volumes/{name}.
    virtual Task<Result<bool>> exists(std::string name) = 0;

    /// Creates `furtka_<app>_<short>` if it is absent; tells whether it did. Labels: `org.furtka.managed=true`,
    /// `org.furtka.app=<app>`, `org.furtka.volume=<short>`. An existing volume is left as it is.
    virtual Task<Result<Created>> ensure(AppName app, std::string short_name) = 0;

    /// Names of all volumes on the engine, whoever made them. Source: GET /volumes.
    virtual Task<Result<std::vector<std::string>>> names() = 0;

    /// Names of the volumes labelled with the app.
    virtual Task<Result<std::vector<std::string>>> of_app(AppName app) = 0;

    /// Deletes a volume and its data; only volumes with Furtka's label (denied `volume_foreign` otherwise).
    /// An absent one is success. conflict `volume_in_use`.
    virtual Task<Result<void>> remove(std::string name) = 0;

    /// Deletes a volume that Compose made for the app's project, and its data: its label `com.docker.compose.project` is the
    /// app's name (denied `volume_foreign` otherwise). An absent one is success. conflict `volume_in_use`.
    virtual Task<Result<void>> remove_of_project(AppName app, std::string name) = 0;
};

} // namespace furtka
