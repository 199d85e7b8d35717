// cli/command_table.hpp — every command with its arguments, options, texts and examples. Parser, help, completion and the
// manual all say what stands here.
#pragma once

#include <span>
#include <string_view>

namespace furtka::cli {

enum class Command {
    app_list,
    app_available,
    app_show,
    app_install,
    app_add,
    app_own,
    app_forget,
    app_edit,
    app_export,
    app_remove,
    app_check,
    app_update,
    app_revise,
    app_rollback,
    app_history,
    app_start,
    app_stop,
    app_restart,
    app_logs,
    app_exec,
    app_settings,
    app_permissions,
    registry_list,
    registry_login,
    registry_logout,
    reconcile,
    jobs,
    policy,
    notify_list,
    notify_add,
    notify_remove,
    notify_test,
    catalog_list,
    catalog_add,
    catalog_change,
    catalog_remove,
    catalog_order,
    catalog_sync,
    move_in_list,
    move_in_show,
    move_in_take,
    move_in_undo,
    move_in_confirm,
    import_store,
    catalog_lint,
    setup,
    setup_code,
    user_list,
    user_add,
    user_remove,
    user_password,
    user_role,
    user_factor_off,
    session_list,
    session_revoke,
    token_list,
    token_create,
    token_revoke,
    audit,
    certificate_show,
    certificate_get,
    version,
    completion,
    serve,
    help,
};

/// What a word may be, for completion.
enum class Offers {
    nothing,
    installed_apps,
    available_apps,
    services,
    jobs,
    shells,
    commands,
    registries,
    catalogs,
    users,
    move_ins
};

struct ArgumentInfo {
    std::string_view name; ///< `NAME`
    bool required = true;
    Offers offers = Offers::nothing;
    bool repeats = false; ///< the last one only
};

struct OptionInfo {
    std::string_view name; ///< `--set`
    std::string_view value; ///< `KEY=VALUE`; empty: a switch
    std::string_view help;
    bool repeats = false;
    Offers offers = Offers::nothing;
};

struct Example {
    std::string_view line;
    std::string_view what;
};

struct CommandInfo {
    Command command;
    std::string_view words; ///< `app install`
    std::string_view summary;
    std::string_view details; ///< paragraphs, broken into lines of at most 78 characters
    std::span<const ArgumentInfo> arguments;
    std::span<const OptionInfo> options;
    std::span<const Example> examples;
};

std::span<const CommandInfo> commands();

/// Options that every command takes.
std::span<const OptionInfo> common_options();

struct ExitCodeInfo {
    int code;
    std::string_view meaning;
};
std::span<const ExitCodeInfo> exit_codes();

struct VariableInfo {
    std::string_view name;
    std::string_view meaning;
};
std::span<const VariableInfo> variables();

/// The command of exactly these words, or null.
const CommandInfo* find_command(std::string_view words);

/// Whether commands begin with the word and need a second one: `app`.
bool is_group(std::string_view word);

} // namespace furtka::cli
