// domain/exit_words.hpp — what an exit code of a container means, as far as it means something everywhere.
#pragma once

#include <string_view>

namespace furtka {

/// `its command was not found` for 127; empty for a code that only the app can explain. Sources: POSIX 2.8.2 for 126 and
/// 127, the engine for 128 (it could not start the container), 128 + signal for the rest.
std::string_view exit_words(int code);

} // namespace furtka
