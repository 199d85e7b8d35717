// daemon/config_file.hpp — the config file (TOML) as keys with texts.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace furtka::daemon {

struct ConfigEntry {
    std::string key; ///< of a nested table: `server.listen`
    std::vector<std::string> values; ///< of a list of texts its items; of anything else its one value
    unsigned line = 0;
    bool operator==(const ConfigEntry&) const = default;
};

/// invalid `config_syntax` (line and reason); numbers and booleans are given as text.
Result<std::vector<ConfigEntry>> parse_config(std::string_view text, const std::string& file_name);

/// invalid `config_missing`: the file cannot be read; at most 256 KiB of it are.
Result<std::string> read_config_file(const std::filesystem::path& file);

} // namespace furtka::daemon
