// unit/api/served_world.hpp — the API over real services and fakes of everything outside: requests in, answers out, no
// sockets.
#pragma once

#include "api/api.hpp"
#include "api/change_feed.hpp"
#include "api/messages.hpp"
#include "api/views.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"
#include "services/app_permissions.hpp"
#include "services/catalogs.hpp"
#include "services/edit_app.hpp"
#include "services/export_app.hpp"
#include "services/imports.hpp"
#include "services/move_in.hpp"
#include "services/notifier.hpp"
#include "services/own_apps.hpp"
#include "services/revise_app.hpp"
#include "services/update_all.hpp"
#include "services/update_rules.hpp"
#include "support/fake_access.hpp"
#include "support/fake_app_revisions.hpp"
#include "support/fake_app_texts.hpp"
#include "support/fake_catalogs.hpp"
#include "support/fake_certificates.hpp"
#include "support/fake_check_store.hpp"
#include "support/fake_compose.hpp"
#include "support/fake_copies.hpp"
#include "support/fake_credentials.hpp"
#include "support/fake_engine.hpp"
#include "support/fake_exec.hpp"
#include "support/fake_exports.hpp"
#include "support/fake_folders.hpp"
#include "support/fake_foreign.hpp"
#include "support/fake_host.hpp"
#include "support/fake_inspection.hpp"
#include "support/fake_job_store.hpp"
#include "support/fake_machine.hpp"
#include "support/fake_notify.hpp"
#include "support/fake_own_apps.hpp"
#include "support/fake_points.hpp"
#include "support/fake_registry.hpp"
#include "support/fake_update_policies.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace furtka::api {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

class ServedWorld : public testing::Test {
protected:
    ServedWorld()
    {
        log::set_level(log::Level::error);
        picture.listen(&feed);
        access_loaded.open();
        jobs.listen(&feed);
        jobs.on_claim([this](std::string_view app, std::optional<JobId> job) { picture.set_job(app, job); });
        compose.on_up = [this](const ComposeProject& project) { bring_up(project.app.text()); };
        compose.on_stop = [this](const ComposeProject& project) { end_all(project.app.text()); };
        compose.on_down = [this](const ComposeProject& project) { engine.takes_away(project.app.text()); };
    }

    // What follows the fakes must end before they do.
    ~ServedWorld() override
    {
        follow.emit(boost::asio::cancellation_type::terminal);
        events.close();
        io.restart();
        io.run_for(std::chrono::seconds(1));
    }

    /// An app with one service `web` of `<name>:1`, in the catalog.
    AppFolder offer(const std::string& name)
    {
        auto folder = test::sample_app(name);
        sources.offers(folder);
        compose.has(name, {test::service("web", name + ":1")});
        engine.registry_has(name + ":1", test::image_id("a"));
        return folder;
    }
    /// The same, installed and running.
    void install(const std::string& name) { install(offer(name)); }
    void install(const AppFolder& folder)
    {
        folders.has(folder);
        engine.runs(folder.manifest.name, "web", folder.manifest.name + ":1");
    }
    /// The picture of what is there; requests are answered from here on.
    void look()
    {
        run(io, jobs.load(io.get_executor()));
        jobs_loaded.open();
        choices_loaded.open();
        run(io, picture.load());
        picture_loaded.open();
        boost::asio::co_spawn(
            io, picture.run(), boost::asio::bind_cancellation_slot(follow.slot(), [](std::exception_ptr) { }));
        settle();
    }
    void settle(std::chrono::milliseconds time = std::chrono::milliseconds(20)) { run(io, sleep_for(time)); }

    http::Response ask(std::string method, std::string_view target, std::string body = "", HeaderList headers = {})
    {
        http::Request request{
            .method = std::move(method), .path = std::string(target.substr(0, target.find('?'))), .body = std::move(body)};
        auto query = target.substr(std::min(target.size(), request.path.size() + 1));
        while (!query.empty()) {
            const auto pair = query.substr(0, query.find('&'));
            query.remove_prefix(std::min(query.size(), pair.size() + 1));
            const auto equals = std::min(pair.find('='), pair.size());
            request.query.emplace_back(pair.substr(0, equals), pair.substr(std::min(pair.size(), equals + 1)));
        }
        request.headers.add("Host", "localhost:7000");
        if (!request.body.empty()) request.headers.add("Content-Type", "application/json");
        for (auto& [name, value] : headers) request.headers.add(std::move(name), std::move(value));
        return run(io, api.answer(std::move(request)));
    }
    /// `200 {…}`
    std::string told(std::string method, std::string_view target, std::string body = "", HeaderList headers = {})
    {
        return text(ask(std::move(method), target, std::move(body), std::move(headers)));
    }
    static std::string body_of(const http::Response& response)
    {
        if (const auto* own = std::get_if<std::string>(&response.body)) return *own;
        if (const auto* shared = std::get_if<http::SharedText>(&response.body)) return **shared;
        if (const auto* fixed = std::get_if<std::string_view>(&response.body)) return std::string(*fixed);
        return "(stream)";
    }
    static std::string text(const http::Response& response)
    {
        return fmt::format("{} {}", response.status, body_of(response));
    }
    /// `409 app_busy: blog is busy with job 1`
    static std::string refusal(const http::Response& response)
    {
        const auto problem = boost::json::parse(body_of(response));
        const auto member = [&](const char* name) {
            const auto* found = problem.as_object().if_contains(name);
            return found == nullptr ? std::string("?") : std::string(found->as_string());
        };
        EXPECT_EQ(response.headers.find("Content-Type"), "application/problem+json");
        return fmt::format("{} {}: {}", response.status, member("key"), member("detail"));
    }

    boost::asio::io_context io{1};
    test::FakeEngine engine;
    test::FakeCopies copies{engine};
    test::FakeExportFiles export_files;
    test::FakeCompose compose;
    test::FakeAppSources sources;
    test::FakeAppRevisions revisions;
    test::FakeInstalledApps folders{sources};
    test::FakeDrafts drafts;
    test::FakeHost host;
    test::FakeJobStore store;
    test::FakeRegistry registry;
    test::FakeInspection inspection{engine};
    test::FakeCheckStore check_store;
    test::FakeCredentials credentials;
    test::FakeProbe probe;
    test::FakeHistory history;
    test::FakeRecoveryPoints points{sources, folders};
    AppNetworks networks{engine, compose, folders, host, *Subnet::parse("10.201.0.0/16")};
    World world{folders, sources, revisions, drafts, engine, engine, engine, engine, copies, compose, registry, host,
        networks, probe, points, history};
    Policies policies{.start_limit = std::chrono::milliseconds(300),
        .gate = {.settle = std::chrono::milliseconds(0)},
        .settle = std::chrono::milliseconds(10)};

    LivePicture picture{folders, engine, engine, compose};
    Jobs jobs{store, host, {}};
    InstallPlanner planner{world, policies, picture};
    InstallApp installer{world, policies, picture};
    ExportApp exports{world, policies, export_files, inspection, picture};
    Imports imports{export_files, inspection};
    RemoveApp remover{world, picture};
    UpdateApp updater{world, policies, picture};
    RollbackApp rollback{world, policies, picture};
    ReviseApp revise{world, policies, picture};
    test::FakeAppTexts app_texts{sources, folders};
    EditApp edit{world, policies, picture, app_texts};
    RunApp runner{world, policies, picture};
    AppSettings settings{world, policies, picture};
    AppLogs logs{engine, picture};
    Uptimes uptimes{inspection};
    Reconciler reconciler{world, policies, picture, jobs};
    test::FakeForeignContainers foreign{engine};
    test::FakeForeignFolders foreign_folders;
    FindMoveIns find_move_ins{world, policies, picture, {foreign, foreign_folders}};
    MoveIn move_in{world, policies, picture, {foreign, foreign_folders}};
    Diagnose diagnose{world, policies, picture, jobs};
    test::FakeMachine machine;
    test::FakeStats container_stats{io.get_executor()};
    AppPermissions permissions{world, policies};
    BrowseFolders browse{host, machine};
    test::FakeExec exec{io.get_executor(), engine};
    Terminals terminals{exec, inspection, engine, picture,
        {.open = 3, .open_of_app = 2, .start = std::chrono::milliseconds(500), .grace = std::chrono::milliseconds(50)}};
    LiveStats stats{io.get_executor(), container_stats, picture, std::chrono::milliseconds(5)};
    UpdateChecks checks{world, inspection, check_store, picture, std::chrono::hours(6)};
    UpdatePlanner update_planner{world, policies, inspection, picture};
    RegistryAccounts registries{world, credentials, picture};
    test::FakeNotifyTargets notify_file;
    test::FakeNotifySender notify_sender;
    test::FakeOutbox outbox;
    Notifier notifier{io.get_executor(), picture, diagnose, host, notify_file, notify_sender, outbox};
    UpdateAll update_all{io.get_executor(), picture, jobs, updater};
    test::FakeUpdatePolicies update_policies;
    test::FakeTimeZones zones;
    UpdateRules rules{update_policies, zones, host, picture};
    test::FakeCatalogList catalog_list;
    test::FakeCatalogTrees catalog_trees;
    test::FakeDownloads downloads;
    test::FakeFileProofs proofs;
    test::FakeGitRemote git;
    Catalogs catalogs{io.get_executor(), {catalog_list, catalog_trees, downloads, proofs, git}, sources, jobs, host,
        std::chrono::hours(24)};
    test::FakeOwnShelf own_shelf{sources};
    test::FakeWebTexts web_texts;
    OwnApps own_apps{world, policies, picture, own_shelf, web_texts};
    EventStream events{io.get_executor(), "b1", [this] { return hello_json(picture.revision()); }, {}};
    ChangeFeed feed{io.get_executor(),
        {.app = [this](std::string_view app) -> std::optional<std::string> {
             const auto* view = picture.find(app);
             if (view == nullptr) return std::nullopt;
             return app_json(app_parts(*view, ""));
         },
            .engine = [this] { return engine_json(engine_parts(picture.engine())); }},
        [this](std::string_view name, std::string_view data, std::string_view app) { events.publish(name, data, app); }};
    LoadGate picture_loaded{io.get_executor()};
    LoadGate jobs_loaded{io.get_executor()};
    LoadGate choices_loaded{io.get_executor()};
    test::FakeAccessStore access_store;
    test::FakeOwnerMark owner_mark;
    test::FakeHasher hasher;
    test::FakeDigests digests;
    test::FakeAuditStore audit_store;
    test::FakeSocketUsers socket_users;
    AccessPorts access_ports{access_store, owner_mark, hasher, digests, host};
    AccessBook book{io.get_executor(), access_ports, {}};
    Tries tries;
    LogIn login{access_ports, book, tries};
    SetUpOwner setup{access_ports, book, tries};
    Account account{access_ports, book, login};
    ManageAccess manage_access{access_ports, book};
    WhoCalls who_calls{book, socket_users};
    AuditLog audit{io.get_executor(), audit_store};
    LoadGate access_loaded{io.get_executor()};
    test::FakeCertificates certificate_maker;
    test::FakeCertificateFiles certificate_files;
    test::FakeMachineNames machine_names{io.get_executor()};
    KeepCertificates certificates{
        {certificate_maker, certificate_files, machine_names, host}, {.source = TlsSource::own, .further_names = {}}};
    RequestCounts requests;
    Api api{{.executor = io.get_executor(),
                .picture = picture,
                .jobs = jobs,
                .sources = sources,
                .catalogs = catalogs,
                .own_apps = own_apps,
                .planner = planner,
                .install = installer,
                .exports = exports,
                .export_files = export_files,
                .imports = imports,
                .remove = remover,
                .update = updater,
                .checks = checks,
                .update_planner = update_planner,
                .registries = registries,
                .rollback = rollback,
                .revise = revise,
                .edit = edit,
                .history = history,
                .run = runner,
                .settings = settings,
                .logs = logs,
                .uptimes = uptimes,
                .reconciler = reconciler,
                .find_move_ins = find_move_ins,
                .move_in = move_in,
                .diagnose = diagnose,
                .machine = machine,
                .permissions = permissions,
                .browse = browse,
                .stats = stats,
                .terminals = terminals,
                .notifier = notifier,
                .update_all = update_all,
                .rules = rules,
                .events = events,
                .picture_loaded = picture_loaded,
                .jobs_loaded = jobs_loaded,
                .choices_loaded = choices_loaded,
                .access = {.book = book,
                    .who = who_calls,
                    .setup = setup,
                    .login = login,
                    .account = account,
                    .manage = manage_access,
                    .audit = audit,
                    .loaded = access_loaded},
                .certificates = certificates,
                .requests = requests,
                .resident_bytes = [] { return std::uint64_t{4096}; }},
        {.allowed_hosts = {"home.lan"}}};
    boost::asio::cancellation_signal follow;

private:
    void bring_up(const std::string& app) { engine.runs(app, "web", app + ":1"); }
    void end_all(const std::string& app)
    {
        std::vector<ContainerId> ids;
        for (const auto& container : engine.containers) {
            if (container.project == app && container.runs()) ids.push_back(container.id);
        }
        for (const auto& id : ids) engine.ends(id, 143);
    }
};

/// The client of a streamed answer: keeps what it was sent, and leaves when told to.
class StreamClient : public http::BodyWriter {
public:
    explicit StreamClient(boost::asio::io_context& io) : left_(io.get_executor()) { }
    Task<Result<void>> write(std::string_view piece) override
    {
        if (gone_) co_return fail({.kind = ErrorKind::cancelled, .key = "client_gone"});
        text += piece;
        co_return Result<void>{};
    }
    Task<void> closed() override
    {
        while (!gone_) co_await left_.wait();
    }
    void leave()
    {
        gone_ = true;
        left_.notify();
    }
    void cut() override { leave(); }
    std::string text;

private:
    bool gone_ = false;
    Notice left_;
};

} // namespace furtka::api
