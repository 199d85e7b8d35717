// services/reconciler.hpp — the boot pass: make every installed app what its owner wants it to be.
#pragma once

#include "domain/outcomes.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

namespace furtka {

class Reconciler {
public:
    Reconciler(World world, Policies policies, LivePicture& picture, Jobs& jobs);

    /// What would be done; changes nothing. unavailable `engine_unreachable`.
    Task<Result<std::vector<PlanLine>>> plan();
    /// Does it: providers first, at most 4 apps at once; one app's failure never stops the others.
    Task<Result<ReconcileOutcome>> run();

private:
    Task<Result<std::vector<AppFacts>>> look();
    Task<Result<AppFacts>> facts_of(
        std::string name, const std::vector<Container>& containers, const std::vector<std::string>& volumes);

    Task<Result<void>> work_on(std::string name, std::vector<PlanLine> lines, boost::asio::any_io_executor executor);
    Task<Result<std::string>> job_body(std::string name, std::vector<PlanLine> lines, JobContext& job);
    Task<Result<void>> act(AppName app, std::vector<PlanLine> lines, JobContext& job);
    Task<Result<void>> take_step(AppName app, PlanKind kind, JobContext& job);
    Task<Result<void>> make_volumes(AppName app, JobContext& job);
    Task<Result<void>> run_start_hooks(AppName app, JobContext& job);
    Task<Result<void>> start(AppName app, JobContext& job);
    Task<Result<void>> stop(AppName app, JobContext& job);

    World world_;
    Policies policies_;
    LivePicture& picture_;
    Jobs& jobs_;
};

} // namespace furtka
