#include "cli/cli.hpp"

#include "base/version.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <string_view>

namespace furtka::cli {

int run(int argc, char** argv)
{
    if (argc == 2 && std::string_view(argv[1]) == "version") {
        fmt::print("furtka {}\n", version());
        return 0;
    }
    fmt::print(stderr, "usage: furtka serve [FLAG]… | furtka version\n");
    return 2;
}

} // namespace furtka::cli
