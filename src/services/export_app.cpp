#include "services/export_app.hpp"

#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"
#include "base/time_text.hpp"
#include "base/version.hpp"
#include "domain/own_tags.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/engine_disk.hpp"
#include "services/engine_rules.hpp"
#include "services/pull_images.hpp"
#include "services/stand_ins.hpp"
#include "services/wait_started.hpp"
#include "services/wait_stopped.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka {
namespace {

using Kind = ExportPart::Kind;
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

Error image_missing(std::string_view image)
{
    return {.kind = ErrorKind::not_found,
        .key = "image_missing",
        .message = fmt::format("the engine has no image {}", image),
        .hint = "start the app once, which downloads it"};
}

/// Which sources of binds are folders.
std::set<std::string> bound_folders(Host& host, const ComposeModel& model)
{
    std::set<std::string> folders;
    for (const auto& service : model.services) {
        for (const auto& mount : service.mounts) {
            if (mount.type == "bind" && host.path_facts(mount.source).directory) folders.insert(mount.source);
        }
    }
    return folders;
}

std::vector<std::string> running_services(const std::vector<Container>& containers)
{
    std::set<std::string> services;
    for (const auto& container : containers) {
        if (container.runs() && !container.one_off) services.insert(container.service);
    }
    return {services.begin(), services.end()};
}

/// Counts what goes into the file for the job's progress.
class CopyMeter {
public:
    CopyMeter(JobContext& job, std::uint64_t total) : job_(job), total_(total) { }

    CopySink into(ExportWriter& writer)
    {
        return [this, &writer](std::string piece) -> Task<Result<void>> {
            done_ += piece.size();
            job_.progress({.bytes_done = done_, .bytes_total = std::max(total_, done_)});
            return writer.write(std::move(piece));
        };
    }

private:
    JobContext& job_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;
};

Task<Result<void>> add_text(ExportWriter& writer, Kind kind, std::string text)
{
    CO_CHECK(co_await writer.begin({.kind = kind}));
    if (!text.empty()) CO_CHECK(co_await writer.write(std::move(text)));
    co_return co_await writer.end();
}

} // namespace

struct ExportApp::Prepared {
    AppFolder folder;
    ComposeModel model;
    ExportPlan plan;
    ExportHead head;
    ExportIndex index;
    std::string env;
    std::uint64_t image_bytes = 0;
    std::uint64_t data_bytes = 0; ///< as far as the engine knows
};

ExportApp::ExportApp(World world, Policies policies, ExportFiles& files, Inspection& inspection, LivePicture& picture)
    : world_(world), policies_(std::move(policies)), files_(files), inspection_(inspection), picture_(picture)
{
}

Task<Result<void>> ExportApp::check(AppName app, ExportRequest request)
{
    if (request.passphrase) CO_CHECK(check_passphrase(*request.passphrase));
    CO_TRY(const auto prepared, co_await prepare(app, std::move(request)));
    co_return co_await check_room(prepared);
}

Task<Result<ExportOutcome>> ExportApp::run(AppName app, ExportRequest request, JobContext& job)
{
    const auto id = std::to_string(job.id());
    CO_CHECK(co_await job.about_to("export"));
    auto outcome = co_await guarded(write(app, std::move(request), job));
    co_await forget_cancellation();
    const auto released = co_await release_moving_names(world_, app);
    if (!released) job.log("names of its images stay: " + released.error().message);
    if (!outcome) {
        const auto removed = co_await files_.remove(id);
        if (!removed) job.log("what was written could not be deleted: " + removed.error().message);
    } else {
        auto& latest = latest_[app.text()];
        if (!latest.empty()) (void)co_await files_.remove(latest);
        latest = id;
    }
    co_await job.taken("export");
    co_await picture_.refresh(app.text());
    co_return outcome;
}

Task<Result<void>> ExportApp::mend(AppName app, JobId job)
{
    CO_CHECK(co_await world_.copies.remove_helpers(app));
    CO_CHECK(co_await release_moving_names(world_, app));
    co_return co_await files_.remove(std::to_string(job));
}

Task<void> ExportApp::keep()
{
    for (;;) {
        co_await files_.sweep(kept);
        const auto slept = co_await sleep_for(std::chrono::hours(1));
        if (!slept) co_return;
    }
}

Task<Result<ExportApp::Prepared>> ExportApp::prepare(AppName app, ExportRequest request)
{
    CO_TRY(auto folder, co_await world_.folders.read(app));
    CO_TRY(auto resolved, co_await world_.compose.resolve(project_of(app, folder)));
    CO_TRY(const auto volumes, co_await world_.volumes.names());
    CO_TRY(const auto own_volumes, co_await world_.volumes.of_app(app));
    CO_TRY(auto plan,
        plan_export(app, folder, resolved.model,
            {.folders = bound_folders(world_.host, resolved.model), .volumes = volumes, .own_volumes = own_volumes}));
    CO_TRY(const auto engine, co_await engine_rules(world_, picture_));
    CO_TRY(const auto env, co_await world_.folders.read_env(app));
    const auto settings = env.value_or(EnvFile());
    const auto& form = folder.manifest.settings;
    CO_TRY(const auto secrets,
        judge_secrets(app.text(),
            {.data = request.data,
                .leave_out_secrets = request.leave_out_secrets,
                .has_passphrase = request.passphrase.has_value()},
            secret_keys(form, settings)));

    Prepared prepared;
    prepared.env = secrets == ExportSecrets::left_out ? without_secrets(form, settings).text() : settings.text();
    prepared.head = {.app = app.text(),
        .version = folder.manifest.version,
        .display_name = folder.manifest.display_name,
        .made_at = time_text(world_.host.now()),
        .furtka = std::string(version()),
        .architecture = engine.architecture,
        .data = request.data,
        .secrets = secrets};
    CO_TRY(prepared.index.images, co_await look_at_images(plan.images, app));
    for (const auto& image : prepared.index.images) {
        prepared.image_bytes += image.size;
        if (!image.stored_as.empty()) prepared.head.format = 2;
    }
    if (request.data) {
        prepared.index.places = plan.places;
        const auto is_external = [](const DataPlace& place) { return place.kind == DataPlace::Kind::external_volume; };
        if (std::ranges::any_of(plan.places, is_external)) prepared.head.format = 2;
    } else {
        for (const auto& place : plan.places) plan.left_out.push_back("the data in the " + place.text());
    }
    prepared.folder = std::move(folder);
    prepared.model = std::move(resolved.model);
    prepared.plan = std::move(plan);
    co_return prepared;
}

Task<Result<std::vector<ExportedImage>>> ExportApp::look_at_images(std::vector<PlannedImage> images, AppName app)
{
    std::vector<ExportedImage> exported;
    std::size_t pinned = 0;
    for (const auto& wanted : images) {
        CO_TRY(const auto image, co_await find_image(world_, wanted.ref, wanted.stand_in));
        if (!image) co_return fail(image_missing(wanted.name));
        CO_TRY(const auto inspected, co_await inspection_.image(image->id));
        ExportedImage told{.name = wanted.name,
            .id = image->id,
            .layers = inspected ? inspected->config.layers : std::vector<std::string>(),
            .digest = {wanted.ref.pinned() ? wanted.ref.digest : registry_digest(*image, wanted.ref)},
            .size = image->size};
        if (wanted.ref.pinned()) told.stored_as = moving_name(app.text(), pinned++).familiar();
        exported.push_back(std::move(told));
    }
    co_return exported;
}

/// An engine counts the bytes of all its volumes, which can take long. Without its word the copy finds out by itself.
Task<std::uint64_t> ExportApp::data_bytes(AppName app, const Prepared& prepared)
{
    std::uint64_t bytes = 0;
    if (prepared.index.places.empty()) co_return bytes;
    const auto sizes = co_await world_.copies.volume_sizes();
    if (!sizes) co_return bytes;
    for (const auto& place : prepared.index.places) {
        const auto size = sizes->find(engine_volume(app, place));
        if (size != sizes->end()) bytes += size->second;
    }
    co_return bytes;
}

Task<Result<void>> ExportApp::check_room(const Prepared& prepared)
{
    const auto free = world_.host.free_bytes(files_.folder());
    const auto needed = prepared.image_bytes + prepared.data_bytes + policies_.disk_reserve;
    if (!free || *free >= needed) co_return Result<void>{};
    co_return fail(disk_low(fmt::format("the export of {} takes up to {} MB, and the disk has {} MB free", prepared.head.app,
                                needed / 1'000'000, *free / 1'000'000),
        "free some space first", needed, *free));
}

Task<Result<ExportOutcome>> ExportApp::write(AppName app, ExportRequest request, JobContext& job)
{
    job.stage("prepare", "Looking what belongs to the app");
    CO_TRY(auto prepared, co_await prepare(app, request));
    prepared.data_bytes = co_await data_bytes(app, prepared);
    CO_CHECK(co_await check_room(prepared));
    const auto id = std::to_string(job.id());
    CO_TRY(const auto writer, co_await files_.create(id, prepared.head, std::move(request.passphrase)));
    CO_CHECK(co_await add_text(*writer, Kind::index, to_json(prepared.index)));
    CO_CHECK(co_await writer->add_folder(prepared.folder.path, prepared.plan.data_folders));
    CO_CHECK(co_await add_text(*writer, Kind::env, prepared.env));
    CO_CHECK(co_await write_images(*writer, prepared, job));
    if (!prepared.index.places.empty()) CO_CHECK(co_await write_data(app, *writer, prepared, job));
    job.stage("finish", "Writing the file to its end");
    CO_TRY(const auto bytes, co_await writer->finish());
    for (const auto& what : prepared.plan.left_out) job.log("not in the file: " + what);
    co_return ExportOutcome{.app = app.text(),
        .id = id,
        .file_name = export_file_name(prepared.head),
        .bytes = bytes,
        .data = prepared.head.data,
        .secrets = prepared.head.secrets,
        .left_out = prepared.plan.left_out,
        .kept_until = time_text(world_.host.now() + kept)};
}

/// An archive knows images by names with a tag only; those made for it go when the export ends.
Task<Result<void>> ExportApp::write_images(ExportWriter& writer, const Prepared& prepared, JobContext& job)
{
    job.stage("copy_images", "Copying the images");
    CopyMeter meter(job, prepared.image_bytes);
    std::vector<ImageRef> names;
    for (const auto& image : prepared.index.images) {
        CO_TRY(auto name, ImageRef::parse(image.in_archive()));
        if (!image.stored_as.empty()) CO_CHECK(co_await world_.images.tag(image.id, name));
        names.push_back(std::move(name));
    }
    CO_CHECK(co_await writer.begin({.kind = Kind::images}));
    CO_CHECK(co_await world_.copies.save_images(std::move(names), meter.into(writer)));
    co_return co_await writer.end();
}

/// The intent stays as it is: whatever ends this, the boot pass starts what its owner wants to run.
Task<Result<void>> ExportApp::write_data(AppName app, ExportWriter& writer, const Prepared& prepared, JobContext& job)
{
    CO_TRY(const auto containers, co_await world_.containers.list(app.text()));
    const auto running = running_services(containers);
    if (running.empty()) co_return co_await copy_places(app, writer, prepared, job);

    job.stage("stop", "Stopping the app while its data is copied");
    CO_CHECK(co_await job.about_to("stop"));
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    auto done = co_await guarded(world_.compose.stop(project_of(app, prepared.folder), log));
    if (done) done = co_await guarded(wait_stopped(world_, app));
    if (done) done = co_await guarded(copy_places(app, writer, prepared, job));
    const auto cancelled = co_await boost::asio::this_coro::cancellation_state;
    const bool was_cancelled = cancelled.cancelled() != boost::asio::cancellation_type::none;
    co_await forget_cancellation();
    const auto started = co_await start_again(app, running, prepared.model, job);
    co_await job.taken("stop");
    CO_CHECK(done);
    CO_CHECK(started);
    if (was_cancelled) co_return fail(detail::cancelled_error());
    co_return Result<void>{};
}

Task<Result<void>> ExportApp::copy_places(AppName app, ExportWriter& writer, const Prepared& prepared, JobContext& job)
{
    job.stage("copy_data", "Copying the data");
    CopyMeter meter(job, prepared.data_bytes);
    for (const auto& place : prepared.index.places) {
        const bool folder = place.kind == DataPlace::Kind::folder;
        CO_CHECK(co_await writer.begin({.kind = Kind::data, .place = place}));
        CopiedPlace copied{.app = app,
            .is_folder = folder,
            .source = folder ? (prepared.folder.path / place.name).string() : engine_volume(app, place),
            .image = prepared.index.images.front().id};
        CO_CHECK(co_await world_.copies.read_place(std::move(copied), meter.into(writer)));
        CO_CHECK(co_await writer.end());
    }
    co_return Result<void>{};
}

/// Those that ran; the others stay as their owner left them.
Task<Result<void>> ExportApp::start_again(
    AppName app, std::vector<std::string> services, ComposeModel model, JobContext& job)
{
    job.stage("start", "Starting the app again");
    OutputSink log = [&job](std::string_view line) { job.log(line); };
    const UpOptions options{.never_pull = true, .services = services};
    CO_CHECK(co_await bring_up(world_, policies_, app, options, log));
    co_return co_await wait_started(
        world_, policies_, app, std::move(model), {.services = std::move(services), .settle = policies_.settle});
}

} // namespace furtka
