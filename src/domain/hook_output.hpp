// domain/hook_output.hpp — what a provider's `on_install` hook tells its consumer: settings for the consumer's `.env`.
#pragma once

#include "base/result.hpp"
#include "domain/settings.hpp"

#include <string_view>

namespace furtka {

/// `KEY=VALUE` lines and `FURTKA_JSON: {"KEY": "value"}` lines; later ones win, other lines are talk. JSON values may be
/// texts, numbers and booleans. invalid `hook_output`: a FURTKA_JSON line that is no flat object (its values are not shown:
/// they may be secrets) or has a key that no setting can have, a value over 4,096 bytes or not UTF-8 text, more than 100
/// keys.
Result<SettingValues> parse_hook_output(std::string_view text);

} // namespace furtka
