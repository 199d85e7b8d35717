// domain/import/find_definitions.hpp — where the definitions of a store's checkout are, by the paths of its files.
#pragma once

#include "domain/import/definition.hpp"

#include <string>
#include <vector>

namespace furtka::imports {

struct Spot {
    std::string id; ///< what the app is called there
    std::string folder; ///< relative; empty: the root
    std::string file; ///< the file that makes it a definition, below `folder`
    std::string path; ///< what is told as its place: the folder, or the file when it stands among others
    std::vector<std::string> files; ///< all of the definition's, below `folder`
};

/// `paths` are sorted and relative. A checkout of several kinds gives those of the format only. Portainer: the files that
/// hold `templates`; run: text files with commands.
std::vector<Spot> find_definitions(Format format, const std::vector<std::string>& paths);

/// Reasons that the folder is an app of another store: shown when nothing was found.
std::string foreign_kind(const std::vector<std::string>& paths);

} // namespace furtka::imports
