// api/json_parts.hpp — pieces of JSON that several messages share. Only for the .cpp files of messages.
#pragma once

#include "domain/manifest.hpp"
#include "domain/settings.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::api {

/// A string; bytes that are not UTF-8 (engine and Compose messages may hold any) are replaced.
boost::json::value json_text(std::string_view text);
/// The same, with null for empty text.
boost::json::value json_text_or_null(std::string_view text);
boost::json::value json_number_or_null(std::optional<int> number);
boost::json::array json_texts(const std::vector<std::string>& texts);
boost::json::object json_values(const SettingValues& values);
boost::json::array json_form(const std::vector<Setting>& form);
/// Adds where an app comes from and what its author says of it, as its own page shows it.
void add_author_words(boost::json::object& object, const Manifest& manifest);
/// Names of the apps that it needs.
boost::json::array json_requires(const Manifest& manifest);
/// `{"key", "detail", "hint"}`
boost::json::object json_error(const Error& error);
/// Adds the error's details as members.
void add_details(boost::json::object& object, const Error& error);

} // namespace furtka::api
