// A `docker run` line is read without a crash, and nothing of it is run.

#include "domain/import/app_files.hpp"
#include "domain/import/store.hpp"

#include <cstdint>
#include <cstdlib>

using namespace furtka::imports;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    auto outcomes = take_commands(text, "run.txt");
    if (outcomes.empty()) std::abort();
    settle(outcomes);
    for (const auto& outcome : outcomes) {
        if (!outcome.draft && outcome.reasons.empty()) std::abort();
        if (outcome.draft && app_files(*outcome.draft, outcome.port, {}).empty()) std::abort();
    }
    return 0;
}
