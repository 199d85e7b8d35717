#include "cli/plan_text.hpp"

#include "cli/json_read.hpp"
#include "cli/permissions_text.hpp"
#include "cli/settings_input.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::string value_of(const Setting& setting, const json::value& plan, const SettingValues& given)
{
    const auto secrets = texts_of(plan, "secrets_set");
    const bool kept_secret = std::ranges::find(secrets, setting.name) != secrets.end();
    if (const auto found = given.find(setting.name); found != given.end()) {
        return setting.secret() ? "(given)" : printable(found->second);
    }
    if (kept_secret) return "(kept)";
    if (const auto kept = text_of(member(plan, "values"), setting.name); !kept.empty()) return printable(kept);
    if (!setting.default_value.empty()) return setting.secret() ? "(default)" : printable(setting.default_value);
    if (!setting.generate.empty()) return "(generated)";
    return setting.required ? "(missing: give it with --set)" : "(empty)";
}

std::string planned_port(const json::value& port)
{
    const auto ip = text_of(port, "host_ip");
    return printable(fmt::format("{}{}{} → {}/{}", ip, ip.empty() ? "" : ":", text_of(port, "published"),
        text_of(port, "target"), text_of(port, "protocol")));
}

std::vector<std::string> moved_lines(const json::value& plan)
{
    std::vector<std::string> lines;
    for (const auto& moved : list_of(plan, "ports_moved")) {
        const auto setting = text_of(moved, "setting");
        lines.push_back(fmt::format("{} is {} instead of {}{}", setting.empty() ? text_of(moved, "place") : setting,
            number_of(moved, "to"), number_of(moved, "from"),
            text_of(moved, "app") == text_of(plan, "name") ? "" : " for " + text_of(moved, "app")));
    }
    return lines;
}

std::vector<std::string> in_the_way(const json::value& plan)
{
    std::vector<std::string> lines;
    for (const auto& taken : list_of(plan, "names_taken")) lines.push_back(text_of(taken, "text"));
    for (const auto& taken : list_of(plan, "ports_taken")) {
        auto line = text_of(taken, "text");
        const auto setting = text_of(taken, "setting");
        if (const auto free = text_of(taken, "take"); !free.empty())
            line += fmt::format("; {} {} free ({} {}={}, or --free-ports)", free, free.contains('-') ? "are" : "is",
                setting.empty() ? "--port" : "--set", setting.empty() ? text_of(taken, "place") : setting, free);
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace

std::string steps_text(const json::value& plan)
{
    const auto name = text_of(plan, "name");
    std::vector<std::string> first;
    for (const auto& step : list_of(plan, "steps")) {
        const auto app = printable(text_of(step, "app"));
        if (app != name && !flag_of(step, "already_installed")) first.push_back(app);
    }
    if (first.empty()) return "";
    return fmt::format(
        "{} needs {}, which {} installed first.\n", printable(name), list_text(first), first.size() == 1 ? "is" : "are");
}

std::string plan_text(const json::value& plan, const SettingValues& given)
{
    const auto name = printable(text_of(plan, "name"));
    return fmt::format("{} ({}) would be {}. Nothing has been changed.\n", printable(text_of(plan, "display_name")), name,
               flag_of(plan, "replaces") ? "installed again; its settings and data stay" : "installed")
        + plan_sections(plan, given);
}

std::string plan_sections(const json::value& plan, const SettingValues& given)
{
    std::string text = steps_text(plan);
    const auto section = [&](std::string_view title, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        text += fmt::format("\n{}:\n", title);
        for (const auto& line : lines) text += fmt::format("  {}\n", line);
    };
    std::vector<std::string> settings;
    const auto form = read_form(list_of(plan, "settings"));
    std::size_t widest = 0;
    for (const auto& setting : form) widest = std::max(widest, display_width(printable(setting.name)));
    for (const auto& setting : form) {
        settings.push_back(padded(printable(setting.name), widest) + "  " + value_of(setting, plan, given));
    }
    std::vector<std::string> ports;
    for (const auto& port : list_of(plan, "ports")) ports.push_back(planned_port(port));
    const auto clean = [](std::vector<std::string> lines) {
        for (auto& line : lines) line = printable(line);
        return lines;
    };
    section("Settings", settings);
    section("Ports", ports);
    section("Ports that were taken", clean(moved_lines(plan)));
    section("In the way", clean(in_the_way(plan)));
    section("Permissions", permission_lines(list_of(plan, "permissions")));
    section("To be accepted (--accept ID, or --accept-all)", clean(ids_to_accept(plan, {})));
    section("Images", clean(texts_of(plan, "images")));
    section("Notices", clean(texts_of(plan, "notices")));
    const auto free = number_of(plan, "disk_free");
    if (free > 0) text += fmt::format("\nFree disk space: {}\n", bytes_text(static_cast<std::uint64_t>(free)));
    return text;
}

} // namespace furtka::cli
