// domain/own_tags.hpp — the names Furtka gives to images that an app may have to go back to:
// `furtka/rollback/<app>/<service>:<n>`.
#pragma once

#include "domain/image_ref.hpp"

#include <string>
#include <string_view>

namespace furtka {

inline constexpr std::string_view own_tags_prefix = "furtka/rollback/";

/// `furtka/rollback/blog/web`. A name that the engine does not take as part of a repository (`Web`, `a__-b`) is made one,
/// with a checksum of what it was. `*` stands for every service.
std::string own_repository(std::string_view app, std::string_view service);

/// The image of a service in the app's recovery point `number`.
ImageRef own_tag(std::string_view app, std::string_view service, int number);

bool is_own_tag(const ImageRef& ref);
bool is_own_tag_of(const ImageRef& ref, std::string_view app);
/// The recovery point that an own tag belongs to; 0: none.
int point_of_tag(const ImageRef& ref);

} // namespace furtka
