// support/scratch.hpp — a folder of the test's own, and short words for files in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <stdlib.h> // mkdtemp
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <vector>

namespace furtka::test {

class Scratch {
public:
    Scratch()
    {
        std::string name = (std::filesystem::temp_directory_path() / "furtka-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder for the test");
        path_ = name;
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

    /// Writes a file; its folders are made.
    void write(const std::filesystem::path& name, std::string_view text) const
    {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    /// An executable file.
    std::filesystem::path program(const std::filesystem::path& name, std::string_view text) const
    {
        write(name, text);
        ::chmod((path_ / name).c_str(), 0755);
        return path_ / name;
    }
    /// The text of a file, or `(none)`.
    std::string read(const std::filesystem::path& name) const
    {
        std::ifstream file(path_ / name, std::ios::binary);
        if (!file) return "(none)";
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    /// Names in a folder, hidden ones too, in order.
    std::vector<std::string> names(const std::filesystem::path& name = {}) const;
    /// Permission bits, 0 when there is no such file.
    unsigned mode(const std::filesystem::path& name) const
    {
        struct stat info{};
        return ::lstat((path_ / name).c_str(), &info) == 0 ? info.st_mode & 07777U : 0U;
    }

private:
    std::filesystem::path path_;
};

} // namespace furtka::test
