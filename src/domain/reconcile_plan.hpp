// domain/reconcile_plan.hpp — the boot pass decided: what must be done so that every app is as its owner wants.
#pragma once

#include "domain/app_folder.hpp"
#include "domain/compose_model.hpp"
#include "domain/container.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

enum class PlanKind { ensure_volume, remove_leftover, run_hook, up, stop, skip };

/// One line of a plan: `up blog: web is not running`.
struct PlanLine {
    PlanKind kind = PlanKind::skip;
    std::string app;
    std::string target; ///< volume (short name), container (name) or the provider of a hook; empty: the app
    std::string cause;
    bool operator==(const PlanLine&) const = default;
};

std::string_view to_text(PlanKind kind);
std::string to_text(const PlanLine& line);
/// One line each.
std::string to_text(const std::vector<PlanLine>& plan);

struct AppFacts {
    std::string name;
    std::optional<std::string> broken; ///< the reason
    Intent intent = Intent::run;
    Manifest manifest;
    std::optional<ComposeModel> model; ///< none: Compose could not read it; `model_error` says why
    std::string model_error;
    std::map<std::string, std::string> config_hashes; ///< per service, from Compose
    bool hashes_comparable = true; ///< false: made by another Compose version than the containers; a difference says nothing
    std::vector<Container> containers;
    std::vector<std::string> missing_volumes; ///< short names
    bool busy = false;
};

/// Providers first. An app with nothing to do has no line; broken and busy apps have a `skip` with the cause.
/// A service whose container has another config hash than the compose file is a cause to `up`; a one-shot that ended with 0,
/// or an app its owner stopped, is not. The `requires.on_start` hooks of an app that should run have a line at every pass;
/// one whose provider cannot run it is a `skip` with the provider as target. A leftover is to be removed without its
/// anonymous volumes: the container beside it holds the same ones. A leftover that runs or stands alone is kept.
std::vector<PlanLine> reconcile_plan(const std::vector<AppFacts>& apps);

} // namespace furtka
