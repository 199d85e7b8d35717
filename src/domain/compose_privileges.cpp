#include "domain/compose_privileges.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace furtka {
namespace {

namespace json = boost::json;

/// Members of a service whose value is a word, a list of words or a mapping. Those after `use_api_socket` are no words of
/// compose files: the short form of the model that the cache keeps has them.
constexpr std::array<std::string_view, 23> word_members{"cap_add", "cgroup", "cgroup_parent", "container_name",
    "device_cgroup_rules", "extra_hosts", "ipc", "pid", "privileged", "runtime", "security_opt", "sysctls", "userns_mode",
    "uts", "volumes_from", "use_api_socket", "build_context", "build_entitlements", "build_network", "build_privileged",
    "file", "hook_privileged", "host_program"};

const json::value* at(const json::value* value, std::string_view key)
{
    const auto* object = value == nullptr ? nullptr : value->if_object();
    return object == nullptr ? nullptr : object->if_contains(key);
}

std::string word_text(const json::value& value)
{
    const auto* text = value.if_string();
    return text == nullptr ? json::serialize(value) : std::string(*text);
}

/// A mapping gives `key=value`, a list each of its items; false, null and "" give nothing.
void add_words(std::vector<std::string>& words, const json::value& value, const std::string& before = {})
{
    if (const auto* list = value.if_array()) {
        for (const auto& item : *list) add_words(words, item, before);
    } else if (const auto* object = value.if_object()) {
        for (const auto& member : *object) add_words(words, member.value(), before + std::string(member.key()) + '=');
    } else if (const auto text = word_text(value); text != "false" && text != "null" && !text.empty()) {
        words.push_back(before + text);
    } else if (!before.empty()) {
        words.push_back(before);
    }
}

std::vector<std::string> words_in(const json::value* value)
{
    std::vector<std::string> words;
    if (value != nullptr) add_words(words, *value);
    return words;
}

/// Whether it is set. A variable may have made a text of it.
bool is_true(const json::value* value)
{
    return value != nullptr && !value->is_null() && *value != json::value(false) && *value != "false" && *value != "";
}

class Reader {
public:
    explicit Reader(const json::object& service) : service_(service) { }

    void add_all(std::string_view what, const json::value* value)
    {
        for (auto& word : words_in(value)) add(what, std::move(word));
    }
    void add(std::string_view what, std::string value)
    {
        found_.push_back({.what = std::string(what), .value = std::move(value)});
    }

    void read_word_members()
    {
        for (const auto member : word_members) add_all(member, service_.if_contains(member));
    }

    void read_devices()
    {
        for (const auto& device : items(service_.if_contains("devices"))) {
            const auto* source = at(&device, "source");
            if (source == nullptr) {
                add_all("devices", &device);
                continue;
            }
            auto text = word_text(*source);
            for (const auto* part : {"target", "permissions"}) {
                if (const auto* value = at(&device, part)) text += ':' + word_text(*value);
            }
            add("devices", std::move(text));
        }
    }

    /// Both ways to reserve a graphics processor, or another device by its driver.
    void read_gpus()
    {
        const auto* deploy = service_.if_contains("deploy");
        const auto* reserved = at(at(at(deploy, "resources"), "reservations"), "devices");
        for (const auto* list : {service_.if_contains("gpus"), reserved}) {
            for (const auto& gpu : items(list)) add("gpus", gpu_text(gpu));
        }
    }

    void read_build()
    {
        const auto* build = service_.if_contains("build");
        add_all("build_context", at(build, "context"));
        if (const auto* more = at(build, "additional_contexts")) {
            const auto* named = more->if_object();
            if (named == nullptr) add_all("build_context", more);
            if (named == nullptr) return;
            for (const auto& context : *named) add_all("build_context", &context.value());
        }
        add_all("build_entitlements", at(build, "entitlements"));
        add_all("build_network", at(build, "network"));
        if (is_true(at(build, "privileged"))) add("build_privileged", "true");
    }

    void read_hooks()
    {
        for (const auto* moment : {"post_start", "pre_stop"}) {
            for (const auto& hook : items(service_.if_contains(moment))) {
                if (is_true(at(&hook, "privileged"))) add("hook_privileged", moment);
            }
        }
        if (const auto* provider = service_.if_contains("provider")) add_all("host_program", at(provider, "type"));
    }

    /// Configs and secrets that are files of the host: Compose mounts them.
    void read_files(const json::object& document)
    {
        for (const auto* kind : {"configs", "secrets"}) {
            const auto* declared = document.if_contains(kind);
            for (const auto& item : items(service_.if_contains(kind))) {
                const auto* source = item.is_object() ? at(&item, "source") : &item;
                if (source != nullptr && source->is_string())
                    add_all("file", at(at(declared, source->get_string()), "file"));
            }
        }
        add_all("file", at(service_.if_contains("credential_spec"), "file"));
    }

    std::vector<Privilege> take() &&
    {
        std::ranges::sort(found_);
        const auto doubled = std::ranges::unique(found_);
        found_.erase(doubled.begin(), doubled.end());
        return std::move(found_);
    }

private:
    /// The items of a list; a single value counts as a list of one.
    static std::vector<json::value> items(const json::value* value)
    {
        if (value == nullptr || value->is_null()) return {};
        const auto* list = value->if_array();
        if (list == nullptr) return {*value};
        return {list->begin(), list->end()};
    }

    static std::string gpu_text(const json::value& gpu)
    {
        if (!gpu.is_object()) return word_text(gpu);
        std::string text;
        for (const auto* member : {"driver", "device_ids", "capabilities"}) {
            for (const auto& word : words_in(at(&gpu, member))) text += (text.empty() ? "" : " ") + word;
        }
        return text.empty() ? "gpu" : text;
    }

    const json::object& service_;
    std::vector<Privilege> found_;
};

} // namespace

std::vector<Privilege> read_privileges(const boost::json::object& service, const boost::json::object& document)
{
    Reader reader(service);
    reader.read_word_members();
    reader.read_devices();
    reader.read_gpus();
    reader.read_build();
    reader.read_hooks();
    reader.read_files(document);
    return std::move(reader).take();
}

} // namespace furtka
