// A plain compose file, and what all formats with a compose file share.
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/secret_words.hpp"
#include "domain/import/variables.hpp"
#include "domain/import/yaml_read.hpp"

#include <fmt/format.h>

#include <algorithm>

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

namespace {

bool is_path(std::string_view value)
{
    return value.starts_with('/') || value.starts_with("./") || value.starts_with("../") || value.starts_with("~/");
}

/// The author's `.env`, or a sample of one: secrets and paths are taken as they stand, for what they become is decided
/// later; the rest is proposed to the owner.
void take_env_sample(Definition& definition, std::string_view text)
{
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
        if (line.starts_with("export ")) line.remove_prefix(7);
        const auto equals = line.find('=');
        if (line.starts_with('#') || equals == std::string_view::npos || equals == 0) continue;
        const std::string name(line.substr(0, equals));
        auto value = line.substr(equals + 1);
        const bool quoted =
            value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.front() == value.back();
        value = quoted ? value.substr(1, value.size() - 2) : value.substr(0, value.find(" #"));
        while (value.ends_with(' ')) value.remove_suffix(1);
        if (value.empty() || name.contains(' ') || is_stand_in(value)) continue;
        const bool secret = is_secret_name(name) && may_be_secret(value);
        const bool address = value.contains("://") && value.contains('@');
        if (secret || address || is_path(value))
            definition.variables[name] = value.contains("${") ? std::string(value) : escaped(value);
        else if (!value.contains('$'))
            definition.proposals[name] = value;
    }
}

} // namespace

Result<Definition> read_compose(const Found& found)
{
    Definition definition{.format = Format::compose};
    CHECK(take_compose(definition, found));
    definition.roots = {
        {.prefix = "/portainer/Files/AppData/", .place = Place::app_data}, {.prefix = "/portainer/", .place = Place::media}};
    definition.listing.display_name = title_of(found.id);
    definition.seeds = found.files;
    definition.seeds.erase(found.file);
    for (const auto name : env_samples) {
        const auto sample = definition.seeds.find(std::string(name));
        if (sample == definition.seeds.end()) continue;
        take_env_sample(definition, sample->second);
        break;
    }
    return definition;
}

} // namespace furtka::imports
