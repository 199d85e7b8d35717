#include "domain/app_folder.hpp"

#include "domain/shown.hpp"

#include <fmt/format.h>

namespace furtka {

Error app_not_installed(std::string_view name)
{
    return {.kind = ErrorKind::not_found,
        .key = "app_not_installed",
        .message = fmt::format("{} is not installed", shown(name)),
        .hint = "see the list of installed apps: furtka app list"};
}

} // namespace furtka
