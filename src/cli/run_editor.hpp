// cli/run_editor.hpp — the person's own editor, on a text.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace furtka::cli {

/// A file of that text that only this user can read; whoever asked for it deletes it. unavailable `editor_file`.
Result<std::filesystem::path> text_for_editor(std::string_view text);

/// Runs the editor's words, split at spaces, with the file as the last; no shell is asked. Waits for its end. unavailable
/// `editor_failed`: there is none, or it ended with an error.
Result<void> run_editor(const std::string& editor, const std::filesystem::path& file);

} // namespace furtka::cli
