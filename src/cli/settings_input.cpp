#include "cli/settings_input.hpp"

#include "cli/json_read.hpp"
#include "cli/read_file.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_value = std::size_t{64} * 1024;

void drop_line_end(std::string& text)
{
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
}

struct Given {
    std::string key;
    std::string value;
};

// The value is not in the message: it may be a secret, and the text between may be one without its key.
Result<Given> split(std::string_view option, const std::string& text)
{
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
        return usage(
            fmt::format("what follows {} is not KEY=VALUE", option), fmt::format("for example: {} PORT=8080", option));
    }
    return Given{text.substr(0, equals), text.substr(equals + 1)};
}

Result<void> keep(SettingValues& values, const std::string& key, std::string value)
{
    if (values.emplace(key, std::move(value)).second) return {};
    return usage(fmt::format("{} is given twice", printable(key)), "give each setting once");
}

std::string question_of(const Setting& setting)
{
    std::string text = printable(setting.label.empty() ? setting.name : setting.label);
    std::string notes;
    const auto note = [&](const std::string& words) { notes += (notes.empty() ? "" : "; ") + words; };
    if (!setting.description.empty()) note(printable(setting.description));
    if (!setting.options.empty()) note("one of: " + printable(fmt::format("{}", fmt::join(setting.options, ", "))));
    if (setting.secret()) note("not shown while you type");
    return notes.empty() ? text + ": " : fmt::format("{} ({}): ", text, notes);
}

Result<void> ask_one(Console& console, const Setting& setting, SettingValues& given)
{
    for (;;) {
        const auto answer = console.ask(question_of(setting), setting.secret() ? Echo::no : Echo::yes);
        if (!answer) {
            return fail({.kind = ErrorKind::cancelled,
                .key = "not_answered",
                .message = fmt::format("{} was not answered, and nothing was installed", printable(setting.name)),
                .hint = "answer it, or give it with --set"});
        }
        const auto checked = check_settings({setting}, {{setting.name, *answer}}, {});
        if (checked) {
            given[setting.name] = *answer;
            return {};
        }
        console.err(printable(checked.error().message) + "\n");
    }
}

std::optional<double> limit_of(const json::value& item, std::string_view name)
{
    const auto& found = member(item, name);
    if (!found.is_number()) return std::nullopt;
    return found.to_number<double>();
}

} // namespace

Result<std::string> read_small_file(const std::filesystem::path& file)
{
    TRY(auto text, read_file(file.string(), largest_value));
    drop_line_end(text);
    return text;
}

Result<SettingValues> given_settings(Session& session, const Invocation& invocation)
{
    SettingValues values;
    std::string key_of_input;
    for (const auto& text : invocation.values("--set")) {
        TRY(auto given, split("--set", text));
        if (given.value == "-") {
            if (!key_of_input.empty()) {
                return usage(fmt::format("both {} and {} are to be read from standard input", printable(key_of_input),
                                 printable(given.key)),
                    "give one of them with --set-file KEY=FILE");
            }
            key_of_input = given.key;
            TRY(given.value, session.console.read_input(largest_value));
            drop_line_end(given.value);
        }
        CHECK(keep(values, given.key, std::move(given.value)));
    }
    for (const auto& text : invocation.values("--set-file")) {
        TRY(const auto given, split("--set-file", text));
        TRY(auto value, read_small_file(given.value));
        CHECK(keep(values, given.key, std::move(value)));
    }
    return values;
}

std::vector<Setting> read_form(const json::array& list)
{
    std::vector<Setting> form;
    for (const auto& item : list) {
        Setting setting{.name = text_of(item, "name"),
            .label = text_of(item, "label"),
            .description = text_of(item, "description"),
            .type = setting_type(text_of(item, "type")).value_or(SettingType::text),
            .required = flag_of(item, "required"),
            .default_value = text_of(item, "default"),
            .generate = text_of(item, "generate"),
            .pattern = text_of(item, "pattern"),
            .min = limit_of(item, "min"),
            .max = limit_of(item, "max"),
            .options = texts_of(item, "options")};
        if (flag_of(item, "secret")) setting.type = SettingType::password;
        form.push_back(std::move(setting));
    }
    return form;
}

Result<void> ask_missing(Console& console, const std::vector<Setting>& form, const SettingValues& kept,
    const std::vector<std::string>& secrets_set, SettingValues& given)
{
    for (const auto& setting : form) {
        const bool has_value = given.contains(setting.name) || kept.contains(setting.name)
            || std::ranges::find(secrets_set, setting.name) != secrets_set.end();
        const bool fills_itself = !setting.default_value.empty() || !setting.generate.empty();
        if (setting.required && !has_value && !fills_itself) CHECK(ask_one(console, setting, given));
    }
    return {};
}

Result<PortWishes> port_wishes(const Invocation& invocation)
{
    PortWishes wishes{.chosen = {}, .free = invocation.has("--free-ports")};
    for (const auto& text : invocation.values("--port")) {
        const auto equals = text.find('=');
        if (equals == 0 || equals == std::string::npos)
            return usage(fmt::format("{} is not SERVICE:PORT=PORT", printable(text)), "for example: --port web:80=8081");
        const auto place = text.substr(0, equals);
        if (!wishes.chosen.emplace(place, text.substr(equals + 1)).second)
            return usage(fmt::format("{} is given twice", printable(place)), "give each port once");
    }
    return wishes;
}

std::string settings_request(const std::vector<std::pair<std::string, std::string>>& members, const SettingValues& values,
    const std::vector<std::string>& accept, const PortWishes& ports)
{
    json::object request;
    for (const auto& [name, text] : members) request[name] = text;
    json::object settings;
    for (const auto& [key, value] : values) settings[key] = value;
    request["settings"] = std::move(settings);
    if (!accept.empty()) request["accept"] = json::array(accept.begin(), accept.end());
    if (ports.free) request["free_ports"] = true;
    if (!ports.chosen.empty()) {
        json::object chosen;
        for (const auto& [place, port] : ports.chosen) chosen[place] = port;
        request["ports"] = std::move(chosen);
    }
    return json::serialize(request);
}

} // namespace furtka::cli
