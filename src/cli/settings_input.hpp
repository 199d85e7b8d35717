// cli/settings_input.hpp — settings given with `--set` and `--set-file`, or asked for.
#pragma once

#include "cli/session.hpp"
#include "domain/settings.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <vector>

namespace furtka::cli {

/// invalid `usage`: not KEY=VALUE, a key twice, `-` for two keys; not_found `file_missing`; too_large `input_size`. One line
/// end at the end of a file or of standard input is not part of the value.
Result<SettingValues> given_settings(Session& session, const Invocation& invocation);

/// A text of at most 64 KiB, without one line end at its end. not_found `file_missing`; too_large `input_size`.
Result<std::string> read_small_file(const std::filesystem::path& file);

/// The form of an answer (`[Setting]`).
std::vector<Setting> read_form(const boost::json::array& list);

/// Asks for each required setting that has no value yet, until the answer will do; secrets without echo. cancelled
/// `not_answered`: the person ended the input.
Result<void> ask_missing(Console& console, const std::vector<Setting>& form, const SettingValues& kept,
    const std::vector<std::string>& secrets_set, SettingValues& given);

/// Ports that were given with `--port`, by place, and whether those that are taken may be others.
struct PortWishes {
    SettingValues chosen;
    bool free = false;
};
/// invalid `usage`: not PLACE=PORT, a place twice.
Result<PortWishes> port_wishes(const Invocation& invocation);

/// `{"KEY": "value"}` in an object of that name, with further members before it, the ids that were accepted, if any, and
/// what was said of ports.
std::string settings_request(const std::vector<std::pair<std::string, std::string>>& members, const SettingValues& values,
    const std::vector<std::string>& accept = {}, const PortWishes& ports = {});

} // namespace furtka::cli
