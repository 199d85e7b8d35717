#include "domain/history.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

std::int64_t number_in(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_number()) return 0;
    boost::system::error_code problem;
    const auto number = member->to_number<std::int64_t>(problem);
    return problem ? 0 : number;
}

const json::array& list_in(const json::object& object, std::string_view name)
{
    static const json::array none;
    const auto* member = object.if_contains(name);
    return member != nullptr && member->is_array() ? member->get_array() : none;
}

HistoryOutcome outcome_of(std::string_view text)
{
    if (text == "done") return HistoryOutcome::done;
    return text == "taken_back" ? HistoryOutcome::taken_back : HistoryOutcome::failed;
}

json::object change_object(const HistoryChange& change)
{
    return {{"service", change.service}, {"tag", change.tag}, {"from", change.from.text}, {"to", change.to.text},
        {"from_version", change.from_version}, {"to_version", change.to_version}, {"to_digest", change.to_digest}};
}

HistoryChange read_change(const json::object& object)
{
    return {.service = text_in(object, "service"),
        .tag = text_in(object, "tag"),
        .from = {text_in(object, "from")},
        .to = {text_in(object, "to")},
        .from_version = text_in(object, "from_version"),
        .to_version = text_in(object, "to_version"),
        .to_digest = text_in(object, "to_digest")};
}

} // namespace

std::string_view to_text(HistoryOutcome outcome)
{
    switch (outcome) {
    case HistoryOutcome::done: return "done";
    case HistoryOutcome::taken_back: return "taken_back";
    case HistoryOutcome::failed: return "failed";
    }
    return "failed";
}

std::string to_json(const HistoryEntry& entry)
{
    json::array changes;
    for (const auto& change : entry.changes) changes.push_back(change_object(change));
    json::array proof;
    for (const auto& line : entry.proof) proof.emplace_back(line);
    return json::serialize(json::object{{"kind", to_text(entry.kind)}, {"by", entry.by}, {"job", entry.job},
        {"outcome", to_text(entry.outcome)}, {"changes", std::move(changes)}, {"bytes_pulled", entry.bytes_pulled},
        {"downtime_ms", entry.downtime ? json::value(entry.downtime->count()) : json::value(nullptr)},
        {"proof", std::move(proof)}, {"key", entry.key}, {"reason", entry.reason}, {"service", entry.service}});
}

Result<HistoryEntry> parse_history_entry(std::string_view text)
{
    boost::system::error_code problem;
    const auto value = json::parse(text, problem);
    if (problem || !value.is_object()) {
        return fail({.kind = ErrorKind::invalid,
            .key = "history_entry",
            .message = "an entry of the history cannot be read",
            .hint = ""});
    }
    const auto& object = value.get_object();
    HistoryEntry entry{.kind = job_kind(text_in(object, "kind")).value_or(JobKind::update),
        .by = text_in(object, "by"),
        .job = number_in(object, "job"),
        .outcome = outcome_of(text_in(object, "outcome")),
        .bytes_pulled = static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_in(object, "bytes_pulled"))),
        .key = text_in(object, "key"),
        .reason = text_in(object, "reason"),
        .service = text_in(object, "service")};
    const auto* downtime = object.if_contains("downtime_ms");
    if (downtime != nullptr && downtime->is_number())
        entry.downtime = std::chrono::milliseconds(number_in(object, "downtime_ms"));
    for (const auto& change : list_in(object, "changes")) {
        if (change.is_object()) entry.changes.push_back(read_change(change.get_object()));
    }
    for (const auto& line : list_in(object, "proof")) {
        if (line.is_string()) entry.proof.emplace_back(line.get_string());
    }
    return entry;
}

const RefusedImage* refusal_of(
    const std::vector<RefusedImage>& refused, std::string_view app, std::string_view tag, std::string_view id_or_digest)
{
    const auto found = std::ranges::find_if(refused, [&](const RefusedImage& image) {
        const bool same = image.image.text == id_or_digest || (!image.digest.empty() && image.digest == id_or_digest);
        return image.app == app && image.tag == tag && same && !id_or_digest.empty();
    });
    return found == refused.end() ? nullptr : &*found;
}

} // namespace furtka
