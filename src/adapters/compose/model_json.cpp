#include "adapters/compose/model_json.hpp"

#include <boost/json.hpp>

namespace furtka {
namespace {

namespace json = boost::json;

// The shape is that of `config --format json`, so that parse_compose_model reads it back.

json::array texts(const std::vector<std::string>& list)
{
    json::array out;
    for (const auto& text : list) out.emplace_back(text);
    return out;
}

json::object depends_on(const ServiceModel& service)
{
    json::object out;
    for (const auto& name : service.depends_on) out[name] = json::object{{"condition", "service_started"}};
    for (const auto& name : service.completes_first)
        out[name] = json::object{{"condition", "service_completed_successfully"}};
    return out;
}

json::object service_json(const ServiceModel& service)
{
    json::object out;
    if (service.image) out["image"] = *service.image;
    if (service.builds) out["build"] = json::object();
    out["scale"] = service.replicas;
    out["restart"] = service.restart;
    if (service.has_healthcheck) out["healthcheck"] = json::object();
    out["network_mode"] = service.network_mode;
    out["profiles"] = texts(service.profiles);
    out["depends_on"] = depends_on(service);
    out["networks"] = texts(service.networks);
    json::array ports;
    for (const auto& port : service.ports) {
        ports.push_back(json::object{{"host_ip", port.host_ip}, {"published", port.published}, {"target", port.target},
            {"protocol", port.protocol}, {"name", port.name}, {"mode", port.mode}, {"app_protocol", port.app_protocol}});
    }
    out["ports"] = std::move(ports);
    json::array mounts;
    for (const auto& mount : service.mounts) {
        mounts.push_back(json::object{{"type", mount.type}, {"source", mount.source}, {"target", mount.target},
            {"read_only", mount.read_only}, {"bind", json::object{{"propagation", mount.propagation}}}});
    }
    out["volumes"] = std::move(mounts);
    for (const auto& privilege : service.privileges) {
        auto& values = out[privilege.what];
        if (!values.is_array()) values = json::array();
        values.as_array().emplace_back(privilege.value);
    }
    return out;
}

json::object network_json(const NetworkModel& network)
{
    json::object out{{"name", network.name}, {"driver", network.driver}, {"external", network.external}};
    if (network.has_subnet) {
        out["ipam"] = json::object{{"config", json::array{json::object{{"subnet", "set"}}}}};
    }
    return out;
}

json::object model_json(const ComposeModel& model)
{
    json::object services;
    for (const auto& service : model.services) services[service.name] = service_json(service);
    json::object networks;
    for (const auto& network : model.networks) networks[network.key] = network_json(network);
    json::object volumes;
    for (const auto& volume : model.volumes) {
        json::object options;
        for (const auto& [key, value] : volume.options) options[key] = value;
        volumes[volume.key] = json::object{{"name", volume.name}, {"external", volume.external}, {"driver", volume.driver},
            {"driver_opts", std::move(options)}};
    }
    return {{"name", model.project}, {"services", std::move(services)}, {"networks", std::move(networks)},
        {"volumes", std::move(volumes)}};
}

std::optional<std::string> text_at(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string(value->as_string());
}

} // namespace

std::string to_json(const CachedProject& cached)
{
    json::object hashes;
    for (const auto& [service, hash] : cached.project.hashes) hashes[service] = hash;
    return json::serialize(json::object{{"fingerprint", cached.fingerprint}, {"hashes", std::move(hashes)},
        {"model", json::serialize(model_json(cached.project.model))}});
}

std::optional<CachedProject> parse_cached_project(std::string_view text)
{
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    if (!root) return std::nullopt;
    const auto fingerprint = text_at(*root, "fingerprint");
    const auto model = text_at(*root, "model");
    const auto* hashes = root->if_contains("hashes");
    if (!fingerprint || !model || !hashes || !hashes->is_object()) return std::nullopt;

    CachedProject cached{.fingerprint = *fingerprint};
    for (const auto& [service, hash] : hashes->as_object()) {
        if (!hash.is_string()) return std::nullopt;
        cached.project.hashes.emplace(service, hash.as_string());
    }
    auto parsed = parse_compose_model(*model);
    if (!parsed) return std::nullopt;
    cached.project.model = *std::move(parsed);
    return cached;
}

} // namespace furtka
