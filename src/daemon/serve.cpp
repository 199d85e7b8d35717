#include "daemon/serve.hpp"

#include "base/log.hpp"
#include "daemon/daemon.hpp"
#include "daemon/memory.hpp"
#include "daemon/private_memory.hpp"
#include "daemon/settings.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace furtka::daemon {
namespace {

std::optional<std::string> environment(const std::string& name)
{
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
}

int refuse(const Error& error, int code)
{
    fmt::print(stderr, "furtka: {}\n", error.message);
    if (!error.hint.empty()) fmt::print(stderr, "  {}\n", error.hint);
    return code;
}

} // namespace

int serve(int argc, char** argv)
{
    keep_memory_private();
    tune_heap();
    const Sources sources{.arguments = {argv + 2, argv + argc}, .environment = environment};
    const auto asks_help = [](const std::string& argument) { return argument == "--help" || argument == "-h"; };
    if (std::ranges::any_of(sources.arguments, asks_help)) {
        fmt::print("{}", help_text());
        return 0;
    }
    const auto settings = read_settings(sources);
    if (!settings) return refuse(settings.error(), 2);
    log::set_level(settings->log_level);
    std::signal(SIGPIPE, SIG_IGN); // a client that has gone is an error of the write, not the end of the daemon

    Daemon daemon(*settings, [sources] { return read_settings(sources); });
    const auto ran = daemon.run();
    if (!ran) return refuse(ran.error(), 1);
    return 0;
}

} // namespace furtka::daemon
