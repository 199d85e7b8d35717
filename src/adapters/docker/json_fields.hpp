// adapters/docker/json_fields.hpp — lenient looks into the engine's JSON: what is absent or of another type reads as empty.
#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace furtka::docker {

/// upstream `engine_error`: not JSON; the message names `what` was asked and quotes the start of the answer.
Result<boost::json::value> parse_answer(std::string_view body, std::string_view what);
Result<boost::json::object> parse_object(std::string_view body, std::string_view what);
Result<boost::json::array> parse_array(std::string_view body, std::string_view what);

std::string text_in(const boost::json::object& object, std::string_view key);
std::int64_t number_in(const boost::json::object& object, std::string_view key);
bool is_set_in(const boost::json::object& object, std::string_view key);
/// An empty object or array when there is none.
const boost::json::object& object_in(const boost::json::object& object, std::string_view key);
const boost::json::array& array_in(const boost::json::object& object, std::string_view key);

/// A single value as text or object; empty when it is neither.
std::string text_of(const boost::json::value& value);
const boost::json::object& object_of(const boost::json::value& value);

} // namespace furtka::docker
