// A plain compose file, and what all formats with a compose file share.
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/yaml_read.hpp"

#include <fmt/format.h>

namespace furtka::imports {

Result<void> take_compose(Definition& definition, const Found& found)
{
    const auto text = found.files.find(found.file);
    if (text == found.files.end()) {
        return fail({.kind = ErrorKind::invalid,
            .key = "import_unreadable",
            .message = fmt::format("{} has no compose file that can be read", found.path)});
    }
    TRY(auto document, parse_yaml(text->second));
    definition.compose = std::move(document.root);
    definition.doubled = std::move(document.doubled);
    definition.author_text = text->second;
    const auto slash = found.file.rfind('/');
    definition.author_name = slash == std::string::npos ? found.file : found.file.substr(slash + 1);
    definition.id = found.id;
    definition.path = found.path;
    return {};
}

Result<Definition> read_compose(const Found& found)
{
    Definition definition{.format = Format::compose};
    CHECK(take_compose(definition, found));
    definition.roots = {
        {.prefix = "/portainer/Files/AppData/", .place = Place::app_data}, {.prefix = "/portainer/", .place = Place::media}};
    definition.listing.display_name = title_of(found.id);
    definition.seeds = found.files;
    definition.seeds.erase(found.file);
    return definition;
}

} // namespace furtka::imports
