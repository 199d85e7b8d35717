// cli/table/shared.hpp — arguments and options that commands of several groups take.
#pragma once

#include "cli/command_table.hpp"

#include <array>

namespace furtka::cli {

inline constexpr OptionInfo json_option{.name = "--json", .value = "", .help = "print the answer of the API, for programs"};
inline constexpr OptionInfo set_option{.name = "--set",
    .value = "KEY=VALUE",
    .help = "give a setting; KEY=- reads the value from standard input",
    .repeats = true};
inline constexpr OptionInfo set_file_option{
    .name = "--set-file", .value = "KEY=FILE", .help = "give a setting whose value stands in a file", .repeats = true};
inline constexpr OptionInfo accept_option{
    .name = "--accept", .value = "ID", .help = "allow a permission that is asked for", .repeats = true};
inline constexpr OptionInfo accept_all_option{
    .name = "--accept-all", .value = "", .help = "allow every permission that is asked for, without a question"};
inline constexpr std::array installed_app{ArgumentInfo{.name = "NAME", .offers = Offers::installed_apps}};
inline constexpr std::array optional_app{ArgumentInfo{.name = "NAME", .required = false, .offers = Offers::installed_apps}};
inline constexpr std::array only_json{json_option};
inline constexpr OptionInfo port_option{.name = "--port",
    .value = "PLACE=PORT",
    .help = "publish a port of a container as another; PLACE is SERVICE:PORT",
    .repeats = true};

} // namespace furtka::cli
