// daemon/outside.hpp — every port the services are put together over.
#pragma once

#include "ports/access_store.hpp"
#include "ports/app_texts.hpp"
#include "ports/audit_store.hpp"
#include "ports/certificates.hpp"
#include "ports/check_store.hpp"
#include "ports/container_stats.hpp"
#include "ports/credentials.hpp"
#include "ports/crypto.hpp"
#include "ports/exec.hpp"
#include "ports/exports.hpp"
#include "ports/inspection.hpp"
#include "ports/job_store.hpp"
#include "ports/machine.hpp"
#include "ports/notify.hpp"
#include "ports/own_apps.hpp"
#include "ports/socket_users.hpp"
#include "ports/update_policies.hpp"
#include "services/find_move_ins.hpp"
#include "services/sync_catalog.hpp"
#include "services/world.hpp"

namespace furtka::daemon {

/// References only: the adapters behind it outlive every service.
struct Outside {
    World world; ///< what every use case works with; the rest is for one or two
    JobStore& jobs;
    Machine& machine;
    ContainerStats& stats;
    Inspection& inspection;
    Exec& exec;
    CheckStore& checks;
    Credentials& credentials;
    NotifyTargets& notify_targets;
    NotifySender& notify_sender;
    Outbox& outbox;
    UpdatePolicies& update_policies;
    TimeZones& time_zones;
    AccessStore& access;
    OwnerMark& owner_mark;
    PasswordHasher& hasher;
    Digests& digests;
    AuditStore& audit;
    SocketUsers& socket_users;
    CatalogPorts catalogs;
    OwnShelf& own_shelf;
    WebTexts& web_texts;
    AppTextFiles& app_texts;
    MoveInPorts move_ins;
    ExportFiles& exports;
    Certificates& certificates;
    CertificateFiles& certificate_files;
    MachineNames& machine_names;
};

} // namespace furtka::daemon
