// services/sync_catalog.hpp — one catalog brought up to date: fetched to the side, proven, looked through, put in place.
#pragma once

#include "ports/catalog_fetch.hpp"
#include "ports/catalogs.hpp"
#include "ports/host.hpp"
#include "services/jobs.hpp"

namespace furtka {

struct CatalogPorts {
    CatalogList& list;
    CatalogTrees& trees;
    Downloads& downloads;
    FileProofs& proofs;
    GitRemote& git;
};

class SyncCatalog {
public:
    SyncCatalog(CatalogPorts ports, Host& host) : ports_(ports), host_(host) { }

    /// Body of the job. Whatever fails, what was in place stays: the errors of the ports, denied `sha256_wrong` (the file is
    /// not the pinned one), those of check_not_older.
    Task<Result<SyncOutcome>> run(CatalogSource source, JobContext& job);

private:
    struct Side;
    Task<Result<SyncOutcome>> fetch(const CatalogSource& source, const Side& side, JobContext& job);
    Task<Result<SyncOutcome>> from_archive(const CatalogSource& source, const Side& side, JobContext& job);
    Task<Result<SyncOutcome>> from_git(const CatalogSource& source, const Side& side, JobContext& job);
    Task<Result<SyncOutcome>> from_folder(const CatalogSource& source, const Side& side, JobContext& job);
    Task<Result<FileSignature>> fetch_signature(const CatalogSource& source, CatalogState& wanted);
    Task<Result<SyncOutcome>> put_in_place(
        const CatalogSource& source, const Side& side, CatalogState state, JobContext& job);

    CatalogPorts ports_;
    Host& host_;
};

} // namespace furtka
