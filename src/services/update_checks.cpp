#include "services/update_checks.hpp"

#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"
#include "domain/replicas.hpp"
#include "domain/version_line.hpp"
#include "services/app_revision.hpp"
#include "services/engine_rules.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto first_after = 5min; ///< a server that boots has better things to do
constexpr auto retry_after = 10min; ///< when the engine did not answer
constexpr auto tags_live = 12h; ///< lists of tags are asked for no more often
constexpr std::size_t most_pairs = 1000;

const ServiceCheck* find_service(const AppView& app, const std::string& service, const std::string& image)
{
    if (!app.update) return nullptr;
    const auto found = std::ranges::find(app.update->services, service, &ServiceCheck::service);
    return found == app.update->services.end() || found->image != image ? nullptr : &*found;
}

} // namespace

/// What is to be asked, and of which apps.
struct UpdateChecks::Images {
    std::vector<std::string> apps;
    std::vector<AskedImage> asked; ///< those that were asked longest ago first
};

UpdateChecks::UpdateChecks(
    World world, Inspection& inspection, CheckStore& store, LivePicture& picture, std::chrono::seconds interval)
    : world_(world), inspection_(inspection), store_(store), picture_(picture), interval_(interval)
{
}

UpdateChecks::~UpdateChecks() = default;

Task<void> UpdateChecks::load()
{
    auto known = co_await store_.load();
    if (!known) {
        log::warning("earlier update checks cannot be read", {{"reason", known.error().message}});
        co_return;
    }
    for (auto& [app, check] : known->apps) {
        if (check.checked_at > last_round_.value_or(WallTime{})) last_round_ = check.checked_at;
        if (picture_.find(app) == nullptr) {
            [[maybe_unused]] const auto forgotten = co_await store_.forget(app);
            continue;
        }
        hold(app, check.services);
        check = summed_up(std::move(check.services), std::move(check.newer_version));
        picture_.set_update(app, std::make_shared<const AppCheck>(std::move(check)));
    }
    same_.insert(known->same.begin(), known->same.end());
}

Task<void> UpdateChecks::run()
{
    if (interval_ == 0s) co_return;
    for (;;) {
        const auto wait = until_next();
        next_ = world_.host.now() + wait;
        const auto slept = co_await sleep_for(wait);
        if (!slept) co_return;
        const auto checked = co_await check(std::nullopt);
        if (checked) continue;
        if (checked.error().kind == ErrorKind::cancelled) co_return;
        log::warning("update check failed", {{"key", checked.error().key}, {"reason", checked.error().message}});
        last_round_ = world_.host.now() - interval_ + retry_after;
    }
}

std::chrono::milliseconds UpdateChecks::until_next()
{
    const auto dice = world_.host.random_bytes(2);
    const auto chance = static_cast<unsigned char>(dice[0]) * 256 + static_cast<unsigned char>(dice[1]);
    const auto jitter = std::chrono::milliseconds(interval_) / 10 * chance / 65536;
    const auto now = world_.host.now();
    const auto due = last_round_.value_or(WallTime{}) + interval_;
    // A clock that was set back must not put the next check off for months.
    const auto wait = std::min(std::chrono::milliseconds(due - now), std::chrono::milliseconds(interval_));
    const auto least = std::min(std::chrono::milliseconds(first_after), std::chrono::milliseconds(interval_));
    return std::max(wait, least) + jitter;
}

Task<Result<void>> UpdateChecks::check(std::optional<std::string> app)
{
    const auto executor = co_await boost::asio::this_coro::executor;
    if (!ended_) ended_ = std::make_unique<Notice>(executor);
    while (checking_) co_await ended_->wait();
    checking_ = true;
    const bool whole = !app;
    auto checked = co_await guarded(check_now(std::move(app)));
    checking_ = false;
    if (checked && whole) last_round_ = world_.host.now();
    ended_->notify();
    if (checked && on_checked_) on_checked_();
    co_return checked;
}

Task<Result<void>> UpdateChecks::check_now(std::optional<std::string> app)
{
    const auto begun = std::chrono::steady_clock::now();
    if (app && picture_.find(*app) == nullptr) {
        co_return fail(app_not_installed(*app));
    }
    CO_TRY(const auto engine, co_await engine_rules(world_, picture_));
    const auto now = world_.host.now();
    const bool with_tags = app || now - tags_at_ >= tags_live;
    auto images = images_of(app, with_tags);
    const auto asked = images.asked.size();
    CO_TRY(auto answers, co_await check_images(world_, inspection_, engine, std::move(images.asked), same_));
    if (with_tags && !app) tags_at_ = now;

    std::map<std::string, AppCheck> checks;
    for (const auto& name : images.apps) {
        auto judged = co_await judge_app(name, answers, now);
        checks.emplace(name, std::move(judged));
    }
    const auto available =
        std::ranges::count_if(checks, [](const auto& check) { return check.second.state == UpdateState::available; });
    co_await place(std::move(checks), std::move(answers.learned));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    log::info("updates checked",
        {{"apps", images.apps.size()}, {"images", asked}, {"available", available}, {"took_ms", took.count()}});
    co_return Result<void>{};
}

UpdateChecks::Images UpdateChecks::images_of(const std::optional<std::string>& app, bool with_tags) const
{
    Images images;
    std::map<std::string, AskedImage> distinct;
    for (const auto& [name, view] : picture_.apps()) {
        if (app && name != *app) continue;
        if (!view.resolved) continue; // its state says why
        images.apps.push_back(name);
        for (const auto& service : view.resolved->model.services) {
            if (!service.image || service.builds) continue;
            auto ref = ImageRef::parse(*service.image);
            if (!ref) continue;
            const auto* before = find_service(view, service.name, *service.image);
            const bool wants_tags = with_tags && !ref->pinned() && is_pinned_version(ref->tag);
            const auto key = ref->familiar();
            distinct.try_emplace(key,
                AskedImage{.ref = *std::move(ref),
                    .before = before == nullptr ? ServiceCheck{} : *before,
                    .wants_tags = wants_tags});
        }
    }
    for (auto& [key, image] : distinct) images.asked.push_back(std::move(image));
    const auto age = [](const AskedImage& image) { return std::pair(image.before.checked_at, image.ref.familiar()); };
    std::ranges::sort(images.asked, {}, age);
    return images;
}

Task<AppCheck> UpdateChecks::judge_app(std::string app, const ImageAnswers& answers, WallTime now)
{
    auto newer = co_await newer_revision_of(app);
    const auto* view = picture_.find(app);
    if (view == nullptr || !view->resolved) co_return AppCheck{};

    std::vector<ServiceCheck> services;
    for (const auto& service : view->resolved->model.services) {
        ImageAnswer answer{.content = ImageAnswer::Content::built};
        if (service.image && !service.builds) {
            const auto ref = ImageRef::parse(*service.image);
            const auto found = ref ? answers.images.find(ref->familiar()) : answers.images.end();
            if (found != answers.images.end()) {
                answer = found->second;
            } else {
                answer = {.why = {"not_checked", "it was not checked yet"}};
            }
        }
        if (service.stand_in && answer.content == ImageAnswer::Content::pinned) answer.local = *service.stand_in;
        const auto image = service.image.value_or("");
        const auto running = running_image(view->containers, service.name).value_or(ImageId{});
        const auto* before = find_service(*view, service.name, image);
        services.push_back(judged(service.name, image, answer, running, before, now));
    }
    hold(app, services);
    co_return summed_up(std::move(services), std::move(newer));
}

Task<std::string> UpdateChecks::newer_revision_of(std::string app)
{
    const auto name = AppName::parse(app);
    if (!name) co_return std::string();
    co_return co_await newer_revision(world_, *name);
}

void UpdateChecks::hold(const std::string& app, std::vector<ServiceCheck>& services) const
{
    for (auto& service : services) {
        service.hold = {};
        if (!hold_ || service.state != UpdateState::available) continue;
        if (auto why = hold_(app, service)) service.hold = *std::move(why);
    }
}

void UpdateChecks::hold_again()
{
    std::vector<std::string> names;
    for (const auto& [name, view] : picture_.apps()) {
        if (view.update) names.push_back(name);
    }
    for (const auto& name : names) {
        const auto known = picture_.find(name)->update;
        auto services = known->services;
        hold(name, services);
        auto check = summed_up(std::move(services), known->newer_version);
        if (check != *known) picture_.set_update(name, std::make_shared<const AppCheck>(std::move(check)));
    }
}

Task<void> UpdateChecks::place(std::map<std::string, AppCheck> checks, std::vector<SameContent> learned)
{
    if (same_.size() + learned.size() > most_pairs) same_.clear();
    same_.insert(learned.begin(), learned.end());
    const auto saved = co_await store_.save(checks, std::move(learned));
    if (!saved) log::warning("update checks cannot be written", {{"reason", saved.error().message}});
    for (auto& [app, check] : checks) picture_.set_update(app, std::make_shared<const AppCheck>(std::move(check)));
}

Task<void> UpdateChecks::look_again(std::string app)
{
    const auto* view = picture_.find(app);
    if (view == nullptr || !view->update || !view->resolved) co_return;
    const auto listed = co_await inspection_.images();
    auto newer = co_await newer_revision_of(app);
    view = picture_.find(app);
    if (!listed || view == nullptr || !view->update || !view->resolved) co_return;

    bool known = true;
    auto services = view->update->services;
    for (auto& service : services) {
        const auto* named = view->resolved->model.service(service.service);
        if (named == nullptr || named->image.value_or("") != service.image) {
            known = false; // its files name another image
            continue;
        }
        const auto ref = ImageRef::parse(service.image);
        const auto* local = ref ? find_local(*listed, *ref) : nullptr;
        if (local == nullptr || service.offered.text.empty()) continue;
        const auto digests = digests_of(*local, *ref);
        const bool is_offered = std::ranges::any_of(
            digests, [&](const Digest& here) { return here == service.offered || same_.contains({here, service.offered}); });
        if (!is_offered) {
            known = known && local->id == service.local;
            continue;
        }
        const ImageAnswer answer{.content = ImageAnswer::Content::same,
            .local = local->id,
            .offered = service.offered,
            .newer_tag = service.newer_tag};
        const auto running = running_image(view->containers, service.service).value_or(ImageId{});
        service = judged(service.service, service.image, answer, running, &service, service.checked_at);
    }
    if (!known) {
        [[maybe_unused]] const auto checked = co_await check(app);
        co_return;
    }
    hold(app, services);
    std::map<std::string, AppCheck> checks;
    checks.emplace(app, summed_up(std::move(services), std::move(newer)));
    if (checks.at(app) == *view->update) co_return;
    co_await place(std::move(checks), {});
}

} // namespace furtka
