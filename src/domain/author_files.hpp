// domain/author_files.hpp — the files of an app as its author made them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

/// A file of an app folder. Large ones and those that are no text are known by their hash only.
struct AuthorFile {
    std::string hash; ///< SHA-256, hexadecimal
    std::optional<std::string> text;
    bool operator==(const AuthorFile& other) const { return hash == other.hash; }
};
using AuthorFiles = std::map<std::string, AuthorFile>; ///< by path inside the app's folder

/// `.furtka/base.json`: the author's files as they were put there.
std::string to_json(const AuthorFiles& files);
/// None: not what to_json wrote.
std::optional<AuthorFiles> parse_author_files(std::string_view text);

} // namespace furtka
