// cli/diagnosis_text.hpp — why an app is down, as lines for a person.
#pragma once

#include "cli/session.hpp"

#include <string>

namespace furtka::cli {

/// Causes with what the engine and the app said, and the command that mends each. Empty: it runs, or the daemon cannot tell.
std::string diagnosis_text(Session& session, const std::string& app);

} // namespace furtka::cli
