// adapters/catalog/git_cli.hpp — the port GitRemote made real, by the program git.
//
// Run with arguments only and an environment of its own: no configuration of anybody's, no hooks, no prompts, no other
// protocol than the address's, no submodules. What the repository holds is never checked out: `git archive` makes a tar of
// it, which goes the way of every other archive. A library would have to be linked (libgit2 has another name in each
// Debian), and would read a stranger's repository inside the daemon.
#pragma once

#include "ports/catalog_fetch.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace furtka {

class GitCli final : public GitRemote {
public:
    /// `surroundings`: the daemon's own environment; PATH and proxies are taken from it.
    explicit GitCli(std::map<std::string, std::string> surroundings) : surroundings_(std::move(surroundings)) { }

    Task<Result<std::string>> revision(std::string address, std::string ref, std::string ca_file) override;
    Task<Result<std::string>> archive(std::string address, std::string ref, std::string ca_file, std::filesystem::path side,
        std::filesystem::path to) override;

private:
    struct Reference;
    Task<Result<Reference>> find(std::string address, std::string ref, std::string ca_file) const;

    std::map<std::string, std::string> surroundings_;
};

/// What `git ls-tree -r -l -z` lists, within the limits of a catalog? too_large `archive_too_large`.
Result<void> check_tree_list(std::string_view list);

} // namespace furtka
