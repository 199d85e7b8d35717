// domain/shown.hpp — foreign text made safe to show in a message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace furtka {

/// At most `most` bytes of `text`; every byte that is not printable ASCII becomes `?`.
std::string shown(std::string_view text, std::size_t most = 80);

} // namespace furtka
