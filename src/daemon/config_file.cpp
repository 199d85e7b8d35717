#include "daemon/config_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace furtka::daemon {
namespace {

constexpr std::size_t largest_config = 256 * 1024;

Error syntax(const std::string& file_name, unsigned line, std::string_view reason)
{
    return {.kind = ErrorKind::invalid,
        .key = "config_syntax",
        .message = fmt::format("{}, line {}: {}", file_name, line, reason),
        .hint = "docs/configuration.md has an example",
        .details = {{"line", std::to_string(line)}}};
}

std::optional<std::string> scalar(const toml::node& node)
{
    if (auto text = node.value_exact<std::string>()) return text;
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
    return std::nullopt;
}

Result<void> collect(
    const toml::table& table, const std::string& prefix, const std::string& file_name, std::vector<ConfigEntry>& entries)
{
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        const unsigned line = node.source().begin.line;
        if (const auto* nested = node.as_table()) {
            CHECK(collect(*nested, key + ".", file_name, entries));
            continue;
        }
        ConfigEntry entry{.key = key, .line = line};
        const auto* list = node.as_array();
        std::vector<const toml::node*> items{&node};
        if (list != nullptr) {
            items.clear();
            for (const auto& item : *list) items.push_back(&item);
        }
        for (const auto* item : items) {
            auto value = scalar(*item);
            if (!value) return fail(syntax(file_name, line, fmt::format("{} must be text or a list of texts", key)));
            entry.values.push_back(*std::move(value));
        }
        entries.push_back(std::move(entry));
    }
    return {};
}

} // namespace

Result<std::vector<ConfigEntry>> parse_config(std::string_view text, const std::string& file_name)
{
    std::vector<ConfigEntry> entries;
    try {
        const auto table = toml::parse(text, file_name);
        CHECK(collect(table, "", file_name, entries));
    } catch (const toml::parse_error& error) {
        return fail(syntax(file_name, error.source().begin.line, error.description()));
    }
    std::ranges::sort(entries, {}, &ConfigEntry::line);
    return entries;
}

Result<std::string> read_config_file(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::string text(largest_config, '\0');
    if (stream) stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!stream && !stream.eof()) {
        return fail({.kind = ErrorKind::invalid,
            .key = "config_missing",
            .message = fmt::format("the config file {} cannot be read: {}", file.string(), std::strerror(errno)),
            .hint = "name another one with --config, or leave the flag out"});
    }
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

} // namespace furtka::daemon
