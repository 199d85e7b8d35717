#include "domain/import/listing.hpp"
#include "domain/import/override.hpp"
#include "domain/import/variables.hpp"
#include "domain/import/yaml_write.hpp"
#include "domain/move_in/take_over_steps.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace furtka::moving {
namespace {

namespace json = boost::json;

std::string page_of(const Work& work, const Node& tree)
{
    const auto* casa = tree.find("x-casaos");
    std::string port = casa == nullptr ? "" : work.filled(casa->text_of("port_map"));
    const auto path = casa == nullptr ? "" : work.filled(casa->text_of("index"));
    const auto scheme = casa == nullptr || casa->text_of("scheme").empty() ? "http" : work.filled(casa->text_of("scheme"));
    for (const auto& [name, service] : tree.find("services")->members) {
        for (const auto* old : work.containers_of(name)) {
            for (const auto& mapping : old->container.ports) {
                if (port.empty() && mapping.host_port != 0 && mapping.protocol == "tcp")
                    port = fmt::format("{}", mapping.host_port);
            }
        }
    }
    if (port.empty() || !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) return "";
    return fmt::format("{}://{{host}}:{}{}", scheme == "https" ? "https" : "http", port, path.starts_with('/') ? path : "");
}

std::string manifest_text(const Work& work, const Node& tree)
{
    const auto& first = tree.find("services")->members.front().second;
    const auto version = imports::version_of_image(work.filled(first.text_of("image")));
    json::array ports;
    std::set<int> numbers;
    for (const auto& old : work.source.project.containers) {
        for (const auto& mapping : old.container.ports) {
            if (mapping.host_port != 0 && numbers.insert(mapping.host_port).second) ports.emplace_back(mapping.host_port);
        }
    }
    const auto program = display_name(work.source.spot.program);
    json::object manifest{{"name", work.source.app}, {"display_name", work.out.display_name},
        {"version", version.empty() ? "0" : version}, {"description", fmt::format("Taken over from {}", program)},
        {"volumes", json::array()}, {"ports", std::move(ports)}, {"icon", "icon.svg"},
        {"imported_from", json::object{{"store", to_text(work.source.spot.program)}, {"path", work.source.spot.folder}}}};
    if (const auto page = page_of(work, tree); !page.empty()) manifest["open_url"] = page;
    return json::serialize(manifest) + "\n";
}

} // namespace

std::string shown_name(const Work& work, const Node& tree)
{
    const auto* casa = tree.find("x-casaos");
    const auto title = imports::english(casa == nullptr ? nullptr : casa->find("title"));
    if (!title.empty()) return title;
    return imports::title_of(work.source.project.name.empty() ? work.source.spot.name : work.source.project.name);
}

void write_files(const Work& work, const std::string& author, const Node& before, const Node& wanted)
{
    auto override = imports::override_of(before, wanted);
    if (before.find("services")->find(umbrel_proxy) != nullptr && wanted.find("services")->find(umbrel_proxy) == nullptr) {
        Node gone;
        gone.tag = "!reset";
        override.at("services").set(umbrel_proxy, std::move(gone));
    }
    // Compose puts the files of both together, also where each names only one.
    if (auto* services = override.find("services")) {
        for (auto& [name, service] : services->members) {
            if (auto* env_files = service.find("env_file"); env_files != nullptr && env_files->is_list())
                env_files->tag = "!override";
        }
    }
    auto& files = work.out.files;
    files["docker-compose.yaml"] = author;
    if (!override.members.empty()) {
        files["compose.override.yaml"] =
            "# Written by Furtka when this app was taken over: what its containers had.\n" + imports::to_yaml(override);
    }
    files["manifest.json"] = manifest_text(work, wanted);
}

} // namespace furtka::moving
