// `[YOUR_IP]`, `your-domain.com`, `casaos.local`: words that stand for the server's own name.
#include "base/ascii.hpp"
#include "domain/import/draft.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/secret_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace furtka::imports {
namespace {

constexpr std::array<std::string_view, 15> plain_stand_ins{"change_me_to_host_ip", "your_host_ip", "your-server-ip",
    "your_server_ip", "your-ip-address", "your-ip", "your_ip", "your-domain.com", "yourdomain.com", "your.domain.com",
    "your-domain", "casaos.local", "zimaos.local", "casaos_ip", "server_ip_address"};
constexpr std::size_t longest_stand_in = 40;

bool is_host_sign(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '{' || c == '$';
}

/// `[YOUR_CASAOS_LAN_IP]`, `<server-ip>`: words in brackets of which one says that it is a host.
bool names_host(std::string_view words)
{
    std::string name = "_";
    for (const char c : words) {
        const bool sign = c == '_' || c == '-' || c == ' ';
        if (!sign && !is_host_sign(c)) return false;
        name += sign ? '_' : c;
    }
    name += "_";
    constexpr std::array<std::string_view, 6> hosts{"_ip_", "_host_", "_hostname_", "_domain_", "_address_", "_lan_"};
    constexpr std::array<std::string_view, 5> others{"_port_", "_user_", "_password_", "_key_", "_email_"};
    const auto has = [&](std::string_view word) { return name.contains(word); };
    return std::ranges::any_of(hosts, has) && std::ranges::none_of(others, has);
}

bool is_words(std::string_view text)
{
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ' || c == '_' || c == '-'; });
}

/// `http://<your public address>/`: words in brackets where an address has its host.
bool is_host_of_address(std::string_view small, std::size_t at, std::string_view words)
{
    return small.substr(0, at).ends_with("://") && is_words(words);
}

/// How many signs at this place are a stand-in.
std::size_t stand_in_at(std::string_view small, std::size_t at)
{
    const char first = small[at];
    if (first == '[' || first == '<') {
        const auto end = small.find(first == '[' ? ']' : '>', at);
        if (end == std::string_view::npos || end - at > longest_stand_in) return 0;
        const auto words = small.substr(at + 1, end - at - 1);
        return names_host(words) || is_host_of_address(small, at, words) ? end - at + 1 : 0;
    }
    if (at > 0 && is_host_sign(small[at - 1])) return 0;
    for (const auto word : plain_stand_ins) {
        if (!small.substr(at).starts_with(word)) continue;
        const auto end = at + word.size();
        if (end == small.size() || !is_host_sign(small[end])) return word.size();
    }
    return 0;
}

/// The author's own server, wherever its number stands by itself.
void name_author(std::string& text, const std::string& host)
{
    const auto is_number = [](char c) { return c == '.' || (c >= '0' && c <= '9'); };
    if (host.empty()) return;
    for (auto at = text.find(host); at != std::string::npos; at = text.find(host, at + 1)) {
        const auto end = at + host.size();
        const bool part = (at > 0 && is_number(text[at - 1])) || (end < text.size() && is_number(text[end]));
        const bool network = end + 1 < text.size() && text[end] == '/' && is_number(text[end + 1]);
        if (!part && !network) text.replace(at, host.size(), "${SERVER_HOST}");
    }
}

void name_in(std::string& text)
{
    const auto small = lowered(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto size = stand_in_at(small, at);
        // `<your url>` is the page, not only its host.
        const bool page = small.substr(at, size).contains("url") && !small.substr(at + size).starts_with(':');
        out += size == 0 ? text.substr(at, 1) : page ? "${SERVER_HOST}:${WEB_PORT}" : "${SERVER_HOST}";
        at += std::max<std::size_t>(size, 1);
    }
    text = std::move(out);
}

/// `<client id>`: words in the place of a value that only the owner knows.
bool is_blank(std::string_view value)
{
    constexpr std::size_t longest_words = 120;
    if (value.size() < 4 || value.size() > longest_words || !value.starts_with('<') || !value.ends_with('>')) return false;
    const auto words = value.substr(1, value.size() - 2);
    return std::ranges::all_of(words, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '_' || c == '-'
            || c == '.' || c == ':' || c == '/';
    });
}

/// A variable that the store describes and leaves empty is what its form asks for; so is the key of somebody else.
void ask_what_is_empty(Draft& draft)
{
    if (draft.definition.format != Format::casaos) return;
    const auto& notes = draft.definition.notes;
    for (auto& [name, service] : draft.services_node()->members) {
        auto* environment = service.find("environment");
        if (environment == nullptr) continue;
        for (auto& [key, value] : environment->members) {
            const bool own = key == "WEB_PORT" || key == "SERVER_HOST";
            const bool told = notes.contains(key) || (is_secret_name(key) && is_given_by_others(key));
            if (value.is_scalar() && value.text.empty() && told && !own)
                value = Node::scalar("${" + setting_name_of(key) + ":-}");
        }
    }
}

/// Whether a text for people names the variable: `Change LANCACHE_IP to …`.
bool names(std::string_view text, std::string_view variable)
{
    const auto is_part = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    if (!variable.contains('_') || !std::ranges::all_of(variable, is_part)) return false;
    for (auto at = text.find(variable); at != std::string_view::npos; at = text.find(variable, at + 1)) {
        const auto end = at + variable.size();
        if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
    }
    return false;
}

/// Whether a text tells people to do something.
bool tells_to_change(std::string_view text)
{
    const auto small = lowered(text);
    return std::ranges::any_of(std::array{"change", "set ", "edit", "replace", "configure", "modify", "adjust", "update"},
        [&](const char* word) { return small.contains(word); });
}

/// A value that means the same behind `:-`.
bool is_plain(std::string_view value)
{
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || std::string_view("._:/@,+- ").contains(c);
    });
}

/// A variable that the store's tips tell people to change is a setting, with the author's value.
void ask_what_tips_name(Draft& draft)
{
    const auto& tips = draft.definition.listing.tips;
    if (draft.definition.format != Format::casaos || !tells_to_change(tips)) return;
    std::map<std::string, std::set<std::string>> values;
    std::string all;
    auto& services = *draft.services_node();
    for (const auto& [name, service] : services.members) {
        const auto* environment = service.find("environment");
        if (environment == nullptr) continue;
        for (const auto& [key, value] : environment->members) values[key].emplace(value.text_or_empty());
    }
    each_scalar(services, [&](const Node& scalar) { all += scalar.text + "\n"; });
    for (auto& [name, service] : services.members) {
        auto* environment = service.find("environment");
        if (environment == nullptr) continue;
        for (auto& [key, value] : environment->members) {
            const bool one = values[key].size() == 1 && !all.contains("$" + key) && !all.contains("${" + key);
            const bool other = key.contains("PORT") || is_secret_name(key);
            if (value.is_scalar() && is_plain(value.text) && one && !other && names(tips, key))
                value = Node::scalar(fmt::format("${{{}:-{}}}", setting_name_of(key), value.text));
        }
    }
}

} // namespace

void name_server(Draft& draft)
{
    ask_what_is_empty(draft);
    ask_what_tips_name(draft);
    for (auto& [name, service] : draft.services_node()->members) {
        auto* environment = service.find("environment");
        if (environment == nullptr) continue;
        for (auto& [key, value] : environment->members) {
            if (!value.is_scalar()) continue;
            name_in(value.text);
            name_author(value.text, draft.definition.author_host);
            if (is_blank(value.text) && !is_secret_name(key)) value = Node::scalar("${" + setting_name_of(key) + "}");
        }
    }
}

} // namespace furtka::imports
