#include "services/catalogs.hpp"

#include "async/timeout.hpp"
#include "base/log.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto first_sync_after = 2min; ///< a server that boots has better things to do
constexpr std::chrono::milliseconds longest_rest = 10min; ///< a clock that is set costs no more than this

std::vector<std::string> names_of(const std::vector<CatalogView>& views)
{
    std::vector<std::string> names;
    names.reserve(views.size());
    for (const auto& view : views) names.push_back(view.source.name);
    return names;
}

} // namespace

Error unknown_catalog(std::string_view name)
{
    return {.kind = ErrorKind::not_found,
        .key = "catalog_unknown",
        .message = fmt::format("there is no catalog {}", shown(name)),
        .hint = "furtka catalog list shows them"};
}

std::string catalog_claim(std::string_view catalog) { return fmt::format("catalog {}", catalog); }

Catalogs::Catalogs(boost::asio::any_io_executor executor, CatalogPorts ports, AppSources& sources, Jobs& jobs, Host& host,
    std::chrono::seconds interval)
    : executor_(std::move(executor)), ports_(ports), sources_(sources), jobs_(jobs), host_(host), interval_(interval)
{
}

Task<void> Catalogs::load()
{
    auto sources = co_await ports_.list.read();
    if (!sources) {
        log::error("catalogs cannot be read", {{"reason", sources.error().message}});
        unreadable_ = sources.error();
        co_return;
    }
    auto statuses = co_await ports_.list.read_statuses();
    for (auto& source : *sources) {
        CatalogView view{.source = std::move(source)};
        view.state = co_await ports_.trees.state(view.source.name);
        view.status = statuses[view.source.name];
        plan_next(view);
        views_.push_back(std::move(view));
    }
    sources_.look_through(names_of(views_));
}

Task<void> Catalogs::run()
{
    if (interval_ == 0s) co_return;
    for (auto rest = std::chrono::milliseconds(first_sync_after);;) {
        const auto slept = co_await sleep_for(rest);
        if (!slept) co_return;
        const auto now = host_.now();
        rest = longest_rest;
        for (auto& view : views_) {
            if (!view.next_at) continue;
            if (*view.next_at <= now) {
                // One that is busy, or too many jobs: its time comes again with the next round.
                if (begin_sync(view.source.name)) view.next_at = now + interval_;
            } else {
                rest = std::min(rest, *view.next_at - now);
            }
        }
        rest = std::max(rest, std::chrono::milliseconds(1s));
    }
}

Task<Result<void>> Catalogs::add(CatalogSource source, std::optional<std::size_t> position)
{
    CO_CHECK(check_catalog(source));
    if (find_view(source.name) != nullptr) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "catalog_exists",
            .message = fmt::format("there is a catalog {} already", source.name),
            .hint = "choose another name, or change that one"});
    }
    if (views_.size() >= most_catalogs) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "too_many_catalogs",
            .message = fmt::format("there are {} catalogs already", most_catalogs),
            .hint = "remove one first"});
    }
    auto views = views_;
    const auto at = std::min(position.value_or(views.size()), views.size());
    CatalogView view{.source = std::move(source)};
    plan_next(view);
    views.insert(views.begin() + static_cast<std::ptrdiff_t>(at), std::move(view));
    co_return co_await keep(std::move(views));
}

Task<Result<void>> Catalogs::change(CatalogSource source)
{
    if (find_view(source.name) == nullptr) co_return fail(unknown_catalog(source.name));
    CO_CHECK(jobs_.check_free(catalog_claim(source.name)));
    CO_CHECK(check_catalog(source));
    auto views = views_;
    std::ranges::find(views, source.name, [](const CatalogView& view) { return view.source.name; })->source = source;
    co_return co_await keep(std::move(views));
}

Task<Result<void>> Catalogs::remove(std::string name)
{
    if (find_view(name) == nullptr) co_return fail(unknown_catalog(name));
    CO_CHECK(jobs_.check_free(catalog_claim(name)));
    auto views = views_;
    std::erase_if(views, [&](const CatalogView& view) { return view.source.name == name; });
    CO_CHECK(co_await keep(std::move(views)));
    log::info("catalog removed", {{"catalog", name}});
    co_return co_await ports_.trees.remove(name);
}

Task<Result<void>> Catalogs::reorder(std::vector<std::string> names)
{
    std::vector<CatalogView> views;
    for (const auto& name : names) {
        const auto* view = find_view(name);
        if (view == nullptr) co_return fail(unknown_catalog(name));
        views.push_back(*view);
    }
    std::ranges::sort(names);
    if (names.size() != views_.size() || std::ranges::adjacent_find(names) != names.end()) {
        co_return fail({.kind = ErrorKind::invalid,
            .key = "catalog_order",
            .message = "an order names every catalog once",
            .hint = "the bundled one is always the last, and is not named"});
    }
    co_return co_await keep(std::move(views));
}

/// On disk first; nothing is said to be so that would not be so after a restart.
Task<Result<void>> Catalogs::keep(std::vector<CatalogView> views)
{
    if (unreadable_) co_return fail(*unreadable_);
    std::vector<CatalogSource> sources;
    for (const auto& view : views) sources.push_back(view.source);
    CO_CHECK(co_await ports_.list.write(std::move(sources)));
    views_ = std::move(views);
    sources_.look_through(names_of(views_));
    co_return Result<void>{};
}

Result<JobId> Catalogs::begin_sync(const std::string& name)
{
    if (find_view(name) == nullptr) return fail(unknown_catalog(name));
    JobBody body = [this, name](JobContext& job) { return sync(name, job); };
    return jobs_.start(JobKind::sync_catalog, catalog_claim(name), {}, std::move(body), executor_);
}

Task<Result<std::string>> Catalogs::sync(std::string name, JobContext& job)
{
    const auto* view = find_view(name);
    if (view == nullptr) co_return fail(unknown_catalog(name)); // removed while it waited for its turn
    const auto source = view->source;
    SyncCatalog sync(ports_, host_);
    const auto outcome = co_await sync.run(source, job);
    if (on_synced_) on_synced_();
    if (!outcome && outcome.error().kind == ErrorKind::cancelled) co_return fail(outcome.error());
    if (auto* after = find_view(name); after != nullptr && outcome) after->state = outcome->state;
    co_await note_end(name, outcome ? std::nullopt : std::optional(outcome.error()));
    if (!outcome) co_return fail(outcome.error());
    job.log(outcome->changed ? fmt::format("{} apps of revision {}", outcome->state.apps, outcome->state.revision)
                             : std::string("nothing has changed"));
    co_return to_json(*outcome);
}

Task<void> Catalogs::note_end(std::string name, std::optional<Error> failed)
{
    auto* view = find_view(name);
    if (view == nullptr) co_return;
    view->status = {.tried_at = host_.now(), .failed = std::move(failed)};
    plan_next(*view);
    std::map<std::string, CatalogStatus> statuses;
    for (const auto& each : views_) statuses.emplace(each.source.name, each.status);
    const auto written = co_await ports_.list.write_statuses(std::move(statuses));
    if (!written) log::warning("state of catalogs not written", {{"reason", written.error().message}});
}

void Catalogs::plan_next(CatalogView& view)
{
    view.next_at.reset();
    if (interval_ == 0s) return;
    const auto dice = host_.random_bytes(2);
    const auto chance =
        static_cast<unsigned>(static_cast<unsigned char>(dice[0])) * 256U + static_cast<unsigned char>(dice[1]);
    const auto now = host_.now();
    // A clock that was set back must not put the next sync off for months.
    view.next_at = std::min(view.status.tried_at, now) + catalog_wait(interval_, chance);
}

const CatalogView* Catalogs::find(std::string_view name) const
{
    const auto found = std::ranges::find(views_, name, [](const CatalogView& view) { return view.source.name; });
    return found == views_.end() ? nullptr : &*found;
}

CatalogView* Catalogs::find_view(std::string_view name)
{
    const auto found = std::ranges::find(views_, name, [](const CatalogView& view) { return view.source.name; });
    return found == views_.end() ? nullptr : &*found;
}

} // namespace furtka
