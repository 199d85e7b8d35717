// What a hook prints is read without a crash, and what is read can be written to a `.env` and read back.

#include "domain/env_file.hpp"
#include "domain/hook_output.hpp"

#include <cstdint>
#include <cstdlib>

using namespace furtka;

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto settings = parse_hook_output({reinterpret_cast<const char*>(data), size});
    if (!settings) {
        demand(settings.error().key == "hook_output" && !settings.error().message.empty());
        return 0;
    }
    demand(settings->size() <= 100);
    const auto written = EnvFile::parse(EnvFile().with(*settings).text());
    if (written) demand(written->values() == *settings);
    return 0;
}
