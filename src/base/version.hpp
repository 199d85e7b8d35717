// base/version.hpp — which Furtka this is.
#pragma once

#include <string_view>

namespace furtka {

/// `0.1.0`
std::string_view version();

/// The commit it was built from; empty when the build was not told (CMake option FURTKA_COMMIT).
std::string_view commit();

} // namespace furtka
