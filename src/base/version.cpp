#include "base/version.hpp"

namespace furtka {

std::string_view version() { return FURTKA_VERSION; }

std::string_view commit() { return FURTKA_COMMIT; }

} // namespace furtka
