// What the live picture follows, and what it reads because of it.

#include "async/timeout.hpp"
#include "base/log.hpp"
#include "services/live_picture.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

constexpr std::chrono::milliseconds first_retry = 100ms;
constexpr std::chrono::milliseconds longest_retry = 2'000ms;
constexpr auto folders_retry = 30s;
constexpr std::size_t projects_listed_singly = 8; // with more dirty ones, one list of everything is cheaper

bool is_cancelled(const Error& error) { return error.kind == ErrorKind::cancelled; }

} // namespace

Task<void> LivePicture::run()
{
    const auto executor = co_await boost::asio::this_coro::executor;
    work_ = std::make_unique<Notice>(executor);
    model_work_ = std::make_unique<Notice>(executor);
    dirty_.all_folders = true; // what changed between `load` and the first look of the watch
    std::exception_ptr problem;
    try {
        co_await (follow_folders() && follow_engine() && work_off() && work_off_models());
    } catch (...) {
        problem = std::current_exception();
    }
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    const bool asked_to_end = state.cancelled() != boost::asio::cancellation_type::none;
    if (problem && !asked_to_end) std::rethrow_exception(problem);
}

void LivePicture::wake()
{
    if (work_) work_->notify();
    if (model_work_) model_work_->notify();
}

Task<void> LivePicture::follow_folders()
{
    for (;;) {
        const auto ended = co_await folders_.follow([this](std::string_view name) {
            if (name.empty()) {
                dirty_.all_folders = true;
            } else {
                dirty_.folders.emplace(name);
            }
            wake();
        });
        if (ended || is_cancelled(ended.error())) co_return;
        log::warning("apps folder cannot be watched", {{"reason", ended.error().message}});
        const auto slept = co_await sleep_for(folders_retry);
        if (!slept) co_return;
        dirty_.all_folders = true;
        wake();
    }
}

Task<void> LivePicture::follow_engine()
{
    auto retry = first_retry;
    for (;;) {
        co_await follow_engine_once(retry);
        const auto slept = co_await sleep_for(retry);
        if (!slept) co_return;
        retry = std::min(retry * 2, longest_retry);
    }
}

Task<void> LivePicture::follow_engine_once(std::chrono::milliseconds& retry)
{
    auto info = co_await engine_.info();
    if (!info) {
        engine_lost(info.error());
        co_return;
    }
    engine_view_.info = *std::move(info);
    auto opened = [this, &retry] {
        retry = first_retry;
        connected_ = true;
        ++connection_;
        dirty_.everything = true;
        wake();
    };
    auto on_event = [this](const EngineEvent& event) {
        if (event.project.empty() || !apps_.contains(event.project)) return;
        dirty_.projects.insert(event.project);
        wake();
    };
    const auto ended = co_await engine_.follow(opened, on_event);
    connected_ = false;
    if (!ended && !is_cancelled(ended.error())) engine_lost(ended.error());
}

Task<void> LivePicture::work_off()
{
    auto retry = first_retry;
    for (;;) {
        if (dirty_.empty()) {
            co_await work_->wait();
            continue;
        }
        // What is marked while this is worked off is for the next round.
        const auto todo = std::exchange(dirty_, Dirty{});
        co_await work_off_folders(todo);
        if (!connected_) continue; // the next connection reads everything
        const auto read = co_await work_off_containers(todo);
        if (read) {
            retry = first_retry;
            continue;
        }
        dirty_.everything = true;
        const auto slept = co_await sleep_for(retry);
        if (!slept) co_return;
        retry = std::min(retry * 2, longest_retry);
    }
}

Task<void> LivePicture::work_off_folders(Dirty todo)
{
    if (todo.all_folders) co_await read_all_folders();
    for (const auto& name : todo.folders) {
        co_await read_folder(name);
        dirty_models_.insert(name);
    }
    if (!dirty_models_.empty()) model_work_->notify();
}

Task<Result<void>> LivePicture::work_off_containers(Dirty todo)
{
    if (todo.everything) co_return co_await rebuild();
    if (todo.projects.size() > projects_listed_singly) co_return co_await read_containers(std::nullopt);
    for (const auto& project : todo.projects) CO_CHECK(co_await read_containers(project));
    co_return Result<void>{};
}

Task<void> LivePicture::work_off_models()
{
    for (;;) {
        if (dirty_models_.empty()) {
            co_await model_work_->wait();
            continue;
        }
        const auto name = dirty_models_.extract(dirty_models_.begin()).value();
        co_await read_model(name);
    }
}

Task<Result<void>> LivePicture::rebuild()
{
    const auto connection = connection_;
    const auto reading = ++last_reading_;
    auto listed = co_await containers_.list(std::nullopt);
    if (!connected_ || connection != connection_) co_return Result<void>{}; // what was listed may be of another engine
    if (!listed) {
        if (!is_cancelled(listed.error())) engine_lost(listed.error());
        co_return fail(listed.error());
    }
    const bool was_away = !engine_view_.reachable;
    engine_found();
    apply(*std::move(listed), std::nullopt, reading);
    for (const auto& [name, app] : apps_) {
        if (!app.resolved && app.compose_problem.empty()) dirty_models_.insert(name);
    }
    wake();
    if (was_away && engine_back_) engine_back_();
    co_return Result<void>{};
}

} // namespace furtka
