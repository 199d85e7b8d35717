#include "services/looked_at.hpp"

#include <fmt/format.h>

namespace furtka {

std::string without_folder(std::string words, const std::filesystem::path& folder)
{
    const auto path = folder.string() + "/";
    for (auto at = words.find(path); at != std::string::npos; at = words.find(path, at)) words.erase(at, path.size());
    return words;
}

Error too_many_looks(std::size_t most)
{
    return {.kind = ErrorKind::conflict,
        .key = "too_many_looks",
        .message = fmt::format("{} texts are being looked at already", most),
        .hint = "try again in a moment"};
}

} // namespace furtka
