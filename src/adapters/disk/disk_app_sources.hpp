// adapters/disk/disk_app_sources.hpp — the port AppSources made real: folders with one folder an app.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/app_sources.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace furtka {

/// What was read of the bundled folder is kept while names, sizes and times of an app's files stay the same; a look costs a
/// few stat calls. A catalog that was added changes only as a whole, so what was read of it is kept until then.
class DiskAppSources : public AppSources {
public:
    /// `bundled` and `own` hold the app folders themselves; `catalogs` what DiskCatalogTrees puts there. One that is missing
    /// is empty. The owner's own apps come first, the bundled ones last.
    DiskAppSources(
        std::filesystem::path bundled, std::filesystem::path catalogs, std::filesystem::path own, WorkerPool& workers)
        : bundled_(std::move(bundled)), catalogs_(std::move(catalogs)), own_(std::move(own)), workers_(workers)
    {
    }

    void look_through(std::vector<std::string> catalogs) override;
    Task<Result<std::vector<AvailableEntry>>> list() override;
    Task<Result<AppFolder>> find(AppName app) override;
    Task<Result<AppFolder>> find_in(std::string catalog, AppName app) override;
    Task<Result<std::string>> read_file(AppName app, std::string path, std::size_t most) override;
    Task<Result<AppFolder>> read_folder(std::filesystem::path folder) override;

private:
    using FolderPtr = std::shared_ptr<const Result<AppFolder>>;
    struct Kept {
        std::string stamp;
        FolderPtr folder;
    };
    struct Shelf; ///< a catalog's folder, open
    std::vector<Shelf> open_shelves();
    /// None: there is no folder of that name.
    FolderPtr look(const Shelf& shelf, const std::string& name);

    std::filesystem::path bundled_;
    std::filesystem::path catalogs_;
    std::filesystem::path own_;
    std::vector<std::string> order_;
    WorkerPool& workers_;
    std::map<std::string, std::map<std::string, Kept>> kept_; ///< by catalog, by app
    std::map<std::string, std::string> revisions_; ///< by catalog: which one `kept_` is of
};

} // namespace furtka
