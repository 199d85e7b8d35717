// domain/app_edit.hpp — the compose file and the override of an installed app, changed by its owner.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// Which of the two: the override is the owner's, the compose file its author's.
enum class EditedFile { override_file, compose };
std::string_view to_text(EditedFile file); ///< `override`, `compose`
std::optional<EditedFile> edited_file(std::string_view text);

inline constexpr std::size_t largest_edit = 256UL << 10;
inline constexpr std::size_t most_edit_versions = 10; ///< kept of an app, the newest last
inline constexpr std::string_view override_name = "compose.override.yaml"; ///< of one that is made

/// What an override says that changes nothing: Compose takes no empty file.
inline constexpr std::string_view empty_override = "services: {}\n";

/// What a file said before an edit.
struct EditVersion {
    std::chrono::sys_time<std::chrono::milliseconds> at{}; ///< of the edit
    EditedFile file = EditedFile::override_file;
    std::string text;
    bool operator==(const EditVersion&) const = default;
};

/// `versions` and one more; the oldest go when there are too many.
std::vector<EditVersion> with_version(std::vector<EditVersion> versions, EditVersion version);

std::string to_json(const std::vector<EditVersion>& versions);
/// What cannot be read is no version.
std::vector<EditVersion> parse_edit_versions(std::string_view json);

/// invalid `edit_text`: nothing, too large, or no text in UTF-8.
Result<void> check_edit(std::string_view text);

/// Warnings of Compose about variables without a value that were not there before: a broken path or a random port.
std::vector<std::string> new_unset_variables(const std::vector<std::string>& before, const std::vector<std::string>& after);

/// The line of `text`, from 1, that words of Compose are about: the one they name, or that of the member they name
/// (`services.web.ports.0`). None: it cannot be told.
std::optional<std::size_t> line_in_words(std::string_view words, std::string_view text);

} // namespace furtka
