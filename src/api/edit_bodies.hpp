// api/edit_bodies.hpp — what callers send of an app's compose files.
#pragma once

#include "base/result.hpp"
#include "domain/app_edit.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka::api {

struct EditBody {
    std::string text;
    std::vector<std::string> accept; ///< ids of permission marks
};
/// `{"text", "accept"?}`. invalid `body_json` | `body_member`.
Result<EditBody> parse_edit_body(std::string_view text);

struct EditCheckBody {
    EditedFile file = EditedFile::override_file;
    std::string text;
};
/// `{"file": "override"|"compose", "text"}`
Result<EditCheckBody> parse_edit_check_body(std::string_view text);

/// `{"accept"?}`, or nothing.
Result<std::vector<std::string>> parse_edit_undo_body(std::string_view text);

} // namespace furtka::api
