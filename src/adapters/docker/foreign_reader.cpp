#include "adapters/docker/foreign_reader.hpp"

#include "adapters/docker/container_reader.hpp"
#include "adapters/docker/json_fields.hpp"
#include "adapters/docker/labels.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka::docker {
namespace {

constexpr std::string_view compose_label = "com.docker.compose.";

std::vector<std::string> label_files(const boost::json::object& labels, std::string_view name)
{
    std::vector<std::string> files;
    const auto text = text_in(labels, std::string(compose_label) + std::string(name));
    for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
        const auto end = std::min(text.find(',', begin), text.size());
        if (end > begin) files.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return files;
}

std::map<std::string, std::string> environment_of(const boost::json::object& config)
{
    std::map<std::string, std::string> environment;
    for (const auto& value : array_in(config, "Env")) {
        const auto text = text_of(value);
        const auto equals = text.find('=');
        if (equals != std::string::npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return environment;
}

std::string mode_of(const std::string& mode)
{
    if (mode.contains('Z')) return "Z";
    return mode.contains('z') ? "z" : "";
}

std::vector<ForeignMount> mounts_of(const boost::json::object& root)
{
    std::vector<ForeignMount> mounts;
    for (const auto& value : array_in(root, "Mounts")) {
        const auto& mount = object_of(value);
        ForeignMount read{.type = text_in(mount, "Type"),
            .name = text_in(mount, "Name"),
            .source = text_in(mount, "Source"),
            .target = text_in(mount, "Destination"),
            .read_only = mount.contains("RW") && !is_set_in(mount, "RW"),
            .propagation = text_in(mount, "Propagation")};
        // The engine writes `z` for every volume; only for a bind was it asked for.
        if (read.type == "bind") read.mode = mode_of(text_in(mount, "Mode"));
        mounts.push_back(std::move(read));
    }
    std::ranges::sort(mounts);
    return mounts;
}

} // namespace

Result<ForeignContainer> read_foreign_container(std::string_view text)
{
    TRY(auto inspected, read_container(text));
    TRY(const auto root, parse_object(text, "GET /containers/{id}/json"));
    const auto& config = object_in(root, "Config");
    const auto& labels = object_in(config, "Labels");
    const auto& host = object_in(root, "HostConfig");
    const auto& restart = object_in(host, "RestartPolicy");
    ForeignContainer read{.container = std::move(inspected.container),
        .restart = {.name = text_in(restart, "Name"),
            .most_tries = static_cast<int>(number_in(restart, "MaximumRetryCount"))},
        .removes_itself = is_set_in(host, "AutoRemove"),
        .started_at = text_in(object_in(root, "State"), "StartedAt"),
        .working_dir = text_in(labels, project_folder_label),
        .config_files = label_files(labels, "project.config_files"),
        .env_files = label_files(labels, "project.environment_file"),
        .environment = environment_of(config),
        .mounts = mounts_of(root)};
    if (read.restart.name.empty()) read.restart.name = "no";
    if (read.started_at.ends_with('Z')) read.started_at.pop_back(); // or 5.1 would be after 5.12
    for (const auto& network : object_in(object_in(root, "NetworkSettings"), "Networks"))
        read.networks.emplace_back(std::string_view(network.key()));
    return read;
}

} // namespace furtka::docker
