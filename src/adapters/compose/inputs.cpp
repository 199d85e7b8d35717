#include "adapters/compose/inputs.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/owned_fd.hpp"
#include "domain/compose_files.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka {
namespace {

using namespace std::string_view_literals;

constexpr off_t largest_input = 4 << 20;

struct FileText {
    enum class Kind { absent, read, unknown } kind = Kind::unknown;
    std::string text;
};

FileText read_text(const std::filesystem::path& path)
{
    const OwnedFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return {.kind = errno == ENOENT ? FileText::Kind::absent : FileText::Kind::unknown, .text = {}};
    struct stat info{};
    if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > largest_input) return {};
    std::string text(static_cast<std::size_t>(info.st_size) + 1, '\0');
    const auto size = read(file.get(), text.data(), text.size());
    // A file that grows while it is read will be read again: its folder has changed.
    if (size < 0 || size > info.st_size) return {};
    text.resize(static_cast<std::size_t>(size));
    return {.kind = FileText::Kind::read, .text = std::move(text)};
}

/// Hashes texts so that no two lists of texts are hashed as the same bytes.
class Hash {
public:
    Hash() { crypto_generichash_init(&state_, nullptr, 0, size); }
    void add(std::string_view text)
    {
        const std::uint64_t length = text.size();
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(&length), sizeof length);
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    void add(const FileText& file)
    {
        add(file.kind == FileText::Kind::absent ? "absent"sv : "file"sv);
        add(file.text);
    }
    std::string text()
    {
        std::array<unsigned char, size> bytes;
        crypto_generichash_final(&state_, bytes.data(), bytes.size());
        return hex_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }

private:
    static constexpr std::size_t size = 32;
    crypto_generichash_state state_{};
};

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = trimmed(text.substr(0, end));
        if (!line.empty() && line.front() != '#') lines.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool has_word(std::string_view line, std::string_view word)
{
    for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool starts = at == 0 || !is_word_character(line[at - 1]);
        const bool ends = end == line.size() || !is_word_character(line[end]);
        if (starts && ends) return true;
    }
    return false;
}

/// A file name in plain words, quoted or not, with an optional comment behind it.
std::optional<std::string> plain_path(std::string_view text)
{
    if (const auto comment = text.find(" #"); comment != std::string_view::npos) text = trimmed(text.substr(0, comment));
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
        text = text.substr(1, text.size() - 2);
    }
    const auto plain = [](char c) { return is_word_character(c) || c == '.' || c == '/'; };
    if (text.empty() || text == "null" || !std::ranges::all_of(text, plain)) return std::nullopt;
    return std::string(text);
}

/// The files of an `env_file` key at `lines[at]`, which is moved to its last line.
std::optional<std::vector<std::string>> files_of_key(const std::vector<std::string_view>& lines, std::size_t& at)
{
    static constexpr auto key = "env_file:"sv;
    if (!lines[at].starts_with(key)) return std::nullopt;
    const auto value = trimmed(lines[at].substr(key.size()));
    if (!value.empty() && value.front() != '#') {
        auto path = plain_path(value);
        if (!path) return std::nullopt;
        return std::vector<std::string>{*std::move(path)};
    }
    std::vector<std::string> files;
    while (at + 1 < lines.size() && lines[at + 1].starts_with("- ")) {
        auto path = plain_path(trimmed(lines[++at].substr(2)));
        if (!path) return std::nullopt;
        files.push_back(*std::move(path));
    }
    if (files.empty()) return std::nullopt;
    return files;
}

} // namespace

std::optional<std::string> read_input(const std::filesystem::path& path)
{
    auto file = read_text(path);
    if (file.kind != FileText::Kind::read) return std::nullopt;
    return std::move(file.text);
}

std::optional<std::vector<std::string>> named_env_files(std::string_view compose_text)
{
    static constexpr std::array other_keys{"include"sv, "extends"sv, "label_file"sv};
    std::vector<std::string> files;
    const auto lines = lines_of(compose_text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (std::ranges::any_of(other_keys, [&](std::string_view word) { return has_word(lines[i], word); }))
            return std::nullopt;
        if (!has_word(lines[i], "env_file")) continue;
        const auto named = files_of_key(lines, i);
        if (!named) return std::nullopt;
        files.insert(files.end(), named->begin(), named->end());
    }
    return files;
}

std::vector<std::string> files_of(const ComposeProject& project)
{
    auto files = project.files;
    if (files.empty()) return files;
    std::error_code ignored;
    const auto* const found = std::ranges::find_if(compose_override_names,
        [&](const char* name) { return std::filesystem::is_regular_file(project.folder / name, ignored); });
    if (found != compose_override_names.end()) files.insert(files.begin() + 1, *found);
    return files;
}

ResolveInputs read_inputs(const ComposeProject& project, const Environment& environment, std::string_view program)
{
    ResolveInputs inputs;
    Hash hash;
    hash.add("resolve 2");
    hash.add(program);
    hash.add(project.app.text());
    hash.add(project.folder.string());
    for (const auto& [key, value] : environment) {
        hash.add(key);
        hash.add(value);
    }
    std::vector<std::string> others{".env"};
    bool known = true;
    for (const auto& name : files_of(project)) {
        auto file = read_text(project.folder / name);
        known = known && file.kind == FileText::Kind::read;
        hash.add(name);
        hash.add(file);
        const auto named = named_env_files(file.text);
        known = known && named;
        if (named) others.insert(others.end(), named->begin(), named->end());
        if (file.kind == FileText::Kind::read) inputs.compose_texts.push_back(std::move(file.text));
    }
    for (const auto& name : others) {
        const auto file = read_text(project.folder / name);
        known = known && file.kind != FileText::Kind::unknown;
        hash.add(name);
        hash.add(file);
    }
    if (known) inputs.fingerprint = hash.text();
    return inputs;
}

} // namespace furtka
