// cli/passphrase.hpp — the passphrase of an export: from a file, or asked for without echo. Never an argument, never in the
// environment: both can be seen by others.
#pragma once

#include "cli/session.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace furtka::cli {

inline constexpr std::string_view passphrase_option = "--passphrase-file";

/// Of the option `--passphrase-file` (`-`: standard input); one line end at its end does not count. Nothing: it was not
/// given. not_found `file_missing`; too_large `input_size`.
Result<std::optional<std::string>> passphrase_in_file(Session& session, const Invocation& invocation);

/// A new one, asked for twice until both are the same. Empty: the person wants none. cancelled `not_answered`.
Result<std::string> ask_new_passphrase(Console& console, std::string_view question);

} // namespace furtka::cli
