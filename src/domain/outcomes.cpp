#include "domain/outcomes.hpp"

#include <boost/json.hpp>

namespace furtka {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& list)
{
    json::array out;
    out.reserve(list.size());
    for (const auto& text : list) out.emplace_back(text);
    return out;
}

} // namespace

std::string to_json(const UpdateOutcome& outcome)
{
    json::array services;
    for (const auto& change : outcome.changes) {
        services.push_back(json::object{
            {"service", change.service}, {"from", change.from.text}, {"to", change.to.text}, {"tag", change.tag}});
    }
    return json::serialize(json::object{{"updated", !outcome.changes.empty()}, {"services", std::move(services)},
        {"bytes_pulled", outcome.bytes_pulled}, {"not_running", texts(outcome.not_running)}});
}

std::string to_json(const InstallOutcome& outcome)
{
    return json::serialize(
        json::object{{"app", outcome.app}, {"installed", texts(outcome.installed)}, {"replaced", outcome.replaced},
            {"volumes_created", texts(outcome.volumes_created)}, {"notices", texts(outcome.notices)}});
}

std::string to_json(const RemoveOutcome& outcome)
{
    return json::serialize(json::object{{"app", outcome.app}, {"volumes_deleted", texts(outcome.volumes_deleted)},
        {"volumes_kept", texts(outcome.volumes_kept)}});
}

std::string to_json(const SettingsOutcome& outcome)
{
    return json::serialize(
        json::object{{"app", outcome.app}, {"changed", texts(outcome.changed)}, {"applied", outcome.applied}});
}

std::string to_json(const RunOutcome& outcome)
{
    return json::serialize(json::object{{"app", outcome.app}, {"state", to_text(outcome.state)}});
}

std::string to_json(const ReconcileOutcome& outcome)
{
    json::array plan;
    for (const auto& line : outcome.plan) {
        plan.push_back(json::object{{"kind", to_text(line.kind)}, {"app", line.app}, {"target", line.target},
            {"cause", line.cause}, {"text", to_text(line)}});
    }
    json::array failures;
    for (const auto& failure : outcome.failures) {
        failures.push_back(json::object{{"app", failure.app}, {"key", failure.error.key}, {"detail", failure.error.message},
            {"hint", failure.error.hint}});
    }
    return json::serialize(json::object{{"plan", std::move(plan)}, {"failures", std::move(failures)}});
}

} // namespace furtka
