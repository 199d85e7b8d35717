#include "cli/run_editor.hpp"

#include "base/owned_fd.hpp"
#include "cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ; // NOLINT(readability-redundant-declaration)

namespace furtka::cli {
namespace {

Error no_file(std::string_view what)
{
    return {.kind = ErrorKind::unavailable,
        .key = "editor_file",
        .message = fmt::format("the text for the editor cannot be {}: {}", what, std::strerror(errno)),
        .hint = "give the new text with --from FILE"};
}

std::vector<std::string> split_words(const std::string& line)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at < line.size();) {
        const auto end = std::min(line.find(' ', at), line.size());
        if (end > at) words.push_back(line.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

Error editor_failed(std::string_view editor, std::string_view why)
{
    return {.kind = ErrorKind::unavailable,
        .key = "editor_failed",
        .message = fmt::format("the editor {} {}", printable(editor), why),
        .hint = "name another in EDITOR, or give the new text with --from FILE"};
}

} // namespace

Result<std::filesystem::path> text_for_editor(std::string_view text)
{
    std::error_code ignored;
    auto path = (std::filesystem::temp_directory_path(ignored) / "furtka-XXXXXX.yaml").string();
    const OwnedFd file(mkostemps(path.data(), 5, O_CLOEXEC)); // 0600 from its first byte
    if (!file) return fail(no_file("made"));
    while (!text.empty()) {
        const auto written = write(file.get(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail(no_file("written"));
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return std::filesystem::path(path);
}

Result<void> run_editor(const std::string& editor, const std::filesystem::path& file)
{
    auto words = split_words(editor);
    if (words.empty()) return fail(editor_failed("", "is not told"));
    words.push_back(file.string());
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int problem = posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ);
    if (problem != 0) return fail(editor_failed(words.front(), std::strerror(problem)));
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return fail(editor_failed(words.front(), "ended with an error"));
}

} // namespace furtka::cli
