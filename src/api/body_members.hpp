// api/body_members.hpp — members of a JSON body read strictly. Only for the .cpp files that parse bodies.
#pragma once

#include "base/result.hpp"
#include "domain/settings.hpp"

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::api {

/// invalid `body_member`: `"name" is missing`.
Error member_error(std::string_view member, std::string_view problem);

/// invalid `body_json` (not a JSON object) | `body_member` (a member that is not among `known`).
Result<boost::json::object> parse_object(std::string_view text, std::initializer_list<std::string_view> known);

/// The text of a member; empty when it is absent or null.
Result<std::string> text_member(const boost::json::object& object, std::string_view name);
/// Texts of a list, at most `most` of at most 300 bytes; empty when it is absent or null.
Result<std::vector<std::string>> texts_member(const boost::json::object& object, std::string_view name, std::size_t most);
/// True or false; false when it is absent or null.
Result<bool> flag_member(const boost::json::object& object, std::string_view name);
/// A whole number from `least` to `most`; none when it is absent or null.
Result<std::optional<std::int64_t>> number_member(
    const boost::json::object& object, std::string_view name, std::int64_t least, std::int64_t most);
/// An object of texts; empty when it is absent or null.
Result<SettingValues> values_member(const boost::json::object& object, std::string_view name);
/// The member `settings`: an object of texts; empty when it is absent or null.
Result<SettingValues> settings_member(const boost::json::object& object);

} // namespace furtka::api
