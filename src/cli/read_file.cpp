#include "cli/read_file.hpp"

#include "cli/text.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace furtka::cli {

Result<std::string> read_file(const std::string& path, std::size_t most)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
    std::string text(most + 1, '\0');
    const auto size = file ? std::fread(text.data(), 1, text.size(), file.get()) : 0;
    if (!file || std::ferror(file.get()) != 0) {
        return fail({.kind = ErrorKind::not_found,
            .key = "file_missing",
            .message = fmt::format("the file {} cannot be read", printable(path)),
            .hint = "check its name and whether you may read it"});
    }
    if (size > most) {
        return fail({.kind = ErrorKind::too_large,
            .key = "input_size",
            .message = fmt::format("the file {} holds more than {} bytes", printable(path), most)});
    }
    text.resize(size);
    return text;
}

} // namespace furtka::cli
