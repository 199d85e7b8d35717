// api/handlers.hpp — the handlers of the route table, by the file that holds them.
#pragma once

#include "api/routes.hpp"

namespace furtka::api {

// apps_routes.cpp
Task<http::Response> list_apps(Call call);
Task<http::Response> show_app(Call call);
Task<http::Response> app_icon(Call call);
Task<http::Response> remove_app(Call call);
Task<http::Response> update_app(Call call);
Task<http::Response> start_app(Call call);
Task<http::Response> stop_app(Call call);
Task<http::Response> restart_app(Call call);

// history_routes.cpp
Task<http::Response> rollback_app(Call call);
Task<http::Response> list_recovery_points(Call call);
Task<http::Response> show_app_history(Call call);
Task<http::Response> show_history(Call call);

// install_routes.cpp
Task<http::Response> list_available(Call call);
Task<http::Response> show_available(Call call);
Task<http::Response> available_icon(Call call);
Task<http::Response> available_screenshot(Call call);
Task<http::Response> plan_install(Call call);
Task<http::Response> install_app(Call call);

// move_routes.cpp
Task<http::Response> export_app(Call call);
Task<http::Response> fetch_export(Call call);
Task<http::Response> drop_export(Call call);
Task<http::Response> begin_import(Call call);
Task<http::Response> append_import(Call call);
Task<http::Response> show_import(Call call);
Task<http::Response> plan_import(Call call);
Task<http::Response> install_import(Call call);
Task<http::Response> drop_import(Call call);

// catalogs_routes.cpp
Task<http::Response> list_catalogs(Call call);
Task<http::Response> add_catalog(Call call);
Task<http::Response> change_catalog(Call call);
Task<http::Response> remove_catalog(Call call);
Task<http::Response> order_catalogs(Call call);
Task<http::Response> sync_catalog(Call call);

// own_apps_routes.cpp
Task<http::Response> preview_own_app(Call call);
Task<http::Response> add_own_app(Call call);
Task<http::Response> change_own_app(Call call);
Task<http::Response> remove_own_app(Call call);
Task<http::Response> list_own_apps(Call call);
Task<http::Response> show_own_app(Call call);

// edit_routes.cpp
Task<http::Response> show_files(Call call);
Task<http::Response> check_file(Call call);
Task<http::Response> write_override(Call call);
Task<http::Response> write_compose(Call call);
Task<http::Response> undo_edit(Call call);

// move_in_routes.cpp
Task<http::Response> list_move_ins(Call call);
Task<http::Response> plan_move_in(Call call);
Task<http::Response> take_move_in(Call call);
Task<http::Response> undo_move_in(Call call);
Task<http::Response> confirm_move_in(Call call);

// settings_routes.cpp
Task<http::Response> show_settings(Call call);
Task<http::Response> change_settings(Call call);

// permissions_routes.cpp
Task<http::Response> show_permissions(Call call);
Task<http::Response> accept_permissions(Call call);

// diagnosis_routes.cpp
Task<http::Response> show_diagnosis(Call call);

// updates_routes.cpp
Task<http::Response> show_updates(Call call);
Task<http::Response> check_updates(Call call);
Task<http::Response> plan_update(Call call);

// revision_routes.cpp
Task<http::Response> show_revision(Call call);
Task<http::Response> plan_revision(Call call);
Task<http::Response> revise_app(Call call);

// registries_routes.cpp
Task<http::Response> list_registries(Call call);
Task<http::Response> log_in_registry(Call call);
Task<http::Response> log_out_registry(Call call);
// notify_routes.cpp
Task<http::Response> list_notify_targets(Call call);
Task<http::Response> add_notify_target(Call call);
Task<http::Response> remove_notify_target(Call call);
Task<http::Response> test_notify_target(Call call);

// logs_routes.cpp
Task<http::Response> show_logs(Call call);

// terminal_routes.cpp
Task<http::Response> open_terminal(Call call);

// jobs_routes.cpp
Task<http::Response> list_jobs(Call call);
Task<http::Response> show_job(Call call);
Task<http::Response> cancel_job(Call call);

// update_all_routes.cpp
Task<http::Response> update_all_apps(Call call);

// policy_routes.cpp
Task<http::Response> show_policy(Call call);
Task<http::Response> change_policy(Call call);
Task<http::Response> show_app_policy(Call call);
Task<http::Response> change_app_policy(Call call);

// system_routes.cpp
Task<http::Response> reconcile(Call call);
Task<http::Response> follow_events(Call call);
Task<http::Response> show_version(Call call);
Task<http::Response> show_openapi(Call call);
Task<http::Response> show_health(Call call);
Task<http::Response> show_metrics(Call call);

// server_routes.cpp
Task<http::Response> show_server(Call call);
Task<http::Response> list_folders(Call call);
Task<http::Response> show_stats(Call call);

// login_routes.cpp
Task<http::Response> show_setup(Call call);
Task<http::Response> set_up_owner(Call call);
Task<http::Response> issue_setup_code(Call call);
Task<http::Response> log_in(Call call);
Task<http::Response> log_out(Call call);
Task<http::Response> show_session(Call call);

// account_routes.cpp
Task<http::Response> list_own_sessions(Call call);
Task<http::Response> end_other_sessions(Call call);
Task<http::Response> end_own_session(Call call);
Task<http::Response> change_password(Call call);
Task<http::Response> offer_factor(Call call);
Task<http::Response> confirm_factor(Call call);
Task<http::Response> renew_recovery_codes(Call call);
Task<http::Response> drop_factor(Call call);

// users_routes.cpp
Task<http::Response> list_users(Call call);
Task<http::Response> add_user(Call call);
Task<http::Response> change_user(Call call);
Task<http::Response> remove_user(Call call);
Task<http::Response> list_sessions(Call call);
Task<http::Response> end_session(Call call);

// tokens_routes.cpp
Task<http::Response> list_tokens(Call call);
Task<http::Response> make_token(Call call);
Task<http::Response> revoke_token(Call call);
Task<http::Response> show_audit(Call call);

// certificates_routes.cpp
Task<http::Response> show_certificates(Call call);
Task<http::Response> show_authority(Call call);

// page_routes.cpp
/// A file of the web page by its path; none: there is no such file.
std::optional<http::Response> page_file(const http::Request& request);

} // namespace furtka::api
