// services/service_names.hpp — the services of an app by name, and what is said of one that it has not.
#pragma once

#include "services/live_picture.hpp"

#include <set>
#include <string>

namespace furtka {

/// Of its compose file and of its containers.
std::set<std::string> services_of(const AppView& view);

Error no_such_service(const AppName& app, const std::string& service, const AppView& view); ///< not_found `service_unknown`

} // namespace furtka
