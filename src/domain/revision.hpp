// domain/revision.hpp — a newer revision of an app from its catalog, made one with what the owner changed of its files.
#pragma once

#include "domain/author_files.hpp"
#include "domain/env_file.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class FileFate {
    same, ///< nothing is new
    mine, ///< the owner's, which the newer revision did not touch
    theirs, ///< the newer revision's, which the owner did not touch
    merged, ///< both changed it, in different places
    gone, ///< the newer revision has it no more
    conflict, ///< both changed the same: the owner has to choose
};
std::string_view to_text(FileFate fate);

/// Where the content of a file comes from that the app will have.
enum class Content {
    undecided, ///< a conflict that the owner has not decided
    mine, ///< the file that is there, or that there is none
    theirs, ///< the newer revision's
    text, ///< `RevisedFile::text`
    none, ///< it is taken away
};

struct RevisedFile {
    std::string path;
    FileFate fate = FileFate::same;
    Content content = Content::mine;
    std::string text; ///< of Content::text
    std::string diff; ///< from what is installed to what it will be; of a conflict both versions between marks

    bool operator==(const RevisedFile&) const = default;
};

/// What becomes of one key of `.env`. Its value is never told: it may be a secret.
struct RevisedKey {
    std::string key;
    FileFate fate = FileFate::same;
    bool decided = true; ///< false: a conflict that the owner has not decided

    bool operator==(const RevisedKey&) const = default;
};

enum class Choice { mine, theirs };
std::optional<Choice> choice_of(std::string_view text); ///< `mine`, `theirs`
using Choices = std::map<std::string, Choice>; ///< of conflicts, by path; of a key of `.env` by `.env:KEY`

struct Revision {
    std::vector<RevisedFile> files; ///< those of which something is new or the owner's own
    std::vector<RevisedKey> keys; ///< of `.env`: those that the newer revision adds or changes
    EnvFile env; ///< as it will be

    /// Conflicts that nobody has decided yet, named as in Choices.
    std::vector<std::string> undecided() const;
};

/// `base` is what the author's files were when they were put there; none: it is not known, and every file that differs is a
/// conflict. What only the owner has is left alone. Texts are compared as long as a DiffBudget lasts, and at most a
/// megabyte of differences is shown.
Revision revise(const std::optional<AuthorFiles>& base, const AuthorFiles& mine, const AuthorFiles& theirs,
    const EnvFile& env, const Choices& choices);

/// The files of which `revise` has to know what the owner made of them: the author's, and overrides of the compose file.
std::vector<std::string> paths_to_revise(const std::optional<AuthorFiles>& base, const AuthorFiles& theirs);

/// Whether a revision has anything new for an app.
bool has_news(const std::optional<AuthorFiles>& base, const AuthorFiles& mine, const AuthorFiles& theirs);

} // namespace furtka
