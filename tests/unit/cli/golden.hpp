// Files that hold what a text should be. FURTKA_ACCEPT=1 in the environment writes them anew; look at the difference then.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace furtka::cli {

/// `file` is below the project's folder.
inline void expect_golden(const std::string& text, const std::string& file)
{
    const auto path = std::filesystem::path(FURTKA_SOURCE_DIR) / file;
    if (std::getenv("FURTKA_ACCEPT") != nullptr) std::ofstream(path, std::ios::binary) << text;
    std::ifstream stream(path, std::ios::binary);
    const std::string wanted{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    EXPECT_EQ(text, wanted) << file << " tells something else. If the text is right: FURTKA_ACCEPT=1 build/tests/cli_tests";
}

} // namespace furtka::cli
