// CasaOS and ZimaOS stores: a compose file with `x-casaos` beside the services and in each of them.
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

namespace furtka::imports {
namespace {

void take_casaos_listing(Definition& definition, const Node& about)
{
    auto& listing = definition.listing;
    listing.display_name = english(about.find("title"));
    listing.version = about.text_of("version");
    listing.tagline = english(about.find("tagline"));
    listing.description_long = english(about.find("description"));
    listing.category = about.text_of("category");
    listing.website = web_address(about.text_of("website"));
    listing.source = web_address(about.text_of("repo"));
    listing.support = web_address(about.text_of("support"));
    listing.release_notes = english(about.find("release_notes"));
    listing.architectures = about.texts_of("architectures");
    for (const auto& link : about.texts_of("screenshot_link")) {
        if (const auto address = web_address(link); !address.empty()) listing.screenshots.push_back(address);
    }
    if (const auto* tips = about.find("tips")) listing.tips = english(tips->find("before_install"));
}

void take_casaos_page(PageHint& page, const Node& about)
{
    page.service = about.text_of("main");
    page.host_port = with_defaults(about.text_of("port_map"));
    if (about.text_of("scheme") == "https") page.scheme = "https";
    page.path = about.text_of("index");
    if (page.path == "/") page.path.clear();
}

} // namespace

Result<Definition> read_casaos(const Found& found)
{
    Definition definition{.format = Format::casaos};
    CHECK(take_compose(definition, found));
    const auto* about = definition.compose.find("x-casaos");
    if (about != nullptr && about->is_map()) {
        take_casaos_listing(definition, *about);
        take_casaos_page(definition.page, *about);
    } else {
        definition.reasons.emplace_back("it has no x-casaos part: name, icon and page are guessed");
    }
    if (definition.listing.display_name.empty()) definition.listing.display_name = title_of(found.id);
    if (const auto icon = found.files.find("icon.svg"); icon != found.files.end())
        definition.listing.icon_svg = icon->second;

    definition.roots = {{.prefix = "/DATA/AppData/", .place = Place::app_data}, {.prefix = "/DATA/", .place = Place::media}};
    const auto name = app_name_of(found.id);
    definition.variables = {{"AppID", name}, {"APPID", name}, {"DefaultUserName", "admin"}, {"DEFAULT_USERNAME", "admin"},
        {"DefaultPassword", "${DEFAULT_PASSWORD}"}, {"DefaultPWD", "${DEFAULT_PASSWORD}"}};
    definition.seeds = found.files;
    definition.seeds.erase(found.file);
    return definition;
}

} // namespace furtka::imports
