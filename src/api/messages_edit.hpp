// api/messages_edit.hpp — the compose files of an installed app as JSON.
#pragma once

#include "services/edit_app.hpp"

#include <string>

namespace furtka::api {

/// `{"files": [{"file", "name", "text", "there", "hash"}], "versions": [{"file", "at"}]}`, the newest version first.
std::string edited_files_json(const EditedFiles& files);
/// `{"name", "warnings", "permissions"}`: what Compose says of a text, and what the owner would have to accept.
std::string edit_check_json(const EditCheck& check);

/// What `If-Match` must say for a file to be written.
std::string edit_hash(const AppText& file);

} // namespace furtka::api
