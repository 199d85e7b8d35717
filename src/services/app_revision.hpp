// services/app_revision.hpp — an installed app beside what its catalog has of it.
#pragma once

#include "domain/app_folder.hpp"
#include "domain/author_files.hpp"
#include "services/world.hpp"

#include <optional>
#include <string>

namespace furtka {

/// The sides of a three-way merge.
struct RevisionSides {
    AppFolder installed;
    AppFolder offered;
    std::optional<AuthorFiles> base; ///< none: not known
    AuthorFiles mine;
    AuthorFiles theirs;

    /// Whether the catalog has something new: an older version is none, and where it is not known what was put there, only a
    /// newer one is.
    bool has_news() const;
};

/// not_found `app_not_installed`; conflict `revision_no_catalog`: it is from no catalog, or from one that has it no more;
/// broken: its `.env` cannot be read.
Task<Result<RevisionSides>> revision_sides(World world, AppName app);

/// The version of the newer revision that the app's catalog has; empty: none.
Task<std::string> newer_revision(World world, AppName app);

} // namespace furtka
