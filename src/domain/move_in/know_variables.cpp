#include "domain/env_file.hpp"
#include "domain/import/variables.hpp"
#include "domain/move_in/take_over_steps.hpp"

#include <fmt/format.h>

#include <set>

namespace furtka::moving {
namespace {

SettingValues program_values(const AppSpot& spot)
{
    if (spot.program == Program::casaos) return {{"AppID", spot.name}};
    if (spot.program == Program::umbrel) return {{"APP_DATA_DIR", spot.folder}, {"UMBREL_ROOT", spot.root}};
    return {};
}

/// `KEY: ${NAME}`: what the container has as KEY is NAME.
void learn_from_containers(const Work& work, SettingValues& learned)
{
    for (const auto& [name, service] : work.tree.find("services")->members) {
        const auto containers = work.containers_of(name);
        const auto* environment = service.find("environment");
        if (containers.empty() || environment == nullptr) continue;
        const auto& has = containers.front()->environment;
        const auto learn = [&](const std::string& key, std::string_view text) {
            const auto variable = imports::only_variable(text);
            const auto value = has.find(key);
            if (variable && value != has.end() && !work.values.contains(variable->name))
                learned.emplace(variable->name, value->second);
        };
        for (const auto& [key, value] : environment->members) learn(key, value.text_or_empty());
        for (const auto& item : environment->items) {
            const auto text = item.text_or_empty();
            const auto equals = text.find('=');
            if (equals != std::string_view::npos) learn(std::string(text.substr(0, equals)), text.substr(equals + 1));
        }
    }
}

} // namespace

void read_values(Work& work)
{
    std::string text;
    for (const auto& file : work.source.env_files) {
        const auto found = work.source.files.find(file);
        if (found == work.source.files.end()) continue;
        auto env = EnvFile::parse(found->second);
        if (!env) {
            work.need("env_file", file, fmt::format("{} cannot be read: {}", file, env.error().message));
            continue;
        }
        SettingValues weaker;
        const auto stronger = env->values();
        for (const auto& [key, value] : work.values) {
            if (!stronger.contains(key)) weaker.emplace(key, value);
        }
        text = env->with(weaker).text();
        for (const auto& [key, value] : stronger) work.values[key] = value;
    }
    work.out.env = std::move(text);
}

void know_variables(Work& work)
{
    SettingValues more = program_values(work.source.spot);
    std::erase_if(more, [&](const auto& row) { return work.values.contains(row.first); });
    learn_from_containers(work, more);
    std::set<std::string> unknown;
    SettingValues used;
    const auto look = [&](const imports::Piece& piece) {
        if (work.values.contains(piece.name) || piece.name == "COMPOSE_PROJECT_NAME") return;
        if (const auto found = more.find(piece.name); found != more.end()) {
            used.insert(*found);
        } else if (!piece.has_default() && piece.op != ":+" && piece.op != "+") {
            unknown.insert(piece.name);
        }
    };
    each_scalar(work.tree, [&](const Node& scalar) { imports::each_variable(scalar.text, look); });
    for (const auto& name : unknown)
        work.need("variable_unknown", name,
            fmt::format("the value of {} is not known; write it into the .env beside the compose file", name));
    const auto env = EnvFile::parse(work.out.env);
    if (!env) return; // told already
    work.out.env = env->with(used).text();
    work.values.insert(used.begin(), used.end());
}

} // namespace furtka::moving
