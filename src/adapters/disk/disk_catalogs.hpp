// adapters/disk/disk_catalogs.hpp — the ports CatalogList and CatalogTrees made real.
//
//   <state>/catalogs.json              the owner's list; catalogs-status.json: how the last syncs ended
//   <state>/catalog/<name>/current     a link to what is in place
//   <state>/catalog/<name>/at-4f1c…/   state.json and apps/, one folder an app
//   <state>/catalog/.staging-<name>-…  to the side
//
// Exchanging is renaming the link. The folder it led to before stays until the next exchange: an installation that began
// with it can end with it.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/catalogs.hpp"

#include <filesystem>

namespace furtka {

class DiskCatalogList final : public CatalogList {
public:
    explicit DiskCatalogList(std::filesystem::path state) : state_(std::move(state)) { }

    Task<Result<std::vector<CatalogSource>>> read() override;
    Task<Result<void>> write(std::vector<CatalogSource> sources) override;
    Task<std::map<std::string, CatalogStatus>> read_statuses() override;
    Task<Result<void>> write_statuses(std::map<std::string, CatalogStatus> statuses) override;

private:
    std::filesystem::path state_;
};

class DiskCatalogTrees final : public CatalogTrees {
public:
    /// Deletes what an earlier daemon left to the side.
    DiskCatalogTrees(std::filesystem::path root, WorkerPool& workers);

    Task<std::optional<CatalogState>> state(std::string catalog) override;
    Task<Result<std::filesystem::path>> begin(std::string catalog) override;
    Task<void> give_up(std::filesystem::path side) override;
    Task<Result<void>> unpack(std::filesystem::path side, std::filesystem::path file) override;
    Task<Result<void>> copy(std::filesystem::path side, std::filesystem::path folder) override;
    Task<Result<CatalogContent>> examine(std::filesystem::path side, Digest digest) override;
    Task<Result<void>> put_in_place(std::string catalog, std::filesystem::path side, CatalogState state) override;
    Task<Result<void>> remove(std::string catalog) override;

private:
    std::filesystem::path root_;
    WorkerPool& workers_;
};

/// The folder of the app folders that is in place of a catalog, not by way of the link; it may not be there.
std::filesystem::path catalog_in_place(const std::filesystem::path& root, const std::string& catalog);

} // namespace furtka
