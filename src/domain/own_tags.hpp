// domain/own_tags.hpp — the names Furtka gives to images: `furtka/rollback/<app>/<service>:<n>` to those that an app may
// have to go back to, `furtka/pinned:<id>` to those that came out of a file and are named by a digest, and
// `furtka/moving/<app>:<n>` to these while they are on their way into a file or out of it.
#pragma once

#include "domain/image_ref.hpp"
#include "domain/names.hpp"

#include <cstddef>
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

/// The name says which image it is, so nobody can make it mean another.
ImageRef stand_in_name(const ImageId& id);
/// Only a job of that app uses it, and no longer than it runs.
ImageRef moving_name(std::string_view app, std::size_t number);

/// One of all these names.
bool is_furtka_name(const ImageRef& ref);

} // namespace furtka
