#include "adapters/disk/git_checkout.hpp"

#include "adapters/disk/files.hpp"

#include <algorithm>

namespace furtka {
namespace {

constexpr int most_above = 4;
constexpr std::size_t largest_head = 4096;
constexpr std::size_t largest_config = 64 * 1024;
constexpr std::size_t largest_refs = 4UL << 20;

std::string read(int folder, const std::string& name, std::size_t most)
{
    auto text = read_text(folder, name, most);
    return text.kind == TextRead::Kind::read && text.text.size() <= most ? std::move(text.text) : std::string();
}

std::string line_of(std::string text)
{
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    return text;
}

bool is_commit(std::string_view text)
{
    const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return (text.size() == 40 || text.size() == 64) && std::ranges::all_of(text, hex);
}

std::string packed(int git, const std::string& ref)
{
    const auto refs = read(git, "packed-refs", largest_refs);
    const auto at = refs.find(" " + ref + "\n");
    if (at == std::string::npos) return {};
    const auto start = refs.rfind('\n', at);
    return refs.substr(start == std::string::npos ? 0 : start + 1, at - (start == std::string::npos ? 0 : start + 1));
}

std::string commit_of(int git)
{
    const auto head = line_of(read(git, "HEAD", largest_head));
    if (is_commit(head)) return head;
    if (!head.starts_with("ref: refs/")) return {};
    const auto ref = head.substr(5);
    auto commit = line_of(read(git, ref, largest_head));
    if (!is_commit(commit)) commit = packed(git, ref);
    return is_commit(commit) ? commit : std::string();
}

/// A password in the address is nobody's business.
std::string without_user(std::string address)
{
    const auto scheme = address.find("://");
    const auto at = address.find('@');
    const auto slash = scheme == std::string::npos ? scheme : address.find('/', scheme + 3);
    if (scheme != std::string::npos && at != std::string::npos && at < slash) address.erase(scheme + 3, at - scheme - 2);
    return address;
}

std::string origin_of(int git)
{
    const auto config = read(git, "config", largest_config);
    const auto section = config.find("[remote \"origin\"]");
    if (section == std::string::npos) return {};
    const auto end = config.find("\n[", section);
    const auto url = config.find("url = ", section);
    if (url == std::string::npos || url > end) return {};
    return without_user(line_of(config.substr(url + 6, 2048)));
}

} // namespace

GitCheckout git_checkout(const std::filesystem::path& folder)
{
    auto top = folder;
    for (int i = 0; i <= most_above; ++i, top = top.parent_path()) {
        const OwnedFd git = open_folder(top / ".git");
        if (git) return {.top = top, .repository = origin_of(git.get()), .commit = commit_of(git.get())};
        if (top == top.parent_path()) break;
    }
    return {};
}

} // namespace furtka
