#include "support/fake_points.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::test {

Task<PortAnswer> FakeProbe::ask(ProbeTarget target, std::chrono::milliseconds)
{
    asked.push_back(target);
    co_return answers ? answers(target) : PortAnswer{};
}

Task<Result<void>> FakeHistory::add(HistoryEntry entry)
{
    CO_CHECK(co_await enter(fmt::format("add {} {}", entry.app, to_text(entry.outcome))));
    entry.id = static_cast<std::int64_t>(entries.size()) + 1;
    entries.push_back(std::move(entry));
    co_return Result<void>{};
}

Task<Result<std::vector<HistoryEntry>>> FakeHistory::list(std::optional<std::string> app, std::size_t most)
{
    CO_CHECK(co_await look("list"));
    std::vector<HistoryEntry> found;
    for (auto entry = entries.rbegin(); entry != entries.rend() && found.size() < most; ++entry) {
        if (!app || entry->app == *app) found.push_back(*entry);
    }
    co_return found;
}

Task<Result<void>> FakeHistory::refuse(RefusedImage image)
{
    CO_CHECK(co_await enter(fmt::format("refuse {} {}", image.app, image.tag)));
    images.insert(images.begin(), std::move(image));
    co_return Result<void>{};
}

Task<Result<void>> FakeHistory::accept(std::string app, ImageId image)
{
    CO_CHECK(co_await enter("accept " + app));
    std::erase_if(images, [&](const RefusedImage& each) { return each.app == app && each.image == image; });
    co_return Result<void>{};
}

Task<Result<std::vector<RefusedImage>>> FakeHistory::refused()
{
    CO_CHECK(co_await look("refused"));
    co_return images;
}

Task<Result<std::vector<RecoveryPoint>>> FakeRecoveryPoints::list(AppName app)
{
    CO_CHECK(co_await look("list " + app.text()));
    std::vector<RecoveryPoint> found;
    for (const auto& [number, stored] : points[app.text()]) found.insert(found.begin(), stored.point);
    co_return found;
}

Task<Result<void>> FakeRecoveryPoints::write(RecoveryPoint point, std::filesystem::path, std::vector<std::string> left_out)
{
    CO_CHECK(co_await enter(fmt::format("write {} {}", point.app, point.number)));
    data = std::move(left_out);
    const auto& folder = folders_.at(point.app);
    const std::filesystem::path path = fmt::format("/points/{}/{}", point.app, point.number);
    sources_.has_folder(path, folder);
    points[point.app][point.number] = {.point = point, .files = path, .env = folder.env ? folder.env->text() : ""};
    co_return Result<void>{};
}

Task<Result<StoredPoint>> FakeRecoveryPoints::read(AppName app, int number)
{
    CO_CHECK(co_await look(fmt::format("read {} {}", app.text(), number)));
    const auto found = points[app.text()].find(number);
    if (found == points[app.text()].end())
        co_return furtka::fail({.kind = ErrorKind::not_found, .key = "no_recovery_point", .message = "no such point"});
    co_return found->second;
}

Task<Result<void>> FakeRecoveryPoints::remove(AppName app, int number)
{
    CO_CHECK(co_await enter(fmt::format("remove {} {}", app.text(), number)));
    points[app.text()].erase(number);
    co_return Result<void>{};
}

Task<Result<void>> FakeRecoveryPoints::remove_all(AppName app)
{
    CO_CHECK(co_await enter("remove_all " + app.text()));
    points.erase(app.text());
    co_return Result<void>{};
}

} // namespace furtka::test
