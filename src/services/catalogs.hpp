// services/catalogs.hpp — the catalogs the owner added: their order, their syncs, by hand and by themselves.
#pragma once

#include "ports/app_sources.hpp"
#include "services/sync_catalog.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct CatalogView {
    CatalogSource source;
    std::optional<CatalogState> state; ///< none: nothing was fetched yet
    CatalogStatus status;
    std::optional<std::chrono::sys_time<std::chrono::milliseconds>> next_at; ///< of the sync by itself
};

class Catalogs {
public:
    Catalogs(boost::asio::any_io_executor executor, CatalogPorts ports, AppSources& sources, Jobs& jobs, Host& host,
        std::chrono::seconds interval);

    /// Reads the list; what is in place can be installed from then on.
    Task<void> load();
    /// Syncs when it is time, until cancelled. With an interval of zero it ends at once.
    Task<void> run();

    const std::vector<CatalogView>& list() const { return views_; }
    /// Called after each sync, which needed much memory for a moment.
    void on_synced(std::function<void()> call) { on_synced_ = std::move(call); }
    std::chrono::seconds interval() const { return interval_; }

    /// At `position` from 0, else the last one. The errors of check_catalog; conflict `catalog_exists`, `too_many_catalogs`;
    /// broken `catalogs_file`; the disk's errors. Nothing is fetched yet.
    Task<Result<void>> add(CatalogSource source, std::optional<std::size_t> position);
    /// Where it is or what is trusted of it. not_found `catalog_unknown`; conflict `app_busy`; the errors of check_catalog.
    Task<Result<void>> change(CatalogSource source);
    /// Installed apps stay. not_found `catalog_unknown`; conflict `app_busy`.
    Task<Result<void>> remove(std::string name);
    /// Every name, once. invalid `catalog_order`.
    Task<Result<void>> reorder(std::vector<std::string> names);

    /// Begins the job. not_found `catalog_unknown`; conflict `app_busy`, `too_many_jobs`; unavailable `stopping`.
    Result<JobId> begin_sync(const std::string& name);
    /// None: no catalog of that name.
    const CatalogView* find(std::string_view name) const;

private:
    CatalogView* find_view(std::string_view name);
    Task<Result<std::string>> sync(std::string name, JobContext& job);
    Task<void> note_end(std::string name, std::optional<Error> failed);
    Task<Result<void>> keep(std::vector<CatalogView> views);
    void plan_next(CatalogView& view);

    boost::asio::any_io_executor executor_;
    CatalogPorts ports_;
    AppSources& sources_;
    Jobs& jobs_;
    Host& host_;
    std::chrono::seconds interval_;
    std::vector<CatalogView> views_;
    std::function<void()> on_synced_;
    std::optional<Error> unreadable_; ///< the list on disk: it is not written over
};

/// not_found `catalog_unknown`.
Error unknown_catalog(std::string_view name);

/// What the sync of a catalog claims instead of an app: no app can have this name.
std::string catalog_claim(std::string_view catalog);

} // namespace furtka
