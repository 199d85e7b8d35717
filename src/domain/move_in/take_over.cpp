#include "domain/move_in/take_over.hpp"

#include "domain/import/listing.hpp"
#include "domain/import/yaml_read.hpp"
#include "domain/move_in/take_over_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t longest_base = 50; ///< of an app's name, before what tells it from the project

} // namespace

std::string_view to_text(TakeOverVerdict verdict)
{
    switch (verdict) {
    case TakeOverVerdict::ready: return "ready";
    case TakeOverVerdict::needs_person: return "needs-person";
    case TakeOverVerdict::refused: return "refused";
    }
    return "refused";
}

TakeOver take_over(const TakeOverSource& source)
{
    using namespace moving;
    TakeOver out;
    Work work{.source = source, .out = out, .tree = {}};
    out.display_name = shown_name(work, work.tree);
    const auto author = compose_text(work);
    if (!author) return out;
    auto document = imports::parse_yaml(*author);
    if (!document) {
        work.refuse("file_syntax", "", fmt::format("its compose file cannot be read: {}", document.error().message));
        return out;
    }
    const Node before = std::move(document->root);
    work.tree = before;
    if (!look_at_shape(work)) return out;
    out.display_name = shown_name(work, before);
    look_at_containers(work);
    read_values(work);
    know_variables(work);

    Node wanted = before;
    leave_proxy(work, wanted);
    keep_file_paths(work, wanted);
    const auto keys = volume_keys(work);
    Node volumes = Node::map();
    for (auto& [name, service] : wanted.at("services").members) {
        out.services.push_back(name);
        keep_env_files(work, service);
        keep_mounts(work, keys, name, service, volumes);
        keep_names(work, name, service);
    }
    wanted.erase("volumes");
    if (!volumes.members.empty()) wanted.set("volumes", std::move(volumes));
    keep_networks(work, wanted);
    if (out.verdict() == TakeOverVerdict::ready) write_files(work, *author, before, wanted);
    return out;
}

std::string take_over_name(std::string_view project, const std::vector<std::string>& taken)
{
    auto base = imports::app_name_of(project);
    if (base.empty()) base = "moved";
    if (base.size() > longest_base) base.resize(longest_base);
    const auto is_taken = [&](const std::string& name) { return std::ranges::find(taken, name) != taken.end(); };
    auto name = base + "-app";
    for (int number = 2; is_taken(name); ++number) name = fmt::format("{}-app-{}", base, number);
    return name;
}

} // namespace furtka
