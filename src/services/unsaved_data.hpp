// services/unsaved_data.hpp — what a container holds that its recreation would lose.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/container.hpp"
#include "domain/update_plan.hpp"
#include "ports/inspection.hpp"

#include <vector>

namespace furtka {

/// Findings for one container of a service. At most 20 files are looked at for when they were written. Errors of Inspection.
Task<Result<std::vector<Finding>>> unsaved_data(Inspection& inspection, ServiceModel service, Container container);

} // namespace furtka
