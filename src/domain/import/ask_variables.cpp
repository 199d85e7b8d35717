// Variables that are left become settings of the app.
#include "base/ascii.hpp"
#include "domain/env_file.hpp"
#include "domain/import/draft.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/secret_words.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace furtka::imports {
namespace {

struct VariableUse {
    bool required = false; ///< `:?`, or a place where nothing is no value
    bool optional = false; ///< `:-` with nothing behind, or a form that takes nothing
    std::string default_value;
    bool is_host = false; ///< `http://${NAME}`: without it the address is none
    bool encoded = false; ///< `base64:${NAME}`
    bool fixed_default = false; ///< the default holds variables: Compose knows it, the form does not
};

bool is_time_zone(std::string_view name)
{
    return name == "TZ" || name == "TIMEZONE" || name == "TIME_ZONE" || name == "GENERIC_TIMEZONE";
}

bool is_whole_number(std::string_view text)
{
    int value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

bool is_setting_name(std::string_view name)
{
    return std::ranges::all_of(name, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

/// Members of a service whose value is a truth value.
bool is_truth_member(std::string_view name)
{
    constexpr std::array<std::string_view, 6> members{
        "privileged", "read_only", "init", "tty", "stdin_open", "oom_kill_disable"};
    return std::ranges::find(members, name) != members.end();
}

/// What the engine takes where the author's file says nothing. An empty text in its place would be an error of Compose.
std::string_view engine_default(std::string_view member)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 15> defaults{
        {{"retries", "3"}, {"interval", "30s"}, {"timeout", "30s"}, {"start_period", "0s"}, {"start_interval", "5s"},
            {"replicas", "1"}, {"scale", "1"}, {"mem_limit", "0"}, {"mem_reservation", "0"}, {"memory", "0"}, {"cpus", "0"},
            {"shm_size", "64m"}, {"stop_grace_period", "10s"}, {"cpu_shares", "0"}, {"pids_limit", "-1"}}};
    const auto* const found = std::ranges::find(defaults, member, [](const auto& entry) { return entry.first; });
    return found == defaults.end() ? std::string_view() : found->second;
}

class Variables {
public:
    explicit Variables(Draft& draft) : draft_(draft) { }

    void run()
    {
        rename_small();
        look();
        propose();
        for (const auto& [name, use] : uses_) make(name, use);
        drop_unused();
        silence();
    }

private:
    /// A setting's name has capital letters only.
    void rename_small()
    {
        each_scalar(draft_.tree, [&](Node& scalar) {
            scalar.text = with_variables(scalar.text, [&](const Piece& piece) -> std::optional<std::string> {
                if (is_setting_name(piece.name)) return std::nullopt;
                const auto op = piece.op.empty() ? std::string() : piece.op + piece.rest;
                return "${" + setting_name_of(piece.name) + op + "}";
            });
        });
    }

    void look()
    {
        for (const auto& [member, value] : draft_.tree.members) {
            if (member == "services") continue;
            each_scalar(value, [&](const Node& scalar) { look_at(scalar.text, false); });
        }
        for (const auto& [name, service] : draft_.services_node()->members) {
            for (const auto& [member, value] : service.members) {
                const bool needed = member == "image" || member == "ports" || member == "volumes" || member == "devices";
                each_scalar(value, [&](const Node& scalar) { look_at(scalar.text, needed); });
                if (is_truth_member(member)) truth(value.text_or_empty());
            }
            if (const auto* environment = service.find("environment")) look_at_passed_on(*environment);
            look_at_amounts(service);
        }
        if (auto* secrets = draft_.tree.find("secrets")) {
            for (const auto& [name, secret] : secrets->members) {
                if (!secret.text_of("environment").empty())
                    uses_[std::string(secret.text_of("environment"))].required = true;
            }
        }
    }

    /// Numbers and times: `retries: ${RETRIES}`.
    void look_at_amounts(const Node& map)
    {
        for (const auto& [member, value] : map.members) {
            if (member == "environment" || member == "labels") continue;
            look_at_amounts(value);
            const auto usual = engine_default(member);
            const auto variable = usual.empty() ? std::nullopt : only_variable(value.text_or_empty());
            if (!variable || !variable->op.empty()) continue;
            auto& use = uses_[variable->name];
            if (use.default_value.empty()) use.default_value = usual;
        }
    }

    /// `KEY` without a value is passed on from the app's `.env`. What every shell has is not meant for that.
    void look_at_passed_on(const Node& environment)
    {
        constexpr std::array<std::string_view, 10> of_shells{
            "PATH", "HOME", "USER", "LOGNAME", "SHELL", "HOSTNAME", "LANG", "PWD", "TERM", "DISPLAY"};
        for (const auto& [key, value] : environment.members) {
            const bool shell = std::ranges::find(of_shells, key) != of_shells.end();
            if (value.is_null() && is_setting_name(key) && !shell) uses_[key];
        }
    }

    /// The author's `.env` counts more than what stands in the compose file.
    void propose()
    {
        for (const auto& [name, value] : draft_.definition.proposals) {
            const auto use = uses_.find(setting_name_of(name));
            if (use == uses_.end()) continue;
            use->second.default_value = value;
            use->second.fixed_default = false;
        }
    }

    /// What stands before a variable tells what it must be.
    void look_before(std::string_view text)
    {
        const auto pieces = pieces_of(text);
        if (!pieces) return;
        std::string_view before;
        for (const auto& piece : *pieces) {
            if (!piece.name.empty() && piece.op.empty()) {
                auto& use = uses_[piece.name];
                use.is_host = use.is_host || before.ends_with("://");
                use.encoded = use.encoded || before.ends_with("base64:");
            }
            before = piece.name.empty() ? std::string_view(piece.raw) : std::string_view();
        }
    }

    void look_at(std::string_view text, bool needed)
    {
        look_before(text);
        each_variable(text, [&](const Piece& piece) {
            auto& use = uses_[piece.name];
            use.required = use.required || piece.must_be_set() || (needed && piece.op.empty());
            // Coolify shows what follows `:?` as the value that is there already.
            const bool proposed = draft_.definition.format == Format::coolify && piece.must_be_set();
            if (proposed && use.default_value.empty() && !piece.rest.contains(' ')) use.default_value = piece.rest;
            if (piece.has_default()) {
                use.optional = use.optional || piece.rest.empty();
                use.fixed_default = use.fixed_default || piece.rest.contains('$');
                if (use.default_value.empty() && !piece.rest.contains('$')) use.default_value = piece.rest;
            }
        });
    }

    void truth(std::string_view text)
    {
        const auto variable = only_variable(text);
        if (!variable) return;
        auto& setting = draft_.setting(variable->name);
        setting.type = SettingType::boolean;
        if (setting.default_value.empty()) setting.default_value = "false";
    }

    void make(const std::string& name, const VariableUse& use)
    {
        const bool known = draft_.find_setting(name) != nullptr;
        if (use.fixed_default && !known) return;
        auto& setting = draft_.setting(name);
        if (!known) describe(setting, use);
        if (known && draft_.definition.format == Format::portainer && setting.type == SettingType::text) refine(setting);
        if (!known) take_note(setting);
        if (!known && use.encoded && setting.generate.starts_with("hex:")) setting.generate = "base64:32";
        setting.required = setting.required || use.required || (use.is_host && !known);
        if (setting.default_value.empty() && setting.generate.empty() && setting.type != SettingType::password)
            setting.default_value = fitting(setting, use.default_value);
        if (setting.type == SettingType::boolean) setting.required = false;
        if (setting.type == SettingType::password && setting.generate.empty() && setting.required
            && !is_given_by_others(name) && setting.default_value.empty()
            && !draft_.definition.made_by_owner.contains(name)) {
            setting.generate = generate_for(name);
        }
    }

    /// A form that only has texts: the label and the words are the store's, the kind is told by the name.
    void refine(Setting& setting)
    {
        const auto told = setting;
        describe(setting, {.required = setting.required, .default_value = setting.default_value});
        if (!told.label.empty()) setting.label = told.label;
        if (!told.description.empty()) setting.description = told.description;
        if (!setting.generate.empty()) setting.default_value.clear();
        if (setting.type == SettingType::password || told.default_value.empty()) return;
        if (setting.type == SettingType::text || setting.type == SettingType::timezone)
            setting.default_value = told.default_value;
    }

    void describe(Setting& setting, const VariableUse& use)
    {
        setting.label = title_of(lowered(setting.name));
        if (is_time_zone(setting.name)) {
            setting.label = "Time zone";
            setting.type = SettingType::timezone;
            setting.default_value = "Etc/UTC";
            setting.required = true;
        } else if (setting.name == "PUID" || setting.name == "PGID" || setting.name == "UID" || setting.name == "GID") {
            setting.label = setting.name.starts_with("PU") || setting.name == "UID" ? "User id" : "Group id";
            setting.description = "Whom files belong to that the app writes.";
            setting.type = SettingType::number;
            setting.default_value = is_whole_number(use.default_value) ? use.default_value : "1000";
            setting.required = true;
        } else if (setting.name == "SERVER_HOST") {
            setting.label = "Name or address of this server";
            setting.description = "As browsers reach it, such as nas.local or 192.168.1.10.";
            setting.required = true;
        } else if (is_secret_name(setting.name) && (use.default_value.empty() || may_be_secret(use.default_value))) {
            setting.type = SettingType::password;
            if (is_given_by_others(setting.name)) {
                setting.description = "Given out by somebody else.";
            } else if (is_others_token(setting.name)) {
                setting.description = "Given out by somebody else, or left empty.";
                draft_.definition.made_by_owner.insert(setting.name);
            } else if (cache_knows_nothing(setting.name)) {
                setting.description = "Empty where the cache asks for none.";
            } else if (!use.optional) {
                setting.description = "Made at installation.";
                setting.generate = generate_for(setting.name);
            }
        } else if (use.default_value == "true" || use.default_value == "false") {
            setting.type = SettingType::boolean;
        }
    }

    /// Coolify makes what an app needs under names of its own: a token of another name comes from a service.
    bool is_others_token(std::string_view name) const
    {
        return draft_.definition.format == Format::coolify && name.ends_with("TOKEN");
    }

    /// A password for a cache that is not told any: one that is made up would be refused.
    bool cache_knows_nothing(std::string_view name) const
    {
        constexpr std::array<std::string_view, 4> caches{"redis", "valkey", "keydb", "dragonfly"};
        const auto is_cache = [&](std::string_view text) {
            return std::ranges::any_of(caches, [text](std::string_view word) { return text.contains(word); });
        };
        if (!is_cache(lowered(std::string(name)))) return false;
        bool there = false;
        bool told = false;
        for (const auto& [service, value] : draft_.tree.find("services")->members) {
            if (!is_cache(value.text_of("image"))) continue;
            there = true;
            each_scalar(value, [&](const Node& scalar) {
                each_variable(scalar.text, [&](const Piece& piece) { told = told || piece.name == name; });
            });
        }
        return there && !told;
    }

    /// What the store says of it. A secret of a form of its own (base64 of so many bytes) is not made here.
    void take_note(Setting& setting)
    {
        const auto& notes = draft_.definition.notes;
        auto note =
            std::ranges::find_if(notes, [&](const auto& entry) { return setting_name_of(entry.first) == setting.name; });
        if (note == notes.end()) return;
        constexpr std::size_t longest = 300;
        if (note->second.size() <= longest) setting.description = note->second;
        if (setting.generate.empty() || !lowered(note->second).contains("base64")) return;
        setting.generate.clear();
        setting.required = true;
        draft_.definition.made_by_owner.insert(setting.name);
    }

    /// A default that the setting's own rules would refuse is none.
    static std::string fitting(const Setting& setting, const std::string& value)
    {
        if ((setting.type == SettingType::port || setting.type == SettingType::number) && !is_whole_number(value)) return {};
        if (setting.type == SettingType::path && !value.starts_with('/')) return {};
        if (setting.type == SettingType::boolean && value != "true" && value != "false") return "false";
        if (setting.type == SettingType::select && std::ranges::find(setting.options, value) == setting.options.end())
            return {};
        if (value.contains('\n') || value.size() > 4000) return {};
        return value;
    }

    /// What the form asks and no file uses.
    void drop_unused()
    {
        std::erase_if(draft_.settings, [&](const Setting& setting) { return !uses_.contains(setting.name); });
    }

    /// Compose reads the author's file too: a variable of it that is not set is a warning, and one that must be is an error.
    void silence()
    {
        const auto set_always = [&](const std::string& name) {
            const auto* setting = draft_.find_setting(name);
            return setting != nullptr
                && (setting->required || !setting->default_value.empty() || !setting->generate.empty());
        };
        const auto line = [&](const std::string& name) {
            if (set_always(name)) return;
            const auto store = draft_.definition.variables.find(name);
            const bool plain = store != draft_.definition.variables.end() && !store->second.contains('$');
            const bool folder = plain && store->second.starts_with("/@"); // an own word, for nobody else
            draft_.env_lines[name] = folder ? "." : plain ? store->second : "";
        };
        const auto look = [&](const Node& scalar) {
            each_variable(scalar.text, [&](const Piece& piece) {
                if (!piece.has_default() && piece.op != ":+" && piece.op != "+") line(piece.name);
                if (piece.must_be_set() && !set_always(piece.name)) {
                    if (draft_.env_lines[piece.name].empty()) draft_.env_lines[piece.name] = "unused";
                }
            });
        };
        if (!draft_.rewrite) {
            each_scalar(draft_.before, look);
        }
        each_scalar(draft_.tree, look);
    }

    Draft& draft_;
    std::map<std::string, VariableUse> uses_;
};

} // namespace

void ask_variables(Draft& draft) { Variables(draft).run(); }

} // namespace furtka::imports
