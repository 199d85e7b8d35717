#include "daemon/adapters.hpp"

#include "adapters/catalog/curl_downloads.hpp"
#include "adapters/catalog/curl_web_texts.hpp"
#include "adapters/catalog/git_cli.hpp"
#include "adapters/catalog/sodium_file_proofs.hpp"
#include "adapters/compose/compose_cli.hpp"
#include "adapters/compose/program.hpp"
#include "adapters/crypto/library_digests.hpp"
#include "adapters/crypto/openssl_certificates.hpp"
#include "adapters/crypto/sodium_hasher.hpp"
#include "adapters/disk/disk_app_revisions.hpp"
#include "adapters/disk/disk_app_sources.hpp"
#include "adapters/disk/disk_app_texts.hpp"
#include "adapters/disk/disk_catalogs.hpp"
#include "adapters/disk/disk_certificate_files.hpp"
#include "adapters/disk/disk_credentials.hpp"
#include "adapters/disk/disk_drafts.hpp"
#include "adapters/disk/disk_exports.hpp"
#include "adapters/disk/disk_foreign_folders.hpp"
#include "adapters/disk/disk_installed_apps.hpp"
#include "adapters/disk/disk_notify_targets.hpp"
#include "adapters/disk/disk_own_apps.hpp"
#include "adapters/disk/disk_owner_mark.hpp"
#include "adapters/disk/disk_recovery_points.hpp"
#include "adapters/disk/disk_time_zones.hpp"
#include "adapters/disk/disk_update_policies.hpp"
#include "adapters/disk/linux_host.hpp"
#include "adapters/disk/linux_machine.hpp"
#include "adapters/disk/linux_socket_users.hpp"
#include "adapters/docker/docker.hpp"
#include "adapters/net/linux_names.hpp"
#include "adapters/net/socket_probe.hpp"
#include "adapters/notify/curl_notify_sender.hpp"
#include "adapters/registry/docker_registry.hpp"
#include "adapters/sqlite/sqlite_access_store.hpp"
#include "adapters/sqlite/sqlite_audit_store.hpp"
#include "adapters/sqlite/sqlite_check_store.hpp"
#include "adapters/sqlite/sqlite_history.hpp"
#include "adapters/sqlite/sqlite_job_store.hpp"
#include "adapters/sqlite/sqlite_outbox.hpp"
#include "base/log.hpp"
#include "daemon/killing_job_store.hpp"

#include <csignal>
#include <cstdlib>

namespace furtka::daemon {
namespace {

constexpr std::size_t workers = 2;

/// The docker client's own: `$DOCKER_CONFIG/config.json`, or `~/.docker/config.json`.
std::filesystem::path docker_config_file()
{
    if (const char* folder = std::getenv("DOCKER_CONFIG"); folder != nullptr && *folder != '\0') {
        return std::filesystem::path(folder) / "config.json";
    }
    const char* home = std::getenv("HOME");
    return home == nullptr ? std::filesystem::path() : std::filesystem::path(home) / ".docker" / "config.json";
}

/// For tests of the journal only: see docs/testing.md.
std::unique_ptr<JobStore> killing_store(JobStore& store)
{
    const char* text = std::getenv("FURTKA_FAULT_KILL_AT");
    const auto point = text == nullptr ? std::nullopt : parse_kill_point(text);
    if (!point) return nullptr;
    log::warning("this daemon will kill itself", {{"at", text}});
    return std::make_unique<KillingJobStore>(store, *point, [] { std::raise(SIGKILL); });
}

} // namespace

struct Adapters::Parts {
    Parts(boost::asio::any_io_executor executor, const Settings& settings)
        : sources(settings.catalog_dir, settings.state_dir / "catalog", settings.state_dir / "own", pool),
          catalog_list(settings.state_dir), catalog_trees(settings.state_dir / "catalog", pool),
          revisions(settings.apps_dir, settings.state_dir, pool),
          web_texts(settings.allow_private_sources ? Reach::private_too : Reach::internet),
          own_shelf(settings.state_dir / "own", pool), app_texts(settings.apps_dir, settings.state_dir / "edits", pool),
          drafts(settings.state_dir / "drafts"), folders(settings.apps_dir, pool),
          foreign_folders(settings.move_in_roots, settings.state_dir / "move-in", pool),
          compose(
              {.program = settings.compose, .docker_host = settings.docker_host, .cache = settings.state_dir / "models"}),
          credentials({.docker_config = docker_config_file(), .own = settings.state_dir / "registries.json"}),
          registry(executor, credentials), host(pool), points(settings.state_dir / "points", pool),
          notify_targets(settings.state_dir, pool), update_policies(settings.state_dir, settings.apps_dir, pool),
          owner_mark(settings.state_dir, pool), exports(settings.state_dir, pool),
          certificate_files(settings.state_dir, pool), machine_names(executor)
    {
    }

    WorkerPool pool{workers};
    std::shared_ptr<StateDatabase> database;
    std::unique_ptr<SqliteJobStore> sqlite;
    std::unique_ptr<SqliteCheckStore> checks;
    std::unique_ptr<JobStore> killing; ///< in front of it, in tests only
    DiskAppSources sources;
    DiskCatalogList catalog_list;
    DiskCatalogTrees catalog_trees;
    CurlDownloads downloads;
    SodiumFileProofs proofs{pool};
    GitCli git{own_environment()};
    DiskAppRevisions revisions;
    CurlWebTexts web_texts;
    DiskOwnApps own_shelf;
    DiskAppTexts app_texts;
    DiskDrafts drafts;
    DiskInstalledApps folders;
    DiskForeignFolders foreign_folders;
    ComposeCli compose;
    DiskCredentials credentials;
    DockerRegistry registry;
    std::unique_ptr<docker::Docker> docker;
    LinuxHost host;
    LinuxMachine machine{pool};
    SocketProbe probe;
    DiskRecoveryPoints points;
    std::unique_ptr<SqliteHistory> history;
    DiskNotifyTargets notify_targets;
    DiskUpdatePolicies update_policies;
    DiskTimeZones time_zones;
    DiskOwnerMark owner_mark;
    SodiumHasher hasher{pool};
    LibraryDigests digests;
    DiskExports exports;
    LinuxSocketUsers socket_users{pool};
    OpensslCertificates certificates;
    DiskCertificateFiles certificate_files;
    LinuxNames machine_names;
    std::unique_ptr<SqliteAccessStore> access;
    std::unique_ptr<SqliteAuditStore> audit;
    std::unique_ptr<SqliteOutbox> outbox;
    CurlNotifySender sender;
    std::unique_ptr<AppNetworks> networks;
};

Adapters::Adapters(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) { }

Adapters::~Adapters() = default;

Result<std::unique_ptr<Adapters>> Adapters::open(boost::asio::any_io_executor executor, const Settings& settings)
{
    auto parts = std::make_unique<Parts>(executor, settings);
    TRY(parts->database, StateDatabase::open(settings.state_dir, parts->pool));
    parts->sqlite = std::make_unique<SqliteJobStore>(parts->database);
    parts->checks = std::make_unique<SqliteCheckStore>(parts->database);
    parts->history = std::make_unique<SqliteHistory>(parts->database);
    parts->access = std::make_unique<SqliteAccessStore>(parts->database);
    parts->audit = std::make_unique<SqliteAuditStore>(parts->database);
    parts->outbox = std::make_unique<SqliteOutbox>(parts->database);
    parts->killing = killing_store(*parts->sqlite);
    TRY(parts->docker, docker::Docker::open(executor, parts->credentials, {.host = settings.docker_host}));
    parts->networks = std::make_unique<AppNetworks>(
        parts->docker->engine(), parts->compose, parts->folders, parts->host, settings.subnet_pool);
    return std::unique_ptr<Adapters>(new Adapters(std::move(parts)));
}

Outside Adapters::outside()
{
    auto& parts = *parts_;
    auto& docker = *parts.docker;
    JobStore& jobs = parts.killing ? *parts.killing : *parts.sqlite;
    return {.world = {.folders = parts.folders,
                .sources = parts.sources,
                .revisions = parts.revisions,
                .drafts = parts.drafts,
                .containers = docker.containers(),
                .images = docker.images(),
                .volumes = docker.volumes(),
                .engine = docker.engine(),
                .copies = docker.copies(),
                .compose = parts.compose,
                .registry = parts.registry,
                .host = parts.host,
                .networks = *parts.networks,
                .probe = parts.probe,
                .points = parts.points,
                .history = *parts.history},
        .jobs = jobs,
        .machine = parts.machine,
        .stats = docker.stats(),
        .inspection = docker.inspection(),
        .exec = docker.exec(),
        .checks = *parts.checks,
        .credentials = parts.credentials,
        .notify_targets = parts.notify_targets,
        .notify_sender = parts.sender,
        .outbox = *parts.outbox,
        .update_policies = parts.update_policies,
        .time_zones = parts.time_zones,
        .access = *parts.access,
        .owner_mark = parts.owner_mark,
        .hasher = parts.hasher,
        .digests = parts.digests,
        .audit = *parts.audit,
        .socket_users = parts.socket_users,
        .catalogs = {.list = parts.catalog_list,
            .trees = parts.catalog_trees,
            .downloads = parts.downloads,
            .proofs = parts.proofs,
            .git = parts.git},
        .own_shelf = parts.own_shelf,
        .web_texts = parts.web_texts,
        .app_texts = parts.app_texts,
        .move_ins = {.containers = docker.foreign(), .folders = parts.foreign_folders},
        .exports = parts.exports,
        .certificates = parts.certificates,
        .certificate_files = parts.certificate_files,
        .machine_names = parts.machine_names};
}

void Adapters::stop_sending()
{
    parts_->sender.stop();
    parts_->downloads.stop();
    parts_->web_texts.stop();
}

Policies policies_of(const Settings& settings)
{
    Policies policies;
    policies.app_subnets = settings.subnet_pool;
    policies.pull.silence = settings.pull_silence;
    // Apps whose ports are at another host run on an engine elsewhere: this machine's ports say nothing about theirs.
    policies.app_host = settings.app_host;
    policies.gate.settle = settings.update_settle;
    policies.gate.timeout = settings.update_timeout;
    policies.recovery_points = settings.recovery_points;
    policies.engine_is_local = settings.app_host.empty() && settings.docker_host.starts_with("unix://");
    policies.own_folders = {settings.state_dir, settings.apps_dir, settings.catalog_dir, settings.socket.parent_path()};
    policies.sockets = {settings.socket};
    constexpr std::string_view unix_scheme = "unix://";
    if (settings.docker_host.starts_with(unix_scheme))
        policies.sockets.push_back(settings.docker_host.substr(unix_scheme.size()));
    policies.check_interval = settings.check_interval;
    return policies;
}

} // namespace furtka::daemon
