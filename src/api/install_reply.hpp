// api/install_reply.hpp — what an installation takes, as an answer.
#pragma once

#include "http/message.hpp"
#include "services/install_plan.hpp"

namespace furtka::api {

http::Response install_plan_reply(const InstallPlan& plan);

} // namespace furtka::api
