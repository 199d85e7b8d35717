#include "services/app_revision.hpp"

#include "domain/revision.hpp"
#include "domain/versions.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

Error no_catalog(const AppName& app, std::string what)
{
    return {.kind = ErrorKind::conflict,
        .key = "revision_no_catalog",
        .message = fmt::format("there is no newer revision of {} to be had: {}", app.text(), what),
        .hint = "furtka catalog list shows where apps come from"};
}

} // namespace

bool RevisionSides::has_news() const
{
    const auto order = compare_versions(offered.manifest.version, installed.manifest.version);
    const bool may_be = base ? order >= 0 : order > 0;
    return may_be && furtka::has_news(base, mine, theirs);
}

Task<Result<RevisionSides>> revision_sides(World world, AppName app)
{
    RevisionSides sides;
    CO_TRY(sides.installed, co_await world.folders.read(app));
    if (sides.installed.env_error) co_return fail(*sides.installed.env_error); // it would be written anew
    const auto catalog = sides.installed.installed_from;
    if (catalog.empty() || catalog == "folder") co_return fail(no_catalog(app, "it was not installed from a catalog"));
    auto offered = co_await world.sources.find_in(catalog, app);
    if (!offered)
        co_return fail(
            no_catalog(app, fmt::format("the catalog {} does not have it: {}", catalog, offered.error().message)));
    sides.offered = *std::move(offered);
    CO_TRY(sides.base, co_await world.revisions.base(app));
    CO_TRY(sides.theirs, co_await world.revisions.of_folder(sides.offered.path));
    CO_TRY(sides.mine, co_await world.revisions.installed(app, paths_to_revise(sides.base, sides.theirs)));
    co_return sides;
}

Task<std::string> newer_revision(World world, AppName app)
{
    const auto sides = co_await revision_sides(world, app);
    co_return sides && sides->has_news() ? sides->offered.manifest.version : std::string();
}

} // namespace furtka
