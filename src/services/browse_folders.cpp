#include "services/browse_folders.hpp"

#include "domain/browse.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

constexpr std::size_t most_folders = 500;

Error no_folder(const std::string& path)
{
    return {.kind = ErrorKind::not_found,
        .key = "folder_unknown",
        .message = fmt::format("there is no folder {}", path),
        .hint = "choose another folder"};
}

} // namespace

Task<Result<FolderView>> BrowseFolders::run(std::string path)
{
    FolderView view;
    if (path.empty()) {
        for (const auto root : browse_roots()) {
            const std::string name(root);
            if (host_.path_facts(name).directory) view.folders.push_back({name, name});
        }
        co_return view;
    }
    CO_CHECK(check_browse(path));
    const auto facts = host_.path_facts(path);
    if (!facts.exists) co_return fail(no_folder(path));
    CO_CHECK(check_browse(facts.resolved));
    CO_TRY(auto found, co_await machine_.folders(facts.resolved, most_folders));
    view.path = facts.resolved;
    view.parent = browse_parent(facts.resolved);
    view.more = found.more;
    for (auto& name : found.names) {
        auto below = fmt::format("{}/{}", facts.resolved, name);
        view.folders.push_back({std::move(name), std::move(below)});
    }
    co_return view;
}

} // namespace furtka
