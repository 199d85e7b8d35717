#include "daemon/use_cases.hpp"

#include "api/messages.hpp"
#include "api/views.hpp"
#include "base/base64.hpp"
#include "base/log.hpp"
#include "base/time_text.hpp"
#include "daemon/memory.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace furtka::daemon {
namespace {

api::ChangeTexts texts_of(const LivePicture& picture, const std::string& open_host)
{
    return {.app = [&picture, open_host](std::string_view app) -> std::optional<std::string> {
                const auto* view = picture.find(app);
                if (view == nullptr) return std::nullopt;
                return api::app_json(api::app_parts(*view, open_host));
            },
        .engine = [&picture] { return api::engine_json(api::engine_parts(picture.engine())); }};
}

UpdateSources update_sources(UseCases& use, const boost::asio::any_io_executor& executor)
{
    return {.begin_round = [&use] { use.checks.hold_again(); },
        .offers = [&use](std::string_view app) { return use.offers.of(app); },
        .serious = [&use](AppName app) { return serious_findings(use.update_planner, std::move(app)); },
        .begin = [&use, executor](
                     AppName app) { return begin_update(use.jobs, use.update, app, UpdateBy::policy, executor); }};
}

} // namespace

UseCases::UseCases(boost::asio::any_io_executor executor, const Outside& outside, Policies policies, LoginSettings logins,
    TlsSettings tls, api::Options options, std::chrono::seconds catalog_interval)
    : world(outside.world), picture(world.folders, world.containers, world.engine, world.compose),
      jobs(outside.jobs, world.host, {}), planner(world, policies, picture), install(world, policies, picture),
      exports(world, policies, outside.exports, outside.inspection, picture), imports(outside.exports, outside.inspection),
      remove(world, picture), update(world, policies, picture), rollback(world, policies, picture),
      revise(world, policies, picture), edit(world, policies, picture, outside.app_texts), run(world, policies, picture),
      settings(world, policies, picture), logs(world.containers, picture), uptimes(outside.inspection),
      reconciler(world, policies, picture, jobs), find_move_ins(world, policies, picture, outside.move_ins),
      move_in(world, policies, picture, outside.move_ins),
      recovery(outside.jobs, install, remove, update, rollback, move_in, exports, jobs),
      diagnose(world, policies, picture, jobs), permissions(world, policies), browse(world.host, outside.machine),
      stats(executor, outside.stats, picture), terminals(outside.exec, outside.inspection, world.containers, picture, {}),
      checks(world, outside.inspection, outside.checks, picture, policies.check_interval),
      update_planner(world, policies, outside.inspection, picture), registries(world, outside.credentials, picture),
      notifier(executor, picture, diagnose, world.host, outside.notify_targets, outside.notify_sender, outside.outbox,
          {.disk_is_here = policies.engine_is_local}),
      update_all(executor, picture, jobs, update), rules(outside.update_policies, outside.time_zones, world.host, picture),
      offers(picture, world.history),
      auto_updates(executor, picture, jobs, rules, notifier, world.host, update_sources(*this, executor)),
      catalogs(executor, outside.catalogs, world.sources, jobs, world.host, catalog_interval),
      own_apps(world, policies, picture, outside.own_shelf, outside.web_texts),
      access_ports(outside.access, outside.owner_mark, outside.hasher, outside.digests, world.host),
      access(executor, access_ports, logins), login(access_ports, access, tries), setup(access_ports, access, tries),
      account(access_ports, access, login), manage_access(access_ports, access), who_calls(access, outside.socket_users),
      audit(executor, outside.audit), certificates({.certificates = outside.certificates,
                                                       .files = outside.certificate_files,
                                                       .names = outside.machine_names,
                                                       .host = world.host},
                                          std::move(tls)),
      events(executor, hex_encode(world.host.random_bytes(4)), [this] { return api::hello_json(picture.revision()); }, {}),
      feed(executor, texts_of(picture, options.open_host),
          [this](std::string_view name, std::string_view data, std::string_view app) { events.publish(name, data, app); }),
      listeners({&feed, &notifier}), picture_loaded(executor), jobs_loaded(executor), choices_loaded(executor),
      access_loaded(executor), api({.executor = executor,
                                       .picture = picture,
                                       .jobs = jobs,
                                       .sources = world.sources,
                                       .catalogs = catalogs,
                                       .own_apps = own_apps,
                                       .planner = planner,
                                       .install = install,
                                       .exports = exports,
                                       .export_files = outside.exports,
                                       .imports = imports,
                                       .remove = remove,
                                       .update = update,
                                       .checks = checks,
                                       .update_planner = update_planner,
                                       .registries = registries,
                                       .rollback = rollback,
                                       .revise = revise,
                                       .edit = edit,
                                       .history = world.history,
                                       .run = run,
                                       .settings = settings,
                                       .logs = logs,
                                       .uptimes = uptimes,
                                       .reconciler = reconciler,
                                       .find_move_ins = find_move_ins,
                                       .move_in = move_in,
                                       .diagnose = diagnose,
                                       .machine = outside.machine,
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
                                       .access = {.book = access,
                                           .who = who_calls,
                                           .setup = setup,
                                           .login = login,
                                           .account = account,
                                           .manage = manage_access,
                                           .audit = audit,
                                           .loaded = access_loaded},
                                       .certificates = certificates,
                                       .requests = requests,
                                       .resident_bytes = resident_bytes},
                                   options)
{
    picture.listen(&listeners);
    jobs.listen(&listeners);
    connect(executor);
}

void UseCases::connect(const boost::asio::any_io_executor& executor)
{
    jobs.on_claim([this, executor](std::string_view app, std::optional<JobId> job) {
        picture.set_job(app, job);
        if (!job) boost::asio::co_spawn(executor, after_job(std::string(app)), boost::asio::detached);
    });
    install.on_learned([this, executor](std::vector<SameContent> learned) {
        boost::asio::co_spawn(executor, checks.learn(std::move(learned)), boost::asio::detached);
    });
    checks.hold_by([this](std::string_view app, const ServiceCheck& check) { return hold_of(app, check); });
    checks.on_checked([this] {
        trim_memory();
        auto_updates.wake();
    });
    catalogs.on_synced([] { trim_memory(); });
    rules.on_change([this] {
        checks.hold_again();
        auto_updates.wake();
    });
    update_planner.downtime_by([this](AppName app) { return expected_downtime(world.history, std::move(app)); });
}

/// An update may have been done, or an image taken back.
Task<void> UseCases::after_job(std::string app)
{
    co_await offers.load();
    co_await checks.look_again(app);
    auto_updates.wake();
}

std::optional<Why> UseCases::hold_of(std::string_view app, const ServiceCheck& check) const
{
    const auto held = rules.held_back(app, {.offers = {offers.of(app, check)}});
    if (!held) return std::nullopt;
    return Why{held->key, held->why};
}

Task<void> UseCases::load_choices()
{
    co_await rules.load();
    co_await notifier.load();
    choices_loaded.open();
}

Task<void> UseCases::load_access()
{
    const auto loaded = co_await access.load();
    access_loaded.open();
    if (!loaded) {
        log::error("logins cannot be read", {{"key", loaded.error().key}, {"reason", loaded.error().message}});
        co_return;
    }
    const auto code = co_await setup.issue();
    if (!code) co_return; // there is an owner
    log::warning("this server has no owner",
        {{"login", access.is_open() ? "not needed on this machine" : "needed"}, {"setup_code", code->code},
            {"valid_until", time_text(code->expires_at)}, {"next", "furtka setup"}});
}

Task<void> UseCases::know_updates()
{
    co_await offers.load();
    co_await checks.load();
    co_await checks.run();
}

} // namespace furtka::daemon
