#include "domain/catalog.hpp"

#include "base/ascii.hpp"
#include "domain/minisign.hpp"
#include "domain/path_rules.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

constexpr std::size_t longest_name = 40;
constexpr std::size_t longest_text = 2'000;
/// `folder` is what an app of a folder was installed from; `order` is a call of the API.
constexpr std::array reserved{bundled_catalog, own_catalog, std::string_view("folder"), std::string_view("order")};

std::unexpected<Error> refused(std::string key, std::string message, std::string hint)
{
    return fail({.kind = ErrorKind::invalid, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)});
}

std::string_view before(std::string_view text, std::string_view any) { return text.substr(0, text.find_first_of(any)); }

bool is_archive_name(std::string_view location)
{
    const auto path = lowered(before(location, "?#"));
    return path.ends_with(".tar.gz") || path.ends_with(".tgz") || path.ends_with(".zip");
}

Result<void> check_name(const std::string& name)
{
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_'; };
    const bool form =
        !name.empty() && name.size() <= longest_name && name[0] >= 'a' && name[0] <= 'z' && std::ranges::all_of(name, good);
    if (!form) {
        return refused("catalog_name", fmt::format("\"{}\" is no name of a catalog", shown(name)),
            "use small letters, digits, - and _, at most 40, a letter first");
    }
    if (std::ranges::find(reserved, name) != reserved.end())
        return refused("catalog_name", fmt::format("{} is a name of Furtka's own", name), "choose another name");
    return {};
}

std::unexpected<Error> bad_location(std::string_view wanted)
{
    return refused("catalog_location", fmt::format("the location is not {}", wanted),
        "such as /srv/apps, https://example.org/apps.git or https://example.org/apps.tar.gz");
}

bool is_loopback(std::string_view host)
{
    if (host.starts_with('[')) return before(host, "]") == "[::1";
    const auto name = before(host, ":");
    return name == "localhost" || name == "127.0.0.1";
}

/// The part between scheme and path; empty when it is no plain web address.
std::string_view authority_of(std::string_view location, std::string_view scheme)
{
    if (!location.starts_with(scheme)) return {};
    return before(location.substr(scheme.size()), "/?#");
}

enum class PlainHttp { on_loopback, anywhere };

Result<void> check_address(const CatalogSource& source, PlainHttp plain)
{
    const auto secure = authority_of(source.location, "https://");
    const auto open = authority_of(source.location, "http://");
    const auto host = secure.empty() ? open : secure;
    if (host.empty()) return bad_location("an https address");
    if (host.find('@') != std::string_view::npos) {
        return refused("catalog_location", "the location holds a user name or a password",
            "addresses are shown to everyone who may use Furtka: name a place that needs none");
    }
    if (secure.empty() && plain == PlainHttp::on_loopback && !is_loopback(host)) {
        return refused("catalog_location", "plain http would let anybody on the way change the apps",
            "use https, or an archive with a key or a sha256");
    }
    return {};
}

Result<void> check_location(const CatalogSource& source)
{
    const auto& location = source.location;
    const auto bad = [](char c) { return is_control(c) || c == ' ' || c == '\\'; };
    const bool is_path = location.starts_with('/');
    if (location.empty() || location.size() > longest_text || std::ranges::any_of(location, is_path ? is_control : +bad))
        return bad_location("a path or an address");
    if (is_path && climbs(location)) return bad_location("a path without ..");
    switch (source.kind) {
    case CatalogKind::folder: return is_path ? Result<void>() : bad_location("an absolute path");
    case CatalogKind::git:
        if (location.starts_with("file:///")) return {};
        return check_address(source, PlainHttp::on_loopback);
    case CatalogKind::archive: return check_address(source, PlainHttp::anywhere);
    }
    return {};
}

/// Git's own rule is wider; none of these can be taken for an option or a range.
bool is_ref(std::string_view ref)
{
    const auto good = [](char c) {
        return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || is_digit(c) || c == '.' || c == '_' || c == '/'
            || c == '-';
    };
    return ref.size() <= 200 && std::ranges::all_of(ref, good) && !ref.starts_with('-') && !ref.starts_with('/')
        && !ref.starts_with('.') && !ref.ends_with('/') && ref.find("..") == std::string_view::npos
        && ref.find("//") == std::string_view::npos;
}

bool is_sha256(std::string_view text)
{
    return text.size() == 64 && std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Result<void> check_trust(const CatalogSource& source)
{
    if (source.kind != CatalogKind::archive) {
        if (source.key.empty() && source.sha256.empty()) return {};
        return refused("catalog_member", fmt::format("a {} is not signed or pinned", to_text(source.kind)),
            "key and sha256 are for archives");
    }
    if (source.key.empty() && source.sha256.empty()) {
        return refused("catalog_unpinned", "an archive needs a key or a sha256",
            "give the minisign public key of its author, or the sha256 of the file");
    }
    if (!source.key.empty()) CHECK(parse_signing_key(source.key));
    if (source.sha256.empty() || is_sha256(source.sha256)) return {};
    return refused("catalog_sha256", "the sha256 is not 64 small hexadecimal digits", "sha256sum FILE prints it");
}

Error older(std::string what)
{
    return {.kind = ErrorKind::conflict,
        .key = "catalog_older",
        .message = std::move(what),
        .hint = "somebody may be offering an old revision with known holes; if it is meant, remove the catalog and add it "
                "again"};
}

} // namespace

std::string_view to_text(CatalogKind kind)
{
    switch (kind) {
    case CatalogKind::folder: return "folder";
    case CatalogKind::git: return "git";
    case CatalogKind::archive: return "archive";
    }
    return "";
}

std::optional<CatalogKind> catalog_kind(std::string_view text)
{
    for (const auto kind : {CatalogKind::folder, CatalogKind::git, CatalogKind::archive}) {
        if (to_text(kind) == text) return kind;
    }
    return std::nullopt;
}

CatalogKind guessed_kind(std::string_view location)
{
    if (location.starts_with('/')) return CatalogKind::folder;
    return is_archive_name(location) ? CatalogKind::archive : CatalogKind::git;
}

Result<void> check_catalog(const CatalogSource& source)
{
    CHECK(check_name(source.name));
    CHECK(check_location(source));
    CHECK(check_trust(source));
    if (source.kind != CatalogKind::git && !source.ref.empty())
        return refused("catalog_member", "a ref is a branch or a tag of a Git repository", "leave it out");
    if (!is_ref(source.ref)) {
        return refused("catalog_ref", fmt::format("\"{}\" is no branch or tag", shown(source.ref)),
            "letters, digits and . _ / - are known");
    }
    if (!source.ca_file.empty() && (!source.ca_file.starts_with('/') || source.ca_file.size() > longest_text))
        return refused("catalog_member", "ca_file is not an absolute path", "name the file by its full path on the server");
    return {};
}

Result<void> check_not_older(const std::optional<CatalogState>& before, const CatalogState& offered)
{
    if (!offered.serial && !offered.signed_at) {
        return refused("catalog_undated", "nothing tells how new this catalog is",
            "its author puts a serial in catalog.json, or leaves minisign's own trusted comment");
    }
    if (!before) return {};
    if (before->serial) {
        if (!offered.serial) return fail(older("the catalog had a serial, and what is offered has none"));
        if (*offered.serial < *before->serial)
            return fail(older(
                fmt::format("the catalog's serial is {}, and what is offered has {}", *before->serial, *offered.serial)));
        return {};
    }
    if (before->signed_at && offered.signed_at && *offered.signed_at < *before->signed_at)
        return fail(older("what is offered was signed before what is in place"));
    return {};
}

std::chrono::milliseconds catalog_wait(std::chrono::seconds interval, unsigned chance)
{
    const std::chrono::milliseconds whole(interval);
    return whole + whole / 10 * std::min(chance, 65'535U) / 65'536;
}

} // namespace furtka
