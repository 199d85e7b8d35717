// main.cpp — one program: `furtka serve` is the daemon, everything else is its command line.

#include "cli/cli.hpp"
#include "daemon/serve.hpp"
#include "offline/offline.hpp"

#include <string_view>

int main(int argc, char** argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "serve") return furtka::daemon::serve(argc, argv);
    return furtka::cli::run(
        argc, argv, {.import_store = furtka::offline::import_store, .catalog_lint = furtka::offline::lint_catalog});
}
