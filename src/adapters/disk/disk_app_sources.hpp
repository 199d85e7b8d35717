// adapters/disk/disk_app_sources.hpp — the port AppSources made real: a catalog folder with one folder an app.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/app_sources.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace furtka {

/// What was read is kept while names, sizes and times of a folder's files stay the same; a look costs a few stat calls.
class DiskAppSources : public AppSources {
public:
    /// `catalog` holds the app folders themselves. One that is missing is an empty catalog.
    DiskAppSources(std::filesystem::path catalog, WorkerPool& workers) : catalog_(std::move(catalog)), workers_(workers) { }

    Task<Result<std::vector<AvailableEntry>>> list() override;
    Task<Result<AppFolder>> find(AppName app) override;
    Task<Result<std::string>> read_file(AppName app, std::string path, std::size_t most) override;
    Task<Result<AppFolder>> read_folder(std::filesystem::path folder) override;

private:
    struct Kept {
        std::string stamp;
        Result<AppFolder> folder;
    };
    /// None: there is no folder of that name.
    const Result<AppFolder>* look(int catalog, const std::string& name);

    std::filesystem::path catalog_;
    WorkerPool& workers_;
    std::map<std::string, Kept> kept_;
};

} // namespace furtka
