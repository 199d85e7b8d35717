#include "api/messages.hpp"
#include "domain/policy_json.hpp"

#include <fmt/format.h>

namespace furtka::api {

std::string policy_json(const UpdatePolicy& policy) { return to_json(policy); }

std::string app_policy_json(std::string_view app, const AppPolicy& own, const UpdatePolicy& effective)
{
    // An app's name has no character that JSON would want written otherwise.
    return fmt::format(R"({{"app":"{}","own":{},"effective":{}}})", app, to_json(own), to_json(effective));
}

} // namespace furtka::api
