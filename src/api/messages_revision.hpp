// api/messages_revision.hpp — a newer revision of an app as JSON.
#pragma once

#include <string>

namespace furtka {
struct RevisionPlan;
}

namespace furtka::api {

/// `{"app", "catalog", "from", "to", "available", "conflicts", "files", "keys", "permissions", "problem", …}`
std::string revision_json(const RevisionPlan& plan);

} // namespace furtka::api
