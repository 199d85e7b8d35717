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

json::array changes_array(const std::vector<ServiceChange>& changes)
{
    json::array list;
    for (const auto& change : changes) {
        list.push_back(json::object{
            {"service", change.service}, {"from", change.from.text}, {"to", change.to.text}, {"tag", change.tag}});
    }
    return list;
}

double seconds(std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000.0; }

} // namespace

std::string to_json(const UpdateOutcome& outcome)
{
    return json::serialize(json::object{{"updated", outcome.revised || !outcome.changes.empty()},
        {"services", changes_array(outcome.changes)}, {"bytes_pulled", outcome.bytes_pulled},
        {"not_running", texts(outcome.not_running)}, {"proof", texts(outcome.proof)},
        {"downtime_seconds", outcome.downtime ? json::value(seconds(*outcome.downtime)) : json::value(nullptr)},
        {"recovery_point", outcome.recovery_point > 0 ? json::value(outcome.recovery_point) : json::value(nullptr)}});
}

std::string to_json(const RollbackOutcome& outcome)
{
    return json::serialize(json::object{{"app", outcome.app}, {"to", outcome.to},
        {"services", changes_array(outcome.changes)}, {"proof", texts(outcome.proof)},
        {"downtime_seconds", seconds(outcome.downtime)}, {"recovery_point", outcome.recovery_point}});
}

std::string to_json(const EditOutcome& outcome)
{
    json::object object{{"app", outcome.app}, {"file", outcome.file}, {"applied", outcome.applied},
        {"services", changes_array(outcome.changes)}, {"proof", texts(outcome.proof)},
        {"downtime_seconds", seconds(outcome.downtime)}, {"recovery_point", nullptr}};
    if (outcome.recovery_point != 0) object["recovery_point"] = outcome.recovery_point;
    return json::serialize(object);
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

std::string to_json(const ExportOutcome& outcome)
{
    return json::serialize(json::object{{"app", outcome.app}, {"id", outcome.id}, {"file_name", outcome.file_name},
        {"bytes", outcome.bytes}, {"data", outcome.data}, {"secrets", to_text(outcome.secrets)},
        {"left_out", texts(outcome.left_out)}, {"kept_until", outcome.kept_until}});
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
