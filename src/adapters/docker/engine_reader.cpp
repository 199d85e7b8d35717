#include "adapters/docker/engine_reader.hpp"

#include "adapters/docker/json_fields.hpp"
#include "adapters/docker/labels.hpp"
#include "adapters/docker/numbers.hpp"
#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::docker {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_message = 4096;

std::vector<std::string> texts_of(const json::array& values)
{
    std::vector<std::string> texts;
    for (const auto& value : values) {
        if (std::string text = text_of(value); !text.empty()) texts.push_back(std::move(text));
    }
    return texts;
}

std::vector<std::string> names_of(const json::array& things)
{
    std::vector<std::string> names;
    for (const auto& thing : things) {
        if (std::string name = text_in(object_of(thing), "Name"); !name.empty()) names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

Error bad_negotiation(std::string key, std::string message, std::string hint)
{
    return {.kind = ErrorKind::upstream, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)};
}

std::map<std::string, std::string> texts_by_name(const json::object& object)
{
    std::map<std::string, std::string> texts;
    for (const auto& [name, value] : object) texts[std::string(name)] = text_of(value);
    return texts;
}

} // namespace

std::optional<ApiVersion> ApiVersion::parse(std::string_view text)
{
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto major = number_of<int>(text.substr(0, dot));
    const auto minor = number_of<int>(text.substr(dot + 1));
    if (!major || !minor) return std::nullopt;
    return ApiVersion{*major, *minor};
}

std::string ApiVersion::text() const { return fmt::format("{}.{}", major, minor); }

Result<EngineVersion> read_version(std::string_view text)
{
    TRY(const json::object root, parse_object(text, "GET /version"));
    const auto api = ApiVersion::parse(text_in(root, "ApiVersion"));
    if (!api) {
        return fail(bad_negotiation("engine_error", "the engine's answer to GET /version names no API version",
            "check that a Docker Engine, and nothing else, listens on the socket"));
    }
    return EngineVersion{.version = text_in(root, "Version"),
        .architecture = text_in(root, "Arch"),
        .api = *api,
        .oldest_served = ApiVersion::parse(text_in(root, "MinAPIVersion")).value_or(ApiVersion{})};
}

Result<ApiVersion> negotiate(const EngineVersion& engine)
{
    if (engine.api < oldest_api) {
        return fail(bad_negotiation("engine_too_old",
            fmt::format("the engine {} speaks API {}, Furtka needs {} or newer", engine.version, engine.api.text(),
                oldest_api.text()),
            "update Docker Engine to 20.10 or newer"));
    }
    if (engine.oldest_served > newest_api) {
        return fail(bad_negotiation("engine_too_new",
            fmt::format("the engine {} speaks API {} and newer only, Furtka speaks up to {}", engine.version,
                engine.oldest_served.text(), newest_api.text()),
            "update Furtka"));
    }
    return std::min(engine.api, newest_api);
}

Result<void> read_info(std::string_view text, EngineInfo& info)
{
    TRY(const json::object root, parse_object(text, "GET /info"));
    info.image_store = text_in(root, "Driver");
    info.id = text_in(root, "ID");
    info.data_root = text_in(root, "DockerRootDir");
    const json::object& registries = object_in(root, "RegistryConfig");
    info.insecure_networks.clear();
    for (const std::string& cidr : texts_of(array_in(registries, "InsecureRegistryCIDRs"))) {
        if (const auto subnet = Subnet::parse(cidr)) info.insecure_networks.push_back(*subnet);
    }
    info.mirrors = texts_of(array_in(registries, "Mirrors"));
    info.insecure_registries.clear();
    for (const auto& [name, config] : object_in(registries, "IndexConfigs")) {
        const json::object& index = object_of(config);
        const bool insecure = index.contains("Secure") && !is_set_in(index, "Secure");
        if (insecure) info.insecure_registries.emplace_back(std::string_view(name));
    }
    std::ranges::sort(info.insecure_registries);
    return {};
}

Result<std::vector<Subnet>> read_subnets(std::string_view text)
{
    TRY(const json::array networks, parse_array(text, "GET /networks"));
    std::vector<Subnet> subnets;
    for (const auto& network : networks) {
        for (const auto& pool : array_in(object_in(object_of(network), "IPAM"), "Config")) {
            if (const auto subnet = Subnet::parse(text_in(object_of(pool), "Subnet"))) subnets.push_back(*subnet);
        }
    }
    return subnets;
}

Result<std::vector<std::string>> read_network_names(std::string_view text)
{
    TRY(const json::array networks, parse_array(text, "GET /networks"));
    return names_of(networks);
}

Result<std::vector<NetworkMember>> read_network_members(std::string_view text)
{
    TRY(const json::object root, parse_object(text, "GET /networks/{id}"));
    std::vector<NetworkMember> members;
    for (const auto& member : object_in(root, "Containers")) {
        const auto* told = member.value().if_object();
        members.push_back({.id = std::string(member.key()), .name = told == nullptr ? "" : text_in(*told, "Name")});
    }
    return members;
}

Result<std::vector<std::string>> read_volume_names(std::string_view text)
{
    TRY(const json::object root, parse_object(text, "GET /volumes"));
    return names_of(array_in(root, "Volumes"));
}

Result<std::map<std::string, std::string>> read_volume_labels(std::string_view text)
{
    TRY(const json::object root, parse_object(text, "GET /volumes/{name}"));
    return texts_by_name(object_in(root, "Labels"));
}

Result<Image> read_image(std::string_view text)
{
    TRY(const json::object root, parse_object(text, "GET /images/{name}/json"));
    const json::object& config = object_in(root, "Config");
    Image image{.id = {text_in(root, "Id")},
        .repo_digests = texts_of(array_in(root, "RepoDigests")),
        .architecture = text_in(root, "Architecture"),
        .size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_in(root, "Size"))),
        .tags = texts_of(array_in(root, "RepoTags")),
        .version = text_in(object_in(config, "Labels"), "org.opencontainers.image.version")};
    for (const auto& [path, nothing] : object_in(config, "Volumes")) image.volumes.emplace_back(std::string_view(path));
    std::ranges::sort(image.volumes);
    return image;
}

Result<std::vector<std::string>> read_image_tags(std::string_view text)
{
    TRY(const json::array images, parse_array(text, "GET /images/json"));
    std::vector<std::string> tags;
    for (const auto& image : images) {
        for (auto& tag : texts_of(array_in(object_of(image), "RepoTags"))) tags.push_back(std::move(tag));
    }
    return tags;
}

std::optional<EngineEvent> read_event(std::string_view line)
{
    const auto root = parse_object(line, "GET /events");
    if (!root || text_in(*root, "Type") != "container") return std::nullopt;
    const json::object& actor = object_in(*root, "Actor");
    EngineEvent event;
    event.action = text_in(*root, "Action");
    event.container = text_in(actor, "ID");
    if (event.action.starts_with("exec_") || event.action.empty() || event.container.empty()) return std::nullopt;
    event.attributes = texts_by_name(object_in(actor, "Attributes"));
    if (const auto project = event.attributes.find(std::string(project_label)); project != event.attributes.end()) {
        event.project = project->second;
    }
    event.at = std::chrono::nanoseconds(number_in(*root, "timeNano"));
    return event;
}

std::string read_message(std::string_view body)
{
    const auto root = parse_object(body, "an error");
    std::string message = root ? text_in(*root, "message") : std::string();
    if (message.empty()) message = to_utf8(body);
    message.resize(utf8_cut(message, longest_message));
    return std::string(trimmed(message));
}

} // namespace furtka::docker
