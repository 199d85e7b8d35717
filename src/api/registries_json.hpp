// api/registries_json.hpp — who Furtka is at registries and what they have left for it, as JSON text.
#pragma once

#include "services/registry_accounts.hpp"

#include <string>
#include <vector>

namespace furtka::api {

/// `{"registries": [RegistryInfo]}`; never a secret.
std::string registries_json(const std::vector<RegistryAccount>& accounts);

} // namespace furtka::api
