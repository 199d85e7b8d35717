// domain/dotenv.hpp — the grammar of `.env`, read and written; `EnvFile` is what the rest of the program uses.
#pragma once

#include "base/result.hpp"
#include "domain/env_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka::dotenv {

/// The assignments in the order of the text, which is UTF-8 without NUL. invalid `env_syntax`, `env_encoding`.
Result<std::vector<EnvFile::Assignment>> read(std::string_view text);

/// `value` as it stands after `KEY=`: bare where that is safe, else in single quotes, else in double quotes with escapes.
/// All three read back the same in the dotenv of Compose 2.20 (which ends a quote at any quote without a backslash before
/// it) and of 2.26 (which counts backslashes). `value` is UTF-8 without NUL.
std::string written(std::string_view value);
/// The same, never bare: for a place where text may follow on the line.
std::string written_quoted(std::string_view value);

} // namespace furtka::dotenv
