#include "domain/import/app_files.hpp"

#include "domain/dotenv.hpp"
#include "domain/icon.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/override.hpp"
#include "domain/import/variables.hpp"
#include "domain/import/yaml_write.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace furtka::imports {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_listing_text = 40'000; ///< of a description

/// A grey box: nobody's logo.
constexpr std::string_view generic_icon =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect x=\"6\" y=\"6\" width=\"52\" height=\"52\" "
    "rx=\"12\" "
    "fill=\"#868e96\"/><path d=\"M18 26h28v20H18zM22 18h20v4H22z\" fill=\"#f1f3f5\"/></svg>\n";

json::array text_array(const std::vector<std::string>& list)
{
    json::array out;
    for (const auto& text : list) out.emplace_back(text);
    return out;
}

std::string cut_text(std::string text)
{
    if (text.size() <= longest_listing_text) return text;
    text.resize(longest_listing_text);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0U) == 0x80U) text.pop_back();
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xc0U) text.pop_back();
    return text;
}

void put_text(json::object& object, std::string_view name, const std::string& text)
{
    if (!text.empty()) object[name] = cut_text(text);
}

json::object setting_object(const Setting& setting)
{
    json::object object{{"name", setting.name}, {"label", setting.label.empty() ? setting.name : setting.label},
        {"description", setting.description}, {"type", to_text(setting.type)}};
    if (setting.required) object["required"] = true;
    put_text(object, "default", setting.default_value);
    put_text(object, "generate", setting.generate);
    put_text(object, "pattern", setting.pattern);
    if (setting.min) object["min"] = static_cast<std::int64_t>(*setting.min);
    if (setting.max) object["max"] = static_cast<std::int64_t>(*setting.max);
    if (!setting.options.empty()) object["options"] = text_array(setting.options);
    return object;
}

std::string version_of(const Draft& draft)
{
    if (!draft.definition.listing.version.empty()) return draft.definition.listing.version;
    const auto& services = *draft.tree.find("services");
    const auto* main = services.find(draft.definition.page.service);
    if (main == nullptr) main = &services.members.front().second;
    const auto version = version_of_image(with_defaults(main->text_of("image")));
    return version.empty() ? "0" : version;
}

std::string one_sentence(const Listing& listing)
{
    if (!listing.description.empty()) return first_words(listing.description);
    if (!listing.tagline.empty() && listing.tagline != listing.display_name) return first_words(listing.tagline);
    if (!listing.description_long.empty()) return first_words(listing.description_long);
    return listing.display_name;
}

json::object origin_object(const Origin& origin, const std::string& path)
{
    json::object object{{"store", origin.store}};
    put_text(object, "repository", origin.repository);
    put_text(object, "commit", origin.commit);
    put_text(object, "path", path);
    put_text(object, "licence", origin.licence);
    return object;
}

std::string manifest_text(const Draft& draft, int port, const Origin& origin)
{
    const auto& listing = draft.definition.listing;
    json::object object{{"name", draft.name},
        {"display_name", listing.display_name.empty() ? draft.name : listing.display_name}, {"version", version_of(draft)},
        {"description", one_sentence(listing)}, {"volumes", text_array(draft.volumes)}};
    json::array ports;
    std::set<int> all = draft.ports;
    if (draft.page) all.insert(draft.page->setting.empty() ? draft.page->port : port);
    for (const int number : all) ports.emplace_back(number);
    object["ports"] = std::move(ports);
    object["icon"] = "icon.svg";
    if (draft.page) {
        const auto shown =
            draft.page->setting.empty() ? fmt::format("{}", draft.page->port) : "{" + draft.page->setting + "}";
        object["open_url"] = fmt::format("{}://{{host}}:{}{}", draft.page->scheme, shown, draft.page->path);
    }
    put_text(object, "tagline", listing.tagline);
    put_text(object, "description_long", listing.description_long == listing.description ? "" : listing.description_long);
    put_text(object, "category", title_of(listing.category));
    put_text(object, "website", listing.website);
    put_text(object, "source", listing.source);
    put_text(object, "support", listing.support);
    put_text(object, "license", listing.license);
    put_text(object, "release_notes", listing.release_notes);
    put_text(object, "tips", listing.tips);
    if (!listing.architectures.empty()) object["architectures"] = text_array(listing.architectures);
    if (!listing.screenshots.empty()) object["screenshots"] = text_array(listing.screenshots);
    json::array settings;
    for (auto setting : draft.settings) {
        if (draft.page && setting.name == draft.page->setting) setting.default_value = fmt::format("{}", port);
        settings.push_back(setting_object(setting));
    }
    if (!settings.empty()) object["settings"] = std::move(settings);
    object["imported_from"] = origin_object(origin, draft.definition.path);
    return json::serialize(object) + "\n";
}

std::string env_example(const Draft& draft)
{
    if (draft.env_lines.empty()) return {};
    std::string text = "# What is no setting of the app and is still named in its files.\n";
    for (const auto& [name, value] : draft.env_lines)
        text += fmt::format("{}={}\n", name, value.empty() ? std::string() : dotenv::written(value));
    return text;
}

Node with_page_port(Node tree, const Draft& draft, int port)
{
    if (!draft.page || draft.page->setting.empty()) return tree;
    // A plan is made before there is a `.env`: the port must be readable without one.
    const auto bare = "${" + draft.page->setting + "}";
    const auto told = fmt::format("${{{}:-{}}}", draft.page->setting, port);
    each_scalar(tree, [&](Node& scalar) {
        for (auto at = scalar.text.find(bare); at != std::string::npos; at = scalar.text.find(bare, at + told.size()))
            scalar.text.replace(at, bare.size(), told);
    });
    return tree;
}

/// The whole_file file, in Compose's order.
std::string whole_file(const Node& tree)
{
    return "# Written by furtka import: Compose would refuse the author's file, which is kept in original/.\n"
        + to_yaml(tree);
}

} // namespace

Files app_files(const Draft& draft, int port, const Origin& origin)
{
    const auto& definition = draft.definition;
    Files files = draft.files;
    const auto tree = with_page_port(draft.tree, draft, port);
    if (draft.rewrite) {
        files["docker-compose.yaml"] = definition.author_text.empty() ? to_yaml(tree) : whole_file(tree);
        if (!definition.author_text.empty()) files["original/" + definition.author_name] = definition.author_text;
    } else {
        files["docker-compose.yaml"] = definition.author_text;
        const auto changes = override_of(draft.before, tree);
        if (!changes.members.empty()) {
            files[std::string(override_file)] =
                "# Written by furtka import: what is different from the author's file. Compose 2.24.4 or later reads it.\n"
                + to_yaml(changes);
        }
    }
    if (auto lines = env_example(draft); !lines.empty()) files[".env.example"] = std::move(lines);
    files["icon.svg"] = check_icon(definition.listing.icon_svg) ? definition.listing.icon_svg : std::string(generic_icon);
    files["manifest.json"] = manifest_text(draft, port, origin);
    return files;
}

} // namespace furtka::imports
