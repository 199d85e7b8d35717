#include "api/terminal_messages.hpp"

#include "api/json_parts.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <utility>

namespace furtka::api {
namespace {

namespace json = boost::json;

bool read_side(const json::object& message, std::string_view name, int& into)
{
    const auto* value = message.if_contains(name);
    if (value == nullptr || !value->is_int64()) return false;
    const auto number = value->as_int64();
    if (number < 1 || number > largest_terminal_side) return false;
    into = static_cast<int>(number);
    return true;
}

} // namespace

std::string terminal_started_json(const TerminalPlace& place, std::string_view shell)
{
    return json::serialize(json::object{{"type", "started"}, {"service", json_text(place.service)},
        {"container", json_text(place.container_name)}, {"shell", json_text(shell)}});
}

std::string terminal_exit_json(const TerminalEnd& end)
{
    json::value code = nullptr;
    if (end.exit_code) code = *end.exit_code;
    return json::serialize(json::object{{"type", "exit"}, {"reason", reason_word(end.reason)}, {"code", std::move(code)}});
}

std::string terminal_error_json(const Error& error)
{
    json::object message{{"type", "error"}};
    for (const auto& [name, value] : json_error(error)) message[name] = value;
    return json::serialize(message);
}

Result<TerminalControl> read_terminal_control(std::string_view text)
{
    boost::system::error_code problem;
    const auto parsed = json::parse(text, problem);
    const auto* message = problem ? nullptr : parsed.if_object();
    const auto* member = message == nullptr ? nullptr : message->if_contains("type");
    const auto type = member != nullptr && member->is_string() ? std::string_view(member->as_string()) : std::string_view();
    if (type == "pause" || type == "resume") return TerminalControl{.size = {}, .paused = type == "pause"};
    TerminalSize size;
    if (type == "resize" && read_side(*message, "cols", size.columns) && read_side(*message, "rows", size.rows))
        return TerminalControl{.size = size, .paused = {}};
    return fail({.kind = ErrorKind::invalid,
        .key = "control_message",
        .message =
            "a text message of a terminal is {\"type\":\"resize\",\"cols\":1..1000,\"rows\":1..1000}, or has the type "
            "pause or resume",
        .hint = "send what is typed as binary messages"});
}

} // namespace furtka::api
