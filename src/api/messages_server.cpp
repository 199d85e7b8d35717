#include "api/json_parts.hpp"
#include "api/messages.hpp"

#include <boost/json.hpp>

#include <cmath>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::value figure_or_null(const std::optional<double>& figure)
{
    if (!figure) return nullptr;
    return std::round(*figure * 10) / 10;
}

} // namespace

std::string server_json(const MachineFigures& machine, const DiskFigures& disk, const EngineParts& engine)
{
    return json::serialize(json::object{
        {"disk", json::object{{"total", disk.total}, {"free", disk.free}}},
        {"memory", json::object{{"total", machine.memory_total}, {"available", machine.memory_available}}},
        {"load", json::array{machine.load[0], machine.load[1], machine.load[2]}},
        {"cpus", machine.cpus},
        {"uptime_seconds", machine.uptime_seconds},
        {"engine", json::parse(engine_json(engine))},
    });
}

std::string folders_json(const FolderView& view)
{
    json::array list;
    for (const auto& folder : view.folders) {
        list.push_back(json::object{{"name", json_text(folder.name)}, {"path", json_text(folder.path)}});
    }
    return json::serialize(json::object{{"path", json_text(view.path)}, {"parent", json_text_or_null(view.parent)},
        {"folders", std::move(list)}, {"more", view.more}});
}

std::string stats_json(const std::vector<ServiceStats>& samples)
{
    json::array list;
    for (const auto& [service, container, sample] : samples) {
        list.push_back(json::object{
            {"service", json_text(service)},
            {"container", container},
            {"cpu_percent", figure_or_null(sample.cpu_percent)},
            {"memory_bytes", sample.memory_bytes},
            {"memory_limit", sample.memory_limit},
        });
    }
    return json::serialize(json::object{{"services", std::move(list)}});
}

} // namespace furtka::api
