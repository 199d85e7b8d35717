#include "daemon/use_cases.hpp"

#include "api/messages.hpp"
#include "api/views.hpp"
#include "base/base64.hpp"
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

} // namespace

UseCases::UseCases(boost::asio::any_io_executor executor, const Outside& outside, Policies policies, api::Options options)
    : world(outside.world), picture(world.folders, world.containers, world.engine, world.compose),
      jobs(outside.jobs, world.host, {}), planner(world, policies, picture), install(world, policies, picture),
      remove(world, picture), update(world, policies, picture), rollback(world, policies, picture),
      run(world, policies, picture), settings(world, policies, picture), logs(world.containers, picture),
      reconciler(world, policies, picture, jobs), recovery(outside.jobs, install, remove, update, rollback, jobs),
      diagnose(world, policies, picture, jobs), browse(world.host, outside.machine), stats(executor, outside.stats, picture),
      checks(world, outside.inspection, outside.checks, picture, policies.check_interval),
      update_planner(world, policies, outside.inspection, picture), registries(world, outside.credentials, picture),
      notifier(executor, picture, diagnose, world.host, outside.notify_targets, outside.notify_sender, outside.outbox,
          {.disk_is_here = policies.engine_is_local}),
      update_all(executor, picture, jobs, update), rules(outside.update_policies, outside.time_zones, world.host, picture),
      events(executor, hex_encode(world.host.random_bytes(4)), [this] { return api::hello_json(picture.revision()); }, {}),
      feed(executor, texts_of(picture, options.open_host),
          [this](std::string_view name, std::string_view data) { events.publish(name, data); }),
      listeners({&feed, &notifier}), picture_loaded(executor), jobs_loaded(executor),
      api({.executor = executor,
              .picture = picture,
              .jobs = jobs,
              .sources = world.sources,
              .planner = planner,
              .install = install,
              .remove = remove,
              .update = update,
              .checks = checks,
              .update_planner = update_planner,
              .registries = registries,
              .rollback = rollback,
              .history = world.history,
              .run = run,
              .settings = settings,
              .logs = logs,
              .reconciler = reconciler,
              .diagnose = diagnose,
              .machine = outside.machine,
              .browse = browse,
              .stats = stats,
              .notifier = notifier,
              .update_all = update_all,
              .rules = rules,
              .events = events,
              .picture_loaded = picture_loaded,
              .jobs_loaded = jobs_loaded,
              .requests = requests,
              .resident_bytes = resident_bytes},
          options)
{
    picture.listen(&listeners);
    jobs.listen(&listeners);
    jobs.on_claim([this, executor](std::string_view app, std::optional<JobId> job) {
        picture.set_job(app, job);
        const auto* view = picture.find(app);
        const bool may_be_another = !job && view != nullptr && view->update;
        if (may_be_another) boost::asio::co_spawn(executor, checks.look_again(view->name), boost::asio::detached);
    });
}

} // namespace furtka::daemon
