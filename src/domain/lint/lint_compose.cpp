#include "domain/lint/lint_compose.hpp"

#include "domain/env_file.hpp"
#include "domain/import/mounts.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace furtka::lint {
namespace {

using imports::Node;

class ComposeLint {
public:
    ComposeLint(LintedApp& app, const ComposeTexts& texts) : app_(app), texts_(texts)
    {
        if (const auto env = EnvFile::parse(texts.env_example)) example_ = env->values();
    }

    void run()
    {
        const auto* services = texts_.model.find("services");
        if (services == nullptr || services->members.empty()) {
            add(Level::error, "compose_services", "the compose file has no services", "");
            return;
        }
        for (const auto& [name, service] : services->members) look_at(name, service);
        look_at_variables(texts_.author);
        look_at_variables(texts_.model);
        look_for_unused();
        look_at_volumes();
    }

private:
    void add(Level level, std::string key, std::string message, std::string hint)
    {
        Finding finding{level, std::move(key), std::move(message), std::move(hint)};
        if (std::ranges::find(app_.findings, finding) == app_.findings.end()) app_.findings.push_back(std::move(finding));
    }

    void look_at(const std::string& name, const Node& service)
    {
        if (service.find("build") != nullptr)
            add(Level::error, "compose_build", fmt::format("{} is built from source", name), "name a published image");
        if (service.find("env_file") != nullptr) reads_env_ = true;
        look_at_image(name, service.text_of("image"));
        if (const auto* volumes = service.find("volumes")) {
            for (const auto& entry : volumes->items) look_at_mount(name, entry);
        }
        if (const auto* ports = service.find("ports")) {
            for (const auto& entry : ports->items) look_at_port(name, entry);
        }
        if (!service.text_of("container_name").empty())
            add(Level::warning, "container_name", fmt::format("{} has a fixed container name", name),
                "leave container_name out: another app may have the same");
    }

    void look_at_image(const std::string& name, std::string_view told)
    {
        const auto image = imports::with_defaults(told);
        if (image.empty()) {
            if (told.empty()) add(Level::error, "image_missing", fmt::format("{} names no image", name), "");
            return;
        }
        if (image.contains('@')) return;
        const auto slash = image.rfind('/');
        const auto colon = image.find(':', slash == std::string::npos ? 0 : slash);
        const auto tag = colon == std::string::npos ? std::string() : image.substr(colon + 1);
        constexpr std::array<std::string_view, 9> moving{
            "", "latest", "main", "master", "stable", "release", "nightly", "edge", "dev"};
        if (std::ranges::find(moving, tag) != moving.end())
            add(Level::warning, "image_unpinned",
                fmt::format("the image of {} has no fixed version ({})", name, tag.empty() ? "no tag" : tag),
                "name a version");
    }

    void look_at_mount(const std::string& name, const Node& entry)
    {
        const auto mount = imports::read_mount(entry);
        if (!mount) {
            add(Level::error, "volume_unreadable", fmt::format("a volume of {} cannot be read", name), "");
            return;
        }
        if (mount->type != "volume") return;
        if (mount->source.empty()) {
            add(Level::warning, "volume_anonymous",
                fmt::format("{} keeps {} in a volume without a name", name, mount->target),
                "name it, or an update may lose it");
            return;
        }
        used_volumes_.insert(mount->source);
        const auto* top = texts_.model.find("volumes");
        if (top == nullptr || top->find(mount->source) == nullptr)
            add(Level::error, "volume_undeclared",
                fmt::format("{} uses the volume {}, which is not declared", name, mount->source),
                "add it to volumes of compose file and manifest");
    }

    void look_at_port(const std::string& name, const Node& entry)
    {
        std::string host(entry.text_of("published"));
        if (entry.is_scalar()) {
            auto parts = imports::split_outside(entry.text, ':');
            host = parts.size() > 1 ? parts[parts.size() - 2] : std::string();
        }
        if (host.empty()) {
            add(Level::error, "port_random", fmt::format("{} publishes a port that the engine chooses", name),
                "give it a number or a setting");
            return;
        }
        const auto variable = imports::only_variable(host);
        if (variable) {
            if (const auto* setting = setting_of(variable->name)) note_port(setting->default_value, app_.movable_ports);
        } else {
            note_port(host, app_.fixed_ports);
        }
    }

    static void note_port(std::string_view text, std::vector<int>& ports)
    {
        int port = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return;
        if (std::ranges::find(ports, port) == ports.end()) ports.push_back(port);
    }

    const Setting* setting_of(std::string_view name) const
    {
        if (!app_.manifest) return nullptr;
        const auto found = std::ranges::find(app_.manifest->settings, name, &Setting::name);
        return found == app_.manifest->settings.end() ? nullptr : &*found;
    }

    bool always_set(const std::string& name) const
    {
        if (example_.contains(name)) return true;
        const auto* setting = setting_of(name);
        return setting != nullptr && (setting->required || !setting->default_value.empty() || !setting->generate.empty());
    }

    void look_at_variables(const Node& tree)
    {
        imports::each_scalar(tree, [&](const Node& scalar) {
            if (!imports::pieces_of(scalar.text))
                add(Level::error, "variable_broken",
                    fmt::format("Compose cannot read ${{…}} in: {}", scalar.text.substr(0, 60)), "write $$ for a dollar");
            imports::each_variable(scalar.text, [&](const imports::Piece& piece) {
                used_.insert(piece.name);
                const bool may_lack = piece.has_default() || piece.op == ":+" || piece.op == "+";
                if (may_lack || always_set(piece.name)) return;
                add(Level::error, "variable_unset", fmt::format("{} is used and may have no value", piece.name),
                    setting_of(piece.name) == nullptr ? "make it a setting, or give it a line in .env.example"
                                                      : "give the setting a default, or a line in .env.example");
            });
        });
        // `KEY` alone in an environment, and `environment: KEY` of a secret, name variables as well.
        if (const auto* secrets = tree.find("secrets")) {
            for (const auto& [name, secret] : secrets->members) used_.insert(std::string(secret.text_of("environment")));
        }
        const auto* services = tree.find("services");
        if (services == nullptr) return;
        for (const auto& [name, service] : services->members) {
            const auto* environment = service.find("environment");
            if (environment == nullptr) continue;
            for (const auto& item : environment->items) {
                if (!item.text.contains('=')) used_.insert(item.text);
            }
            for (const auto& [key, value] : environment->members) {
                if (value.is_null()) used_.insert(key);
            }
        }
    }

    void look_for_unused()
    {
        if (!app_.manifest || reads_env_) return;
        for (const auto& setting : app_.manifest->settings) {
            const bool in_url = app_.manifest->open_url.contains("{" + setting.name + "}");
            // A provider's hook hears every setting of its consumer.
            if (used_.contains(setting.name) || in_url || !app_.manifest->requirements.empty()) continue;
            add(Level::error, "setting_unused", fmt::format("the setting {} is used by no file", setting.name),
                "leave it out, or use it as ${NAME} in the compose file");
        }
    }

    void look_at_volumes()
    {
        if (!app_.manifest) return;
        const auto& shorts = app_.manifest->volumes;
        const auto* top = texts_.model.find("volumes");
        for (const auto& name : shorts) {
            const auto engine_name = fmt::format("furtka_{}_{}", app_.manifest->name, name);
            const bool named = top != nullptr && std::ranges::any_of(top->members, [&](const Node::Member& member) {
                return member.second.text_of("name") == engine_name && member.second.text_of("external") == "true";
            });
            if (!named)
                add(Level::error, "volume_not_external",
                    fmt::format("the manifest's volume {} is not in the compose file as external with the name {}", name,
                        engine_name),
                    "");
        }
        if (top == nullptr) return;
        for (const auto& [name, volume] : top->members) {
            const std::string engine_name(volume.text_of("name"));
            const bool told = std::ranges::any_of(shorts, [&](const std::string& short_name) {
                return engine_name == fmt::format("furtka_{}_{}", app_.manifest->name, short_name);
            });
            if (!told)
                add(Level::error, "volume_not_told", fmt::format("the volume {} is not one of the manifest's", name),
                    fmt::format("name it as external furtka_{}_… and in volumes of the manifest", app_.manifest->name));
            if (!used_volumes_.contains(name))
                add(Level::warning, "volume_unused", fmt::format("the volume {} is used by no service", name), "");
        }
    }

    LintedApp& app_;
    const ComposeTexts& texts_;
    SettingValues example_;
    std::set<std::string> used_;
    std::set<std::string> used_volumes_;
    bool reads_env_ = false;
};

} // namespace

void lint_compose(LintedApp& app, const ComposeTexts& texts) { ComposeLint(app, texts).run(); }

} // namespace furtka::lint
