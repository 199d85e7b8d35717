#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"

namespace furtka::api {

Task<http::Response> show_diagnosis(Call call)
{
    const auto diagnosis = co_await call.api.services.diagnose.run(std::string(call.part));
    if (!diagnosis) co_return problem(diagnosis.error());
    co_return json_reply(200, diagnosis_json(diagnosis->app, diagnosis->state, diagnosis->causes));
}

} // namespace furtka::api
