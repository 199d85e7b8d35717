// Where each mount of the author's file goes.
#include "domain/import/draft.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/mounts.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::imports {
namespace {

class Places {
public:
    explicit Places(Draft& draft) : draft_(draft), app_(draft.name) { }

    void run()
    {
        if (const auto* top = draft_.before.find("volumes")) declared_ = *top;
        for (auto& [name, service] : draft_.services_node()->members) {
            const auto* volumes = service.find("volumes");
            if (volumes == nullptr) continue;
            Node list = *volumes; // a mount may add members to its service
            service_ = name;
            for (auto& entry : list.items) place(name, service, entry);
            std::erase_if(list.items, [](const Node& entry) { return entry.is_null(); });
            if (list.items.empty()) {
                service.erase("volumes");
            } else {
                service.set("volumes", std::move(list));
            }
        }
        place_secret_files();
        place_config_files();
        declare();
        tell_of_shared_parts();
        tell_of_store_paths();
    }

private:
    void place(const std::string& name, Node& service, Node& entry)
    {
        const auto mount = read_mount(entry);
        if (!mount) {
            draft_.reason(fmt::format("a volume of its service {} cannot be read; it is left out", name));
            entry = {};
            return;
        }
        if (mount->type == "tmpfs" || mount->type == "npipe" || mount->type == "cluster" || mount->type == "image") return;
        if (mount->source.empty()) {
            use_volume(entry, *mount, short_name_of(mount->target));
            return;
        }
        const auto source = source_of(*mount, draft_.definition, app_);
        switch (source.kind) {
        case Source::Kind::volume: named(entry, *mount, source.path); return;
        case Source::Kind::app: app_path(service, entry, *mount, source.path); return;
        case Source::Kind::shared:
            if (looks_like_file(source.path, mount->target))
                empty_file(entry, *mount, source.path.substr(source.path.rfind('/') + 1));
            else
                shared(entry, *mount, source.path);
            return;
        case Source::Kind::asked: asked(source.path); return;
        case Source::Kind::host:
            if (is_of_platform(source.path))
                draft_.reason(fmt::format("its service {} works on {}, which belongs to the store's own system: without it "
                                          "there may be nothing to "
                                          "do",
                    name, source.path));
            entry = written(*mount, "bind", with_defaults(mount->source));
            return;
        }
    }

    /// A volume by name. One that the file defines as a bind to a folder is that folder.
    void named(Node& entry, const Mount& mount, const std::string& path)
    {
        const auto* told = declared_.find(path);
        const auto* options = told == nullptr ? nullptr : told->find("driver_opts");
        const std::string device(options == nullptr ? std::string_view() : options->text_of("device"));
        const std::string kind(options == nullptr ? std::string_view() : options->text_of("type"));
        if (kind == "nfs" || kind == "cifs"
            || (told != nullptr && !told->text_of("driver").empty() && told->text_of("driver") != "local")) {
            draft_.reason(fmt::format(
                "the volume {} is on another machine or needs a driver: it becomes a volume of this server", path));
        } else if (!device.empty() && kind != "tmpfs") {
            Mount bind = mount;
            bind.type = "bind";
            bind.source = device;
            const auto source = source_of(bind, draft_.definition, app_);
            if (source.kind == Source::Kind::shared || source.kind == Source::Kind::host) {
                shared(entry, bind, source.path);
                return;
            }
        }
        if (told != nullptr && told->text_of("external") == "true")
            draft_.reason(
                fmt::format("the volume {} belongs to something else (external): the app gets one of its own", path));
        if (told == nullptr) draft_.repair("add-volume:" + path);
        const auto good = short_name_of(path);
        if (good != mount.source) {
            draft_.repair("rename-volume:" + path);
            if (told == nullptr && mount.source.contains('/'))
                draft_.reason(fmt::format("{} is no volume name: it becomes the volume {}", mount.source, good));
        }
        use_volume(entry, mount, good);
    }

    void app_path(Node& service, Node& entry, const Mount& mount, const std::string& path)
    {
        for (const auto& place : {path, "files/" + path}) {
            if (const auto varies = draft_.definition.templates.find(place); varies != draft_.definition.templates.end()) {
                use_config(service, mount, place, varies->second);
                entry = {};
                return;
            }
            if (take_seeds(service, entry, mount, place)) return;
        }
        if (looks_like_file(path, mount.target)) {
            empty_file(entry, mount, path);
            return;
        }
        const auto name = short_name_of(path);
        if (only_read(mount))
            draft_.reason(fmt::format(
                "the folder {} is not in the store, and the app only reads it: its files belong into the volume {}", path,
                name));
        use_volume(entry, mount, name);
        parts_[path].insert(service_);
    }

    /// A folder beside the author's file, or of the author's home, that no service writes to: what it holds is not here.
    bool only_read(const Mount& mount)
    {
        const bool own = mount.source.starts_with("./") || mount.source.starts_with("~/");
        if (!own || !reads(mount)) return false;
        if (!written_sources_) note_written_sources();
        return !written_sources_->contains(mount.source);
    }

    static bool reads(const Mount& mount) { return std::ranges::find(mount.modes, "ro") != mount.modes.end(); }

    void note_written_sources()
    {
        written_sources_.emplace();
        for (const auto& [name, service] : draft_.before.find("services")->members) {
            const auto* volumes = service.find("volumes");
            if (volumes == nullptr) continue;
            for (const auto& entry : volumes->items) {
                const auto mount = read_mount(entry);
                if (mount && !reads(*mount)) written_sources_->insert(mount->source);
            }
        }
    }

    /// One service mounts a folder, another a folder inside of it: as volumes they do not see each other's files.
    void tell_of_shared_parts()
    {
        for (const auto& [outer, its_services] : parts_) {
            for (auto inner = parts_.upper_bound(outer + "/");
                inner != parts_.end() && inner->first.starts_with(outer + "/"); ++inner) {
                const bool others = std::ranges::any_of(
                    inner->second, [&](const std::string& name) { return !its_services.contains(name); });
                if (outer.empty() || !others) continue;
                draft_.reason(fmt::format(
                    "{} is inside of {}, which another service mounts: here they are two volumes that share no files",
                    inner->first, outer));
            }
        }
    }

    /// A variable or a command that names a folder of the store's server, where nothing is now.
    void tell_of_store_paths()
    {
        for (const auto& [name, service] : draft_.services_node()->members) {
            for (const auto* word : {"environment", "command", "entrypoint"}) {
                const auto* part = service.find(word);
                if (part == nullptr) continue;
                each_scalar(*part, [&](const Node& scalar) {
                    const auto path = store_path_in(scalar.text);
                    if (path.empty() || is_mounted(service, path)) return;
                    draft_.reason(
                        fmt::format("its service {} is told of the folder {}, which is the store's: give it another", name,
                            path.starts_with("/@") ? path.substr(path.find('/', 1)) : path));
                });
            }
        }
    }

    std::string store_path_in(const std::string& text) const
    {
        for (const auto& root : draft_.definition.roots) {
            const auto at = text.find(root.prefix);
            if (!root.prefix.starts_with('/') || at == std::string::npos) continue;
            if (at > 0 && !std::string_view(" =:,\"'").contains(text[at - 1])) continue;
            return text.substr(at, text.find_first_of(" ,;\"'", at) - at);
        }
        return {};
    }

    static bool is_mounted(const Node& service, std::string_view path)
    {
        const auto* volumes = service.find("volumes");
        return volumes != nullptr && std::ranges::any_of(volumes->items, [&](const Node& entry) {
            const auto mount = read_mount(entry);
            return mount && path.starts_with(mount->target);
        });
    }

    /// Files that came with the definition, a single one or all of a folder.
    bool take_seeds(Node& service, Node& entry, const Mount& mount, const std::string& place)
    {
        const auto& seeds = draft_.definition.seeds;
        const auto target = place.starts_with("files/") ? place : "files/" + place;
        if (const auto seed = seeds.find(place); seed != seeds.end()) {
            // A program's text: only what is called `.sh` is written so that it can be run.
            if (seed->second.starts_with("#!") && !place.ends_with(".sh")) {
                use_config(service, mount, place, escaped(seed->second));
                entry = {};
                return true;
            }
            draft_.files[target] = seed->second;
            entry = written(mount, "bind", "./" + target);
            return true;
        }
        if (place.empty() || place == "files/") return false;
        bool any = false;
        for (auto seed = seeds.lower_bound(place + "/"); seed != seeds.end() && seed->first.starts_with(place + "/");
            ++seed) {
            draft_.files[target + seed->first.substr(place.size())] = seed->second;
            any = true;
        }
        auto folder = mount;
        for (const auto& [path, text] : draft_.definition.templates) {
            if (!path.starts_with(place + "/")) continue;
            fill_in_folder(service, folder, path, path.substr(place.size()), text);
            draft_.files.emplace(target + path.substr(place.size()), "");
            any = true;
        }
        if (any) entry = written(folder, "bind", "./" + target);
        return any;
    }

    /// Compose copies a file with settings into the mounted folder, which must not be read-only for that.
    void fill_in_folder(
        Node& service, Mount& folder, const std::string& place, const std::string& inside, const std::string& text)
    {
        Mount file = folder;
        while (file.target.ends_with('/')) file.target.pop_back();
        file.target += inside;
        use_config(service, file, place, text);
        std::erase(folder.modes, "ro");
    }

    void empty_file(Node& entry, const Mount& mount, const std::string& path)
    {
        const auto target = "files/" + path;
        draft_.files[target] = "";
        entry = written(mount, "bind", "./" + target);
        const auto dot = path.rfind('.');
        const auto ending = dot == std::string::npos ? std::string() : path.substr(dot + 1);
        const bool made_by_app = ending == "db" || ending == "sqlite" || ending == "sqlite3" || ending == "log";
        if (!made_by_app)
            draft_.reason(fmt::format("the file {} is not in the store: fill {} before the app is started", path, target));
    }

    /// Compose writes the file into the container, with the settings put in.
    void use_config(Node& service, const Mount& mount, const std::string& place, const std::string& text)
    {
        const auto name = short_name_of(place.starts_with("files/") ? place.substr(6) : place);
        draft_.tree.at("configs").set(name, Node::map({{"content", Node::scalar(text)}}));
        Node use = Node::map({{"source", Node::scalar(name)}, {"target", Node::scalar(mount.target)}});
        if (place.ends_with(".sh") || text.starts_with("#!")) use.set("mode", Node::scalar("0555"));
        auto& configs = service.at("configs");
        configs.kind = Node::Kind::list;
        configs.items.push_back(std::move(use));
    }

    /// The owner's folder, by a setting.
    void shared(Node& entry, const Mount& mount, const std::string& path)
    {
        auto last = path.substr(path.rfind('/') + 1);
        if (last.empty() || path == media_root || path == "/DATA") last = "shared";
        auto name = setting_name_of(app_name_of(last) + "_folder");
        // The form has a field for it.
        if (const auto variable = only_variable(mount.source); variable && is_asked(variable->name))
            name = setting_name_of(variable->name);
        for (int i = 2; folders_.contains(name) && folders_.at(name) != path; ++i)
            name = setting_name_of(fmt::format("{}_folder_{}", app_name_of(last), i));
        folders_[name] = path;
        auto& setting = draft_.setting(name);
        if (setting.type != SettingType::text || setting.label == title_of(name))
            setting.label = title_of(app_name_of(last)) + " folder";
        if (setting.description.empty())
            setting.description = fmt::format("A folder of this server that the app sees as {}.", mount.target);
        setting.type = SettingType::path;
        setting.required = true;
        if (path == "/mnt" || path == "/media" || path == "/home" || path == "/srv") setting.default_value = path;
        // Who types a line means a folder of this server.
        const bool typed = draft_.definition.format == Format::run && path.starts_with('/') && !path.starts_with("/path/")
            && !path.contains('$') && path != "/";
        if (typed) setting.default_value = path;
        entry = written(mount, "bind", "${" + name + "}");
    }

    bool is_asked(std::string_view name) const
    {
        return std::ranges::any_of(draft_.definition.form, [name](const Setting& field) { return field.name == name; });
    }

    /// A variable that names a folder of the owner's.
    void asked(const std::string& variable)
    {
        const auto name = setting_name_of(variable);
        auto& setting = draft_.setting(name);
        if (setting.type == SettingType::text) setting.type = SettingType::path;
        setting.required = true;
    }

    void use_volume(Node& entry, const Mount& mount, const std::string& name)
    {
        if (std::ranges::find(draft_.volumes, name) == draft_.volumes.end()) draft_.volumes.push_back(name);
        entry = written(mount, "volume", name);
    }

    /// The entry with another source; the short form where it says everything.
    static Node written(const Mount& mount, const std::string& type, const std::string& source)
    {
        const auto* bind = mount.rest.find("bind");
        const bool spreads = bind != nullptr && !bind->text_of("propagation").empty();
        const bool no_copy =
            mount.rest.find("volume") != nullptr && type == "volume" && !mount.rest.find("volume")->members.empty();
        if (!spreads && !no_copy) {
            std::vector<std::string> modes;
            for (const auto& mode : mount.modes) {
                const bool for_binds = mode == "z" || mode == "Z" || mode.ends_with("shared") || mode.ends_with("slave")
                    || mode.ends_with("private") || mode == "cached" || mode == "delegated" || mode == "consistent";
                if (type == "bind" || !for_binds) modes.push_back(mode);
            }
            auto text = fmt::format("{}:{}", source, mount.target);
            if (!modes.empty()) text += fmt::format(":{}", fmt::join(modes, ","));
            return Node::scalar(std::move(text));
        }
        Node entry = Node::map(
            {{"type", Node::scalar(type)}, {"source", Node::scalar(source)}, {"target", Node::scalar(mount.target)}});
        if (std::ranges::find(mount.modes, "ro") != mount.modes.end()) entry.set("read_only", Node::bare("true"));
        entry.set(type == "bind" ? "bind" : "volume", type == "bind" ? *bind : *mount.rest.find("volume"));
        return entry;
    }

    /// `secrets: x: file: ./x.txt` is a generated setting.
    void place_secret_files()
    {
        auto* secrets = draft_.tree.find("secrets");
        if (secrets == nullptr) return;
        for (auto& [name, secret] : secrets->members) {
            if (secret.find("environment") != nullptr) continue;
            const auto wanted = setting_name_of(name);
            auto& setting = draft_.setting(wanted);
            setting.type = SettingType::password;
            setting.description = "Made at installation.";
            setting.generate = "hex:16";
            secret = Node::map({{"environment", Node::scalar(wanted)}});
            draft_.repair("generate-secret:" + wanted);
        }
    }

    void place_config_files()
    {
        auto* configs = draft_.tree.find("configs");
        if (configs == nullptr) return;
        for (auto& [name, config] : configs->members) {
            if (config.find("content") != nullptr || config.find("environment") != nullptr) continue;
            std::string path(config.text_of("file"));
            if (path.starts_with("./")) path.erase(0, 2);
            if (const auto seed = draft_.definition.seeds.find(path); seed != draft_.definition.seeds.end()) {
                draft_.files["files/" + path] = seed->second;
                config = Node::map({{"file", Node::scalar("./files/" + path)}});
            } else {
                config = Node::map({{"content", Node::scalar("")}});
                draft_.reason(fmt::format("the config {} is not in the store: give its content in the override file", name));
            }
        }
    }

    void declare()
    {
        std::ranges::sort(draft_.volumes);
        draft_.tree.erase("volumes");
        if (draft_.volumes.empty()) return;
        Node top = Node::map();
        for (const auto& name : draft_.volumes)
            top.set(name,
                Node::map(
                    {{"external", Node::bare("true")}, {"name", Node::scalar(fmt::format("furtka_{}_{}", app_, name))}}));
        draft_.tree.set("volumes", std::move(top));
    }

    Draft& draft_;
    std::string app_;
    Node declared_;
    std::string service_; ///< whose mounts are looked at
    std::map<std::string, std::set<std::string>> parts_; ///< folders that became volumes, and their services
    std::optional<std::set<std::string>> written_sources_; ///< as the author wrote them; looked for when the first is needed
    std::map<std::string, std::string> folders_; ///< setting, and where the store has the folder
};

} // namespace

void place_volumes(Draft& draft) { Places(draft).run(); }

} // namespace furtka::imports
