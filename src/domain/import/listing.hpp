// domain/import/listing.hpp — texts about an app, made fit for a manifest.
#pragma once

#include "domain/import/tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka::imports {

/// An app name of any words: `Unifi-Network-Application` becomes `unifi-network-application`. Empty: nothing is left.
std::string app_name_of(std::string_view words);
/// `home_assistant` or `home-assistant` as a title: `Home assistant`.
std::string title_of(std::string_view words);
/// The first sentence or line, at most 200 characters.
std::string first_words(std::string_view text);
/// Without the marks of HTML and of Markdown's links: `<b>root</b>`, `[Notes](https://…)`.
std::string without_marks(std::string_view text);
/// The name of a setting: `DB_PASSWORD` of `db-password`.
std::string setting_name_of(std::string_view words);
/// The English text of a map by language (`en_US`), or the text itself.
std::string english(const Node* node);
/// Only http and https addresses.
std::string web_address(std::string_view text);
/// The tag of an image: `1.37.1` of `vaultwarden/server:1.37.1`; empty if it has none, or one with a variable.
std::string version_of_image(std::string_view image);
/// `MIT`, `Apache-2.0`, … of a licence file's text; empty: not known.
std::string licence_of(std::string_view text);

} // namespace furtka::imports
