// services/wait_started.hpp — the look after `up`: does the app run, and does it stay up?
#pragma once

#include "domain/compose_model.hpp"
#include "services/world.hpp"

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace furtka {

struct StartWatch {
    std::vector<std::string> services;
    std::chrono::milliseconds settle{0}; ///< how long all of them must stay up; 0: one look that finds them up will do
    std::set<ContainerId>
        ran_before; ///< containers that ran before `up`: their earlier restarts say nothing about this start
};

/// Of those that run.
std::set<ContainerId> running_ids(const std::vector<Container>& containers);

/// Waits until every service runs (its health may still be starting) or has ended well as a one-shot, for at most
/// `policies.start_limit`, and stays so. upstream `app_failed_to_start`: which service, its exit code, its last lines
/// (details `service`, `exit_code`, `log`).
Task<Result<void>> wait_started(World world, Policies policies, AppName app, ComposeModel model, StartWatch watch);

} // namespace furtka
