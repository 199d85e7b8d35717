#include "adapters/docker/inspection_reader.hpp"

#include "adapters/docker/container_reader.hpp"
#include "adapters/docker/json_fields.hpp"
#include "adapters/docker/labels.hpp"
#include "base/base64.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka::docker {
namespace {

namespace json = boost::json;

constexpr std::size_t most_changes = 5000;

std::vector<std::string> texts_in(const json::object& object, std::string_view key)
{
    std::vector<std::string> texts;
    for (const auto& value : array_in(object, key)) {
        // What the engine writes for an image without a name.
        if (auto text = text_of(value); !text.empty() && !text.starts_with("<none>")) texts.push_back(std::move(text));
    }
    return texts;
}

std::vector<std::string> names_in(const json::object& object, std::string_view key)
{
    std::vector<std::string> names;
    for (const auto& member : object_in(object, key)) names.emplace_back(std::string_view(member.key()));
    std::ranges::sort(names);
    return names;
}

ImageConfig read_config(const json::object& root)
{
    const auto& run = object_in(root, "Config");
    ImageConfig config{.platform = {.os = text_in(root, "Os"),
                           .architecture = text_in(root, "Architecture"),
                           .variant = text_in(root, "Variant")},
        .volumes = names_in(run, "Volumes"),
        .exposed = names_in(run, "ExposedPorts"),
        .entrypoint = texts_in(run, "Entrypoint"),
        .command = texts_in(run, "Cmd"),
        .healthcheck = texts_in(object_in(run, "Healthcheck"), "Test"),
        .user = text_in(run, "User"),
        .created = text_in(root, "Created"),
        .layers = texts_in(object_in(root, "RootFS"), "Layers")};
    if (config.healthcheck == std::vector<std::string>{"NONE"}) config.healthcheck.clear();
    for (const auto& [name, value] : object_in(run, "Labels")) config.labels.emplace(name, text_of(value));
    return config;
}

ChangeKind change_kind(std::int64_t number)
{
    if (number == 1) return ChangeKind::added;
    return number == 2 ? ChangeKind::deleted : ChangeKind::modified;
}

} // namespace

Result<std::vector<LocalImage>> read_image_list(std::string_view text)
{
    TRY(const auto listed, parse_array(text, "GET /images/json"));
    std::vector<LocalImage> images;
    images.reserve(listed.size());
    for (const auto& value : listed) {
        const auto& image = object_of(value);
        images.push_back({.id = {text_in(image, "Id")},
            .tags = texts_in(image, "RepoTags"),
            .repo_digests = texts_in(image, "RepoDigests")});
    }
    return images;
}

Result<InspectedImage> read_inspected_image(std::string_view text)
{
    TRY(const auto root, parse_object(text, "GET /images/{name}/json"));
    InspectedImage image{.id = {text_in(root, "Id")},
        .config = read_config(root),
        .size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_in(root, "Size")))};
    for (const auto& value : array_in(root, "Manifests")) {
        const auto& manifest = object_of(value);
        if (text_in(manifest, "Kind") != "image" || !is_set_in(manifest, "Available")) continue;
        image.platforms.push_back({text_in(object_in(manifest, "Descriptor"), "digest")});
    }
    return image;
}

Result<std::vector<LayerChange>> read_changes(std::string_view text)
{
    std::vector<LayerChange> changes;
    TRY(const auto answer, parse_answer(text, "GET /containers/{id}/changes"));
    if (!answer.is_array()) return changes;
    for (const auto& value : answer.get_array()) {
        if (changes.size() == most_changes) break;
        const auto& change = object_of(value);
        changes.push_back({.path = text_in(change, "Path"), .kind = change_kind(number_in(change, "Kind"))});
    }
    return changes;
}

Result<ContainerFacts> read_container_facts(std::string_view text)
{
    TRY(const auto root, parse_object(text, "GET /containers/{id}/json"));
    ContainerFacts facts{.network_mode = text_in(object_in(root, "HostConfig"), "NetworkMode")};
    const auto& state = object_in(root, "State");
    if (is_set_in(state, "Running")) facts.started_at = read_time(text_in(state, "StartedAt"));
    for (const auto& value : array_in(root, "Mounts")) {
        const auto& mount = object_of(value);
        facts.mounts.push_back(
            {.type = text_in(mount, "Type"), .name = text_in(mount, "Name"), .target = text_in(mount, "Destination")});
    }
    return facts;
}

std::optional<FileFacts> read_file_facts(std::string_view field)
{
    constexpr std::int64_t folder_bit = std::int64_t{1} << 31; // of Go's os.FileMode
    const auto root = parse_object(base64_decode(field), "HEAD /containers/{id}/archive");
    if (!root || !root->contains("mode")) return std::nullopt;
    return FileFacts{.is_folder = (number_in(*root, "mode") & folder_bit) != 0,
        .size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_in(*root, "size"))),
        .changed_at = read_time(text_in(*root, "mtime"))};
}

Result<std::vector<NetworkGuest>> read_network_guests(std::string_view text)
{
    constexpr std::string_view shares = "container:";
    TRY(const auto listed, parse_array(text, "GET /containers/json"));
    std::vector<NetworkGuest> guests;
    for (const auto& value : listed) {
        const auto& container = object_of(value);
        const auto mode = text_in(object_in(container, "HostConfig"), "NetworkMode");
        if (!mode.starts_with(shares)) continue;
        const auto& labels = object_in(container, "Labels");
        const auto& names = array_in(container, "Names");
        std::string name = names.empty() ? text_in(container, "Id") : text_of(names.front());
        if (name.starts_with('/')) name.erase(0, 1);
        guests.push_back({.name = std::move(name),
            .project = text_in(labels, project_label),
            .service = text_in(labels, service_label),
            .host = {mode.substr(shares.size())}});
    }
    return guests;
}

} // namespace furtka::docker
