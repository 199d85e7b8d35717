// services/export_app.hpp — an app written into one file: its folder, its images, its settings and, if asked, its data.
#pragma once

#include "domain/export_plan.hpp"
#include "domain/outcomes.hpp"
#include "ports/exports.hpp"
#include "ports/inspection.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct ExportRequest {
    bool data = false;
    bool leave_out_secrets = false;
    std::optional<std::string> passphrase;
};

class ExportApp {
public:
    static constexpr std::chrono::hours kept{24};

    ExportApp(World world, Policies policies, ExportFiles& files, Inspection& inspection, LivePicture& picture);

    /// What can be told before a job begins: the errors of plan_export, judge_secrets and check_passphrase; not_found
    /// `app_not_installed`, `image_missing`; no_space `disk_low` (details `needed`, `free`).
    Task<Result<void>> check(AppName app, ExportRequest request);

    /// Body of the job. With data the app is stopped while it is copied, and what ran runs again afterwards, however the
    /// copy ended. A failure and a cancel leave no file.
    Task<Result<ExportOutcome>> run(AppName app, ExportRequest request, JobContext& job);

    /// What an interrupted job left is taken away; that the app runs is the boot pass's work.
    Task<Result<void>> mend(AppName app, JobId job);

    /// Deletes files that nobody fetched, until it is cancelled.
    Task<void> keep();

private:
    struct Prepared;
    Task<Result<Prepared>> prepare(AppName app, ExportRequest request);
    Task<std::uint64_t> data_bytes(AppName app, const Prepared& prepared);
    Task<Result<void>> check_room(const Prepared& prepared);
    Task<Result<ExportOutcome>> write(AppName app, ExportRequest request, JobContext& job);
    Task<Result<std::vector<ExportedImage>>> look_at_images(std::vector<PlannedImage> images, AppName app);
    Task<Result<void>> write_images(ExportWriter& writer, const Prepared& prepared, JobContext& job);
    Task<Result<void>> write_data(AppName app, ExportWriter& writer, const Prepared& prepared, JobContext& job);
    Task<Result<void>> copy_places(AppName app, ExportWriter& writer, const Prepared& prepared, JobContext& job);
    Task<Result<void>> start_again(AppName app, std::vector<std::string> services, ComposeModel model, JobContext& job);

    World world_;
    Policies policies_;
    ExportFiles& files_;
    Inspection& inspection_;
    LivePicture& picture_;
    std::map<std::string, std::string> latest_; ///< export by app: a later one takes its place
};

} // namespace furtka
