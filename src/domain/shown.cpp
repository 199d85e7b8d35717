#include "domain/shown.hpp"

#include <algorithm>

namespace furtka {

std::string shown(std::string_view text, std::size_t most)
{
    std::string out(text.substr(0, most));
    std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, '?');
    return out;
}

} // namespace furtka
