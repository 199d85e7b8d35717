// api/messages_move_in.hpp — what may be taken over from other programs, as JSON.
#pragma once

#include "domain/move_in/move_in_record.hpp"
#include "services/find_move_ins.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace furtka::api {

/// `{"offers": [{"id", "program", "project", …}]}`
std::string move_ins_json(const std::vector<MoveInOffer>& offers);
/// An offer with `permissions`.
std::string move_in_plan_json(const MoveInPlan& plan);
/// `{"program", "program_name", "project", "confirmed", …}`; null: it was not taken over.
boost::json::value moved_in_value(const std::optional<MoveInRecord>& record);

} // namespace furtka::api
