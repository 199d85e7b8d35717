// api/install_plan_json.hpp — the plan of an installation as JSON. Only for the .cpp files of messages.
#pragma once

#include "api/messages.hpp"

#include <boost/json/fwd.hpp>

namespace furtka::api {

boost::json::object install_plan_object(const PlanParts& plan);

} // namespace furtka::api
