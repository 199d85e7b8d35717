// cli/json_read.hpp — the members of the API's answers, read leniently: what is absent, null or of another type is empty. A
// newer daemon may say more than this program knows.
#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::cli {

/// upstream `daemon_answer`: not a JSON object.
Result<boost::json::value> parse_object(std::string_view text);

/// Null when absent. References live as long as `value`.
const boost::json::value& member(const boost::json::value& value, std::string_view name);
std::string text_of(const boost::json::value& value, std::string_view name); ///< also of a number
std::int64_t number_of(const boost::json::value& value, std::string_view name);
std::uint64_t size_of(const boost::json::value& value, std::string_view name); ///< 0 for a negative one
bool flag_of(const boost::json::value& value, std::string_view name);
const boost::json::array& list_of(const boost::json::value& value, std::string_view name);
std::vector<std::string> texts_of(const boost::json::value& value, std::string_view name);

/// An object made of pairs of texts, as JSON text.
std::string object_text(const std::vector<std::pair<std::string, std::string>>& members);

} // namespace furtka::cli
