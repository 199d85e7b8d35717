#include "support/scratch.hpp"

#include <algorithm>

namespace furtka::test {

std::vector<std::string> Scratch::names(const std::filesystem::path& name) const
{
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(path_ / name, ignored))
        names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
}

} // namespace furtka::test
