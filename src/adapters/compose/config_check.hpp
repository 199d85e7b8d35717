// adapters/compose/config_check.hpp — what Compose says of an app folder that is not installed.
#pragma once

#include "adapters/compose/program.hpp"
#include "async/task.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace furtka {

struct ConfigSaid {
    int exit_code = 0;
    std::string errors; ///< why it refused
    std::vector<std::string> warnings; ///< each once
    std::string document; ///< the resolved model as JSON
};

/// `config --format json` of the files in the folder, whose `.env` is used. Nothing is started. Errors: those of a process
/// that cannot be run; a refusal is an answer.
Task<Result<ConfigSaid>> check_config(std::filesystem::path program, std::filesystem::path folder, std::string project,
    std::vector<std::string> files, Environment environment);

} // namespace furtka
