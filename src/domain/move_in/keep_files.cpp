#include "domain/import/variables.hpp"
#include "domain/move_in/take_over_steps.hpp"

#include <filesystem>
#include <optional>

namespace furtka::moving {
namespace {

/// Of a relative path the one on the server; else none.
std::optional<std::string> absolute(const Work& work, std::string_view text)
{
    const auto path = work.filled(text);
    if (path.empty() || path.starts_with('/')) return std::nullopt;
    const auto whole = (std::filesystem::path(work.source.spot.folder) / path).lexically_normal();
    return imports::escaped(whole.string());
}

bool comes_along(const Work& work)
{
    const auto found = work.source.files.find(work.source.spot.folder + "/.env");
    return found != work.source.files.end() && found->second == work.out.env;
}

} // namespace

void keep_file_paths(const Work& work, Node& tree)
{
    for (const auto* part : {"configs", "secrets"}) {
        auto* list = tree.find(part);
        if (list == nullptr) continue;
        for (auto& [name, value] : list->members) {
            auto* file = value.find("file");
            if (file == nullptr) continue;
            if (auto path = absolute(work, file->text)) *file = Node::scalar(*std::move(path));
        }
    }
}

void keep_env_files(const Work& work, Node& service)
{
    auto* files = service.find("env_file");
    if (files == nullptr) return;
    const auto keep = [&](Node& item) {
        auto* path = item.is_map() ? item.find("path") : &item;
        if (path == nullptr) return;
        // The variables' own file comes along as the app's `.env`, unless more had to be written into that.
        const auto name = work.filled(path->text);
        if ((name == ".env" || name == "./.env") && comes_along(work)) return;
        if (auto whole = absolute(work, path->text)) *path = Node::scalar(*std::move(whole));
    };
    if (files->is_scalar()) *files = Node::list({*files});
    for (auto& item : files->items) keep(item);
}

} // namespace furtka::moving
