// domain/move_in/take_over.hpp — a project of another program as an app folder: the author's compose file as it is, and an
// override that keeps what its containers have: volumes and folders where they are, names others know them by.
#pragma once

#include "domain/move_in/move_in_record.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// What stands in the way, or is worth knowing: a constant key, what it is about, and a sentence.
struct TakeOverNote {
    std::string key; ///< `builds_image`
    std::string about; ///< a service, a variable, a file; or empty
    std::string text;
    bool operator==(const TakeOverNote&) const = default;
};

enum class TakeOverVerdict {
    ready,
    needs_person, ///< something has to be done first, and can be
    refused
};
std::string_view to_text(TakeOverVerdict verdict);

struct TakeOverSource {
    std::string app; ///< the name it gets
    ForeignProject project;
    AppSpot spot;
    std::vector<std::string> config_files; ///< on the server, as Compose was given them
    std::vector<std::string> env_files; ///< with the values of variables, the weakest first
    ForeignFiles files; ///< those of both that can be read
};

struct TakeOver {
    std::vector<TakeOverNote> refused;
    std::vector<TakeOverNote> needed; ///< of a person
    std::vector<TakeOverNote> notes;
    std::string display_name;
    std::map<std::string, std::string> files; ///< of the app folder, without `.env`; none unless it is ready
    std::string env; ///< text of the `.env`
    std::vector<std::string> services; ///< that it will have

    TakeOverVerdict verdict() const
    {
        if (!refused.empty()) return TakeOverVerdict::refused;
        return needed.empty() ? TakeOverVerdict::ready : TakeOverVerdict::needs_person;
    }
};

/// What could be told without asking Compose. Reads no variable's value into any text but `env`.
TakeOver take_over(const TakeOverSource& source);

/// `blog-app` for the project `blog`: Compose knows containers by their project's name, so an app must not have the name of
/// a project whose containers are there. What is no app name becomes one.
std::string take_over_name(std::string_view project, const std::vector<std::string>& taken);

} // namespace furtka
