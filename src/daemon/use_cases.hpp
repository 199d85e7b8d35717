// daemon/use_cases.hpp — the services, put together over the ports.
#pragma once

#include "api/api.hpp"
#include "api/change_feed.hpp"
#include "daemon/outside.hpp"
#include "services/app_permissions.hpp"
#include "services/auto_updates.hpp"
#include "services/catalogs.hpp"
#include "services/change_fan.hpp"
#include "services/edit_app.hpp"
#include "services/export_app.hpp"
#include "services/imports.hpp"
#include "services/keep_certificates.hpp"
#include "services/notifier.hpp"
#include "services/own_apps.hpp"
#include "services/recovery.hpp"
#include "services/revise_app.hpp"
#include "services/update_all.hpp"
#include "services/update_checks.hpp"
#include "services/update_offers.hpp"
#include "services/update_rules.hpp"

namespace furtka::daemon {

/// Declared in the order they need each other.
struct UseCases {
    UseCases(boost::asio::any_io_executor executor, const Outside& outside, Policies policies, LoginSettings logins,
        TlsSettings tls, api::Options options, std::chrono::seconds catalog_interval);
    UseCases(const UseCases&) = delete;
    UseCases& operator=(const UseCases&) = delete;

    /// Reads what the owner chose about updates and notifications. The picture must be loaded.
    Task<void> load_choices();
    /// Reads who may log in; tells in the log how an owner is set, when there is none.
    Task<void> load_access();
    /// Reads what is known of updates and keeps knowing until it is cancelled.
    Task<void> know_updates();

    World world;
    LivePicture picture;
    Jobs jobs;
    InstallPlanner planner;
    InstallApp install;
    ExportApp exports;
    Imports imports;
    RemoveApp remove;
    UpdateApp update;
    RollbackApp rollback;
    ReviseApp revise;
    EditApp edit;
    RunApp run;
    AppSettings settings;
    AppLogs logs;
    Uptimes uptimes;
    Reconciler reconciler;
    FindMoveIns find_move_ins;
    MoveIn move_in;
    Recovery recovery;
    Diagnose diagnose;
    AppPermissions permissions;
    BrowseFolders browse;
    LiveStats stats;
    Terminals terminals;
    UpdateChecks checks;
    UpdatePlanner update_planner;
    RegistryAccounts registries;
    Notifier notifier;
    UpdateAll update_all;
    UpdateRules rules;
    UpdateOffers offers;
    AutoUpdates auto_updates;
    Catalogs catalogs;
    OwnApps own_apps;
    AccessPorts access_ports;
    AccessBook access;
    Tries tries;
    LogIn login;
    SetUpOwner setup;
    Account account;
    ManageAccess manage_access;
    WhoCalls who_calls;
    AuditLog audit;
    KeepCertificates certificates;

    api::EventStream events;
    api::ChangeFeed feed;
    ChangeFan listeners;
    api::LoadGate picture_loaded;
    api::LoadGate jobs_loaded;
    api::LoadGate choices_loaded;
    api::LoadGate access_loaded;
    api::RequestCounts requests;
    api::Api api;

private:
    void connect(const boost::asio::any_io_executor& executor);
    Task<void> after_job(std::string app);
    std::optional<Why> hold_of(std::string_view app, const ServiceCheck& check) const;
};

} // namespace furtka::daemon
