#include "adapters/disk/disk_notify_targets.hpp"

#include "adapters/disk/files.hpp"

#include <boost/json.hpp>

#include <cerrno>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::string_view targets_file = "notify.json";
constexpr std::size_t largest_targets = std::size_t{256} << 10;

std::unexpected<Error> unreadable(std::string found)
{
    return fail({.kind = ErrorKind::broken,
        .key = "notify_file",
        .message = "notify.json of the state folder cannot be used: " + std::move(found),
        .hint = "mend it, or remove it and add the targets again"});
}

std::string text_in(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<NotificationEvent> events_in(const json::object& object)
{
    std::vector<NotificationEvent> events;
    const auto* list = object.if_contains("events");
    if (list == nullptr || !list->is_array()) return events;
    for (const auto& item : list->get_array()) {
        const auto event = item.is_string() ? notification_event(std::string_view(item.get_string())) : std::nullopt;
        if (event) events.push_back(*event);
    }
    return events;
}

std::optional<NotifyTarget> target_in(const json::value& value)
{
    const auto* object = value.if_object();
    if (object == nullptr) return std::nullopt;
    const auto kind = target_kind(text_in(*object, "kind"));
    const auto security = mail_security(text_in(*object, "security"));
    if (!kind || !security) return std::nullopt;
    const auto* port = object->if_contains("port");
    return NotifyTarget{.id = text_in(*object, "id"),
        .kind = *kind,
        .name = text_in(*object, "name"),
        .url = text_in(*object, "url"),
        .host = text_in(*object, "host"),
        .port = port != nullptr && port->is_int64() ? static_cast<int>(port->get_int64()) : 0,
        .security = *security,
        .user = text_in(*object, "user"),
        .secret = text_in(*object, "secret"),
        .from = text_in(*object, "from"),
        .to = text_in(*object, "to"),
        .ca_file = text_in(*object, "ca_file"),
        .events = events_in(*object)};
}

json::object object_of(const NotifyTarget& target)
{
    json::array events;
    for (const auto event : target.events) events.emplace_back(to_text(event));
    return {{"id", target.id}, {"kind", to_text(target.kind)}, {"name", target.name}, {"url", target.url},
        {"host", target.host}, {"port", target.port}, {"security", to_text(target.security)}, {"user", target.user},
        {"secret", target.secret}, {"from", target.from}, {"to", target.to}, {"ca_file", target.ca_file},
        {"events", std::move(events)}};
}

Result<std::vector<NotifyTarget>> read_now(const std::filesystem::path& state)
{
    const OwnedFd folder = open_folder(state);
    if (!folder) return std::vector<NotifyTarget>{};
    const auto read = read_text(folder.get(), std::string(targets_file), largest_targets);
    if (read.kind == TextRead::Kind::absent) return std::vector<NotifyTarget>{};
    if (read.kind != TextRead::Kind::read) return unreadable("it is no file that can be read");
    if (read.text.size() > largest_targets) return unreadable("it is too large");
    return parse_notify_file(read.text);
}

Result<void> write_now(const std::filesystem::path& state, const std::vector<NotifyTarget>& targets)
{
    const OwnedFd folder = open_folder(state);
    if (!folder) {
        Error error = disk_error(errno, "open the folder " + state.string());
        error.key = "state_unusable";
        return fail(std::move(error));
    }
    return write_text(folder.get(), std::string(targets_file), notify_file_text(targets), 0600);
}

} // namespace

Result<std::vector<NotifyTarget>> parse_notify_file(std::string_view text)
{
    boost::system::error_code problem;
    const auto value = json::parse(text, problem);
    const auto* root = problem ? nullptr : value.if_object();
    const auto* list = root == nullptr ? nullptr : root->if_contains("targets");
    if (list == nullptr || !list->is_array()) return unreadable("it is not JSON with a list of targets");
    std::vector<NotifyTarget> targets;
    for (const auto& item : list->get_array()) {
        auto target = target_in(item);
        if (!target) return unreadable("a target has no known kind or security");
        if (targets.size() < most_notify_targets) targets.push_back(*std::move(target));
    }
    return targets;
}

std::string notify_file_text(const std::vector<NotifyTarget>& targets)
{
    json::array list;
    for (const auto& target : targets) list.push_back(object_of(target));
    return json::serialize(json::object{{"targets", std::move(list)}}) + "\n";
}

Task<Result<std::vector<NotifyTarget>>> DiskNotifyTargets::read()
{
    std::function<Result<std::vector<NotifyTarget>>()> work = [state = state_] { return read_now(state); };
    auto targets = co_await pool_.run(std::move(work));
    co_return targets;
}

Task<Result<void>> DiskNotifyTargets::write(std::vector<NotifyTarget> targets)
{
    std::function<Result<void>()> work = [state = state_, targets = std::move(targets)] {
        return write_now(state, targets);
    };
    auto written = co_await pool_.run(std::move(work));
    co_return written;
}

} // namespace furtka
