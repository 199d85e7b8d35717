#include "domain/image_config.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_link = 500;
constexpr std::size_t most_items = 256;

std::string text_of(const json::value* value)
{
    return value != nullptr && value->is_string() ? std::string(std::string_view(value->get_string())) : std::string();
}

const json::object& object_in(const json::object& object, std::string_view key)
{
    static const json::object empty;
    const auto* value = object.if_contains(key);
    const auto* found = value == nullptr ? nullptr : value->if_object();
    return found == nullptr ? empty : *found;
}

std::vector<std::string> texts_in(const json::object& object, std::string_view key)
{
    std::vector<std::string> texts;
    const auto* value = object.if_contains(key);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    if (list == nullptr) return texts;
    for (const auto& item : *list) {
        if (texts.size() == most_items) break;
        texts.push_back(text_of(&item));
    }
    return texts;
}

std::vector<std::string> names_in(const json::object& object, std::string_view key)
{
    std::vector<std::string> names;
    for (const auto& member : object_in(object, key)) {
        if (names.size() == most_items) break;
        names.emplace_back(std::string_view(member.key()));
    }
    std::ranges::sort(names);
    return names;
}

std::string label(const ImageConfig& config, const std::string& name)
{
    const auto found = config.labels.find("org.opencontainers.image." + name);
    return found == config.labels.end() ? std::string() : found->second;
}

bool is_link(std::string_view text)
{
    const bool web = text.starts_with("https://") || text.starts_with("http://");
    const auto is_odd = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '<' || c == '>'; };
    return web && text.size() <= longest_link && std::ranges::none_of(text, is_odd);
}

std::string releases_of(std::string source)
{
    constexpr std::array<std::string_view, 2> forges{"https://github.com/", "https://codeberg.org/"};
    constexpr std::string_view gitlab = "https://gitlab.com/";
    if (source.ends_with(".git")) source.resize(source.size() - 4);
    while (source.ends_with('/')) source.pop_back();
    const auto on = [&](std::string_view forge) { return source.starts_with(forge); };
    if (std::ranges::any_of(forges, on)) {
        // A link into the tree names the repository in its first two parts.
        const auto owner = source.find('/', source.find("//") + 2) + 1;
        const auto name = source.find('/', owner);
        if (name == std::string::npos) return {};
        return source.substr(0, source.find('/', name + 1)) + "/releases";
    }
    return on(gitlab) ? source + "/-/releases" : std::string();
}

} // namespace

Result<ImageConfig> parse_image_config(std::string_view text)
{
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    if (root == nullptr) {
        return fail({.kind = ErrorKind::upstream,
            .key = "registry_error",
            .message = "wanted the config of an image, found no JSON object",
            .hint = "try again later"});
    }
    const auto& run = object_in(*root, "config");
    ImageConfig config{.platform = {.os = text_of(root->if_contains("os")),
                           .architecture = text_of(root->if_contains("architecture")),
                           .variant = text_of(root->if_contains("variant"))},
        .volumes = names_in(run, "Volumes"),
        .exposed = names_in(run, "ExposedPorts"),
        .entrypoint = texts_in(run, "Entrypoint"),
        .command = texts_in(run, "Cmd"),
        .healthcheck = texts_in(object_in(run, "Healthcheck"), "Test"),
        .user = text_of(run.if_contains("User")),
        .created = text_of(root->if_contains("created")),
        .layers = texts_in(object_in(*root, "rootfs"), "diff_ids")};
    if (config.healthcheck == std::vector<std::string>{"NONE"}) config.healthcheck.clear();
    for (const auto& [name, value] : object_in(run, "Labels")) config.labels.emplace(name, text_of(&value));
    return config;
}

std::string version_label(const ImageConfig& config) { return label(config, "version"); }

std::string notes_link(const ImageConfig& config)
{
    if (const auto source = label(config, "source"); is_link(source)) {
        if (auto releases = releases_of(source); !releases.empty()) return releases;
    }
    for (const auto* name : {"url", "documentation", "source"}) {
        if (auto link = label(config, name); is_link(link)) return link;
    }
    return {};
}

} // namespace furtka
