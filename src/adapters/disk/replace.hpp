// adapters/disk/replace.hpp — the files of an installed app replaced, all or none, and put back on demand.
//
// Containers keep data in an app's folder (`./data:/data`), so the folder itself stays where it is and only the app's own
// files are exchanged, each by a rename. What they were is kept beside it, in a hidden folder:
//   .replacing-blog/  plan (`R path`: replaced or taken away, `A path`: added) and files/ (hard links to the old files)
//   .previous-blog/   the same once every file is in place
// A `.replacing-…` found at start belongs to a daemon that was killed half-way: it is undone.
#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace furtka {

/// Keeps what an exchange with `files` (relative paths of the new ones) will replace. Touches nothing of the app; waits for
/// the disk. Compose files of the app that the new ones lack, and those of `gone` that are there, are kept too: they are
/// taken away.
Result<void> prepare_replace(
    int root, const std::string& app, const std::vector<std::string>& files, const std::vector<std::string>& gone = {});
/// Takes back a prepare_replace that is not needed.
void abandon_replace(int root, const std::string& app);

/// Moves `files` from the folder `staging` over those of the app's folder, after prepare_replace; both are folders of
/// `root`. Quick. Forgets what an earlier exchange kept. A failure leaves everything as it was.
Result<void> replace_files(
    int root, const std::string& app, const std::string& staging, const std::vector<std::string>& files);

bool has_previous(int root, const std::string& app);
/// Puts back what the last replace_files exchanged.
Result<void> put_previous_back(int root, const std::string& app);
/// None is success.
Result<void> forget_previous(int root, const std::string& app);

/// Undoes what a killed daemon left half-way, for all apps of a root.
void undo_interrupted_replaces(int root);

} // namespace furtka
