#include "domain/import/draft.hpp"

#include "domain/import/listing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::imports {
namespace {

void add_once(std::vector<std::string>& list, std::string text)
{
    if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

} // namespace

void Draft::reason(std::string text) { add_once(reasons, std::move(text)); }
void Draft::repair(std::string text) { add_once(repairs, std::move(text)); }

Setting& Draft::setting(const std::string& wanted)
{
    const auto found = std::ranges::find(settings, wanted, &Setting::name);
    if (found != settings.end()) return *found;
    return settings.emplace_back(Setting{.name = wanted, .label = title_of(wanted)});
}

const Setting* Draft::find_setting(std::string_view wanted) const
{
    const auto found = std::ranges::find(settings, wanted, &Setting::name);
    return found == settings.end() ? nullptr : &*found;
}

void rename(Draft& draft, const std::string& name)
{
    draft.name = name;
    auto* volumes = draft.tree.find("volumes");
    if (volumes == nullptr) return;
    for (auto& [short_name, volume] : volumes->members)
        volume.set("name", Node::scalar(fmt::format("furtka_{}_{}", name, short_name)));
}

Result<Draft> draft_of(Definition definition)
{
    Draft draft;
    draft.name = app_name_of(definition.id);
    draft.definition = std::move(definition);
    for (const auto& reason : draft.definition.reasons) draft.reason(reason);
    for (const auto& repair : draft.definition.repairs) draft.repair(repair);
    draft.rewrite = draft.definition.author_text.empty();
    if (draft.name.empty()) {
        return fail({.kind = ErrorKind::invalid,
            .key = "import_refused",
            .message = "no app name can be made of what the store calls it"});
    }
    CHECK(check_shape(draft));
    keep_shell_variables(draft);
    put_store_variables(draft);
    name_server(draft);
    lift_secrets(draft);
    place_volumes(draft);
    leave_platform(draft);
    place_ports(draft);
    ask_variables(draft);
    return draft;
}

} // namespace furtka::imports
