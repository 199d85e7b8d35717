// services/browse_folders.hpp — the folders of the server, for who picks one for a setting.
#pragma once

#include "ports/host.hpp"
#include "ports/machine.hpp"

#include <string>
#include <vector>

namespace furtka {

struct Folder {
    std::string name;
    std::string path;
    bool operator==(const Folder&) const = default;
};

struct FolderView {
    std::string path; ///< resolved; empty: the list of roots
    std::string parent; ///< empty: the list of roots
    std::vector<Folder> folders;
    bool more = false;
    bool operator==(const FolderView&) const = default;
};

class BrowseFolders {
public:
    BrowseFolders(Host& host, Machine& machine) : host_(host), machine_(machine) { }

    /// The folders in `path`, at most 500; without a path the roots that exist. A link that leads out of the roots is
    /// refused. As `check_browse` and `Machine::folders` fail.
    Task<Result<FolderView>> run(std::string path);

private:
    Host& host_;
    Machine& machine_;
};

} // namespace furtka
