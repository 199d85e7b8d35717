#include "domain/manifest.hpp"

#include "base/ascii.hpp"
#include "domain/json_text.hpp"
#include "domain/manifest_members.hpp"
#include "domain/manifest_settings.hpp"
#include "domain/path_rules.hpp"
#include "domain/shown.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr int highest_port = 65535;
constexpr std::size_t longest_volume_name = 128;

bool has_control(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
}

bool is_web_url(std::string_view text)
{
    const auto small = lowered(text);
    return (small.starts_with("http://") || small.starts_with("https://")) && !has_control(text);
}

Result<std::string> read_name(Members& in)
{
    TRY(auto name, in.text("name", Need::required));
    if (auto good = AppName::parse(name); !good) {
        auto error = good.error();
        error.key = "manifest_name";
        error.message = fmt::format("manifest.json: name: {}", error.message);
        error.details = {{"member", "name"}};
        return fail(std::move(error));
    }
    return name;
}

/// A name that the engine takes after `furtka_<app>_`.
bool is_volume_name(std::string_view text)
{
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || std::string_view("_.-").contains(c);
    };
    return !text.empty() && text.size() <= longest_volume_name && std::ranges::all_of(text, good);
}

Result<std::vector<std::string>> read_volumes(Members& in, Need need)
{
    TRY(const auto names, in.texts("volumes", need));
    std::vector<std::string> volumes;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto place = fmt::format("volumes[{}]", i);
        if (!is_volume_name(names[i])) {
            return in.refuse(
                place, fmt::format("'{}' is not a volume name", shown(names[i])), "use letters, digits, _, . and - only");
        }
        if (std::ranges::find(volumes, names[i]) != volumes.end())
            in.note(place, "is there twice");
        else
            volumes.push_back(names[i]);
    }
    return volumes;
}

Result<std::vector<int>> read_ports(Members& in, Need need)
{
    TRY(const auto numbers, in.integers("ports", need));
    std::vector<int> ports;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] >= 1 && numbers[i] <= highest_port)
            ports.push_back(numbers[i]);
        else
            in.note(fmt::format("ports[{}]", i), "is not a port from 1 to 65535; it is ignored");
    }
    return ports;
}

Result<std::string> read_icon(Members& in, Need need)
{
    TRY(auto icon, in.text("icon", need));
    if (icon.empty() || stays_inside(icon)) return icon;
    in.note("icon", "is not a path inside the app's folder; the generic icon is shown");
    return std::string();
}

Result<std::string> read_open_url(Members& in)
{
    TRY(auto url, in.text("open_url", Need::optional));
    if (!url.empty() && !is_web_url(url))
        return in.refuse("open_url", "is not an http or https address", "write it as http://{host}:8080");
    return url;
}

Result<std::string> read_hook(Members& in, std::string_view name)
{
    TRY(auto script, in.text(name, Need::optional));
    if (!script.empty() && !stays_inside(script)) {
        return in.refuse(name, "is not a path inside the provider's folder", "name a script such as scripts/on_install.sh");
    }
    return script;
}

Result<std::vector<Requirement>> read_requirements(Members& manifest)
{
    TRY(auto objects, manifest.objects("requires"));
    std::vector<Requirement> requirements;
    for (Members& in : objects) {
        Requirement requirement;
        TRY(requirement.app, in.text("app", Need::required));
        if (!AppName::parse(requirement.app))
            return in.refuse("app", fmt::format("'{}' is not an app name", shown(requirement.app)));
        const bool twice = std::ranges::find(requirements, requirement.app, &Requirement::app) != requirements.end();
        if (twice) return in.refuse("app", fmt::format("{} is required twice", requirement.app), "name every provider once");
        TRY(requirement.on_install, read_hook(in, "on_install"));
        TRY(requirement.on_start, read_hook(in, "on_start"));
        in.note_unknown();
        requirements.push_back(std::move(requirement));
    }
    return requirements;
}

/// The engine's word for what other tools call the same.
std::string engine_architecture(std::string word)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> words = {{{"x86_64", "amd64"},
        {"x86-64", "amd64"}, {"aarch64", "arm64"}, {"armhf", "arm"}, {"armv7", "arm"}, {"armv7l", "arm"}, {"i386", "386"}}};
    word = lowered(word);
    const auto* const found = std::ranges::find(words, word, &std::pair<std::string_view, std::string_view>::first);
    return found == words.end() ? word : std::string(found->second);
}

Result<std::vector<std::string>> read_architectures(Members& in)
{
    TRY(auto words, in.texts("architectures", Need::optional));
    std::vector<std::string> architectures;
    for (std::string& word : words) {
        auto architecture = engine_architecture(std::move(word));
        if (std::ranges::find(architectures, architecture) == architectures.end())
            architectures.push_back(std::move(architecture));
    }
    return architectures;
}

/// A web or mail address, or plain words. Anything else that a browser could run is dropped.
std::string read_link(Members& in, std::string_view name)
{
    auto text = in.shown_text(name);
    const auto colon = text.find(':');
    const auto small = lowered(text.substr(0, colon));
    const bool known = small == "http" || small == "https" || small == "mailto";
    if (colon == std::string::npos || (known && !has_control(text))) return text;
    in.note(name, "is not a web or mail address; it is ignored");
    return {};
}

Result<GateOverride> read_update_gate(Members& in)
{
    TRY(const auto text, in.object_text("update_gate"));
    if (text.empty()) return GateOverride{};
    auto wanted = parse_gate_override(text);
    if (!wanted) return in.refuse("update_gate", wanted.error().message.substr(13), wanted.error().hint);
    return wanted;
}

void read_shown_members(Members& in, Manifest& manifest)
{
    manifest.category = in.shown_text("category");
    manifest.tagline = in.shown_text("tagline");
    manifest.website = read_link(in, "website");
    manifest.source = read_link(in, "source");
    manifest.support = read_link(in, "support");
    manifest.license = in.shown_text("license");
    manifest.release_notes = in.shown_text("release_notes");
    manifest.tips = in.shown_text("tips");
    manifest.screenshots = in.shown_texts("screenshots");
}

Result<Manifest> read_manifest(Members& in, Need need)
{
    Manifest manifest;
    TRY(manifest.name, read_name(in));
    TRY(manifest.display_name, in.text("display_name", Need::required));
    TRY(manifest.version, in.text("version", need));
    TRY(manifest.description, in.text("description", need));
    TRY(manifest.volumes, read_volumes(in, need));
    TRY(manifest.ports, read_ports(in, need));
    TRY(manifest.icon, read_icon(in, need));
    TRY(manifest.description_long, in.text("description_long", Need::optional));
    TRY(manifest.settings, read_settings(in));
    TRY(manifest.open_url, read_open_url(in));
    TRY(manifest.requirements, read_requirements(in));
    TRY(manifest.architectures, read_architectures(in));
    TRY(manifest.update_gate, read_update_gate(in));
    (void)in.object_text("imported_from"); // for people and for `furtka import`
    (void)in.shown_text("$schema"); // for editors
    (void)in.shown_texts("permissions"); // for `furtka catalog lint`: what an app may do is computed, never believed
    read_shown_members(in, manifest);
    in.note_unknown();
    return manifest;
}

} // namespace

Result<Manifest> parse_manifest(std::string_view text, ManifestRule rule)
{
    if (text.size() > largest_manifest) {
        return fail({.kind = ErrorKind::invalid,
            .key = "manifest_too_large",
            .message = fmt::format("manifest.json has {} bytes, at most {} are read", text.size(), largest_manifest),
            .hint = "keep long texts and images in files of their own"});
    }
    TRY(const auto doubled, examine_json(text, "manifest.json", "manifest"));
    const json::value root = json::parse(text);
    if (!root.is_object()) {
        return fail({.kind = ErrorKind::invalid,
            .key = "manifest_member",
            .message = "manifest.json must be an object",
            .hint = "it starts with { and ends with }",
            .details = {{"member", ""}}});
    }
    Notices notices;
    for (const auto& name : doubled) notices.add(fmt::format("{} is there twice; the last one counts", shown(name)));
    Members in(root.get_object(), "", notices);
    TRY(auto manifest, read_manifest(in, rule == ManifestRule::install ? Need::required : Need::wanted));
    manifest.notices = notices.take();
    return manifest;
}

} // namespace furtka
