#include "services/sync_catalog.hpp"

#include "async/cancellation.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

constexpr DownloadLimits archive_limits{};
constexpr DownloadLimits signature_limits{.bytes = largest_signature_file, .time = std::chrono::seconds(60)};

std::string signature_address(const std::string& location)
{
    // `https://host/a.tar.gz?x=1` has its signature at `https://host/a.tar.gz.minisig?x=1`.
    const auto end = location.find_first_of("?#");
    auto address = location;
    address.insert(std::min(end, address.size()), ".minisig");
    return address;
}

} // namespace

struct SyncCatalog::Side {
    std::filesystem::path folder;
    std::optional<CatalogState> before; ///< what is in place
};

Task<Result<SyncOutcome>> SyncCatalog::run(CatalogSource source, JobContext& job)
{
    Side side{.before = co_await ports_.trees.state(source.name)};
    CO_TRY(side.folder, co_await ports_.trees.begin(source.name));
    auto outcome = co_await guarded(fetch(source, side, job));
    co_await forget_cancellation(); // what lies to the side is taken away, whatever became of the sync
    co_await ports_.trees.give_up(side.folder);
    co_return outcome;
}

Task<Result<SyncOutcome>> SyncCatalog::fetch(const CatalogSource& source, const Side& side, JobContext& job)
{
    switch (source.kind) {
    case CatalogKind::archive: return from_archive(source, side, job);
    case CatalogKind::git: return from_git(source, side, job);
    case CatalogKind::folder: break;
    }
    return from_folder(source, side, job);
}

Task<Result<SyncOutcome>> SyncCatalog::from_archive(const CatalogSource& source, const Side& side, JobContext& job)
{
    const auto file = side.folder / "download";
    CatalogState wanted{.key = source.key};
    // What another key vouched for, or none, is not taken for known.
    const bool same_key = side.before && side.before->key == source.key;
    std::optional<FileSignature> signature;
    job.stage("fetch", "Downloading");
    if (!source.key.empty()) {
        CO_TRY(signature, co_await fetch_signature(source, wanted));
        // The same signature is of the same file: there is nothing to download.
        if (same_key && side.before->signature == wanted.signature) co_return SyncOutcome{.state = *side.before};
    } else if (same_key && side.before->revision == "sha256:" + source.sha256) {
        co_return SyncOutcome{.state = *side.before};
    }
    CO_CHECK(co_await ports_.downloads.fetch(source.location, source.ca_file, file, archive_limits));

    job.stage("prove", "Checking that it is what its author published");
    CO_TRY(const auto hash, co_await ports_.proofs.sha256(file));
    wanted.revision = "sha256:" + hash;
    if (!source.sha256.empty() && hash != source.sha256) {
        co_return fail({.kind = ErrorKind::denied,
            .key = "sha256_wrong",
            .message = fmt::format("the file has the sha256 {}, and not the one it was pinned to", hash),
            .hint = "if its author published another revision, change the catalog's sha256"});
    }
    if (signature) {
        CO_TRY(auto key, parse_signing_key(source.key));
        CO_CHECK(co_await ports_.proofs.verify(file, std::move(key), *signature));
    }

    job.stage("unpack", "Unpacking");
    CO_CHECK(co_await ports_.trees.unpack(side.folder, file));
    co_return co_await put_in_place(source, side, std::move(wanted), job);
}

Task<Result<SyncOutcome>> SyncCatalog::from_git(const CatalogSource& source, const Side& side, JobContext& job)
{
    const auto file = side.folder / "download";
    job.stage("fetch", "Asking the repository");
    CO_TRY(const auto revision, co_await ports_.git.revision(source.location, source.ref, source.ca_file));
    if (side.before && side.before->revision == revision) co_return SyncOutcome{.state = *side.before};
    job.stage("download", "Downloading");
    CatalogState wanted;
    CO_TRY(wanted.revision, co_await ports_.git.archive(source.location, source.ref, source.ca_file, side.folder, file));

    job.stage("unpack", "Unpacking");
    CO_CHECK(co_await ports_.trees.unpack(side.folder, file));
    co_return co_await put_in_place(source, side, std::move(wanted), job);
}

Task<Result<SyncOutcome>> SyncCatalog::from_folder(const CatalogSource& source, const Side& side, JobContext& job)
{
    job.stage("fetch", "Copying");
    CO_CHECK(co_await ports_.trees.copy(side.folder, source.location));
    co_return co_await put_in_place(source, side, {}, job);
}

Task<Result<FileSignature>> SyncCatalog::fetch_signature(const CatalogSource& source, CatalogState& wanted)
{
    const auto address = signature_address(source.location);
    auto fetched = co_await ports_.downloads.fetch_text(address, source.ca_file, signature_limits);
    if (!fetched && fetched.error().key == "catalog_missing") {
        co_return fail({.kind = ErrorKind::denied,
            .key = "signature_missing",
            .message = fmt::format("there is no signature at {}, and this catalog was added with a key", address),
            .hint = "its author signs it with minisign -S and puts the .minisig file beside it"});
    }
    CO_CHECK(fetched);
    CO_TRY(auto signature, parse_signature(*fetched));
    wanted.signature = *std::move(fetched);
    wanted.signed_at = signed_at(signature.trusted_comment);
    co_return signature;
}

Task<Result<SyncOutcome>> SyncCatalog::put_in_place(
    const CatalogSource& source, const Side& side, CatalogState state, JobContext& job)
{
    job.stage("examine", "Reading every app");
    const auto digest = state.revision.empty() ? CatalogTrees::Digest::yes : CatalogTrees::Digest::no;
    CO_TRY(const auto content, co_await ports_.trees.examine(side.folder, digest));
    state.serial = content.serial;
    state.apps = content.apps;
    state.synced_at = host_.now();
    if (state.revision.empty()) state.revision = content.digest;
    if (!source.key.empty()) CO_CHECK(check_not_older(side.before, state));
    const bool changed = !side.before || side.before->revision != state.revision;
    if (!changed && side.before->signature == state.signature && side.before->key == state.key)
        co_return SyncOutcome{.state = *side.before};

    job.stage("place", "Putting it in place");
    CO_CHECK(co_await ports_.trees.put_in_place(source.name, side.folder, state));
    co_return SyncOutcome{.changed = changed, .state = std::move(state)};
}

} // namespace furtka
