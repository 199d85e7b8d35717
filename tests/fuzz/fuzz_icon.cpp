// An icon is judged without a crash, and one that may be shown has no script.

#include "domain/icon.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace furtka;

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string text(reinterpret_cast<const char*>(data), size);
    const auto checked = check_icon(text);
    if (!checked) {
        demand(checked.error().key == "icon_refused" && !checked.error().message.empty());
        return 0;
    }
    demand(size <= largest_icon);
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool plain = !text.contains("<!"); // no comments and no CDATA, where anything may stand
    demand(!plain || (!text.contains("<script") && !text.contains("<foreignobject") && !text.contains("<a ")));
    return 0;
}
