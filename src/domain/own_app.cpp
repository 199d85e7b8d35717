#include "domain/own_app.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "domain/icon.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/yaml_read.hpp"
#include "domain/names.hpp"
#include "domain/shown.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> kind_words{"compose", "run", "url"};
constexpr std::size_t longest_title = 80;
constexpr std::size_t longest_address = 2'000;
constexpr std::array<std::string_view, 8> icon_colours{
    "#1c7ed6", "#0ca678", "#37b24d", "#f08c00", "#e8590c", "#e03131", "#ae3ec9", "#5f3dc4"};

std::unexpected<Error> refused(std::string key, std::string message, std::string hint)
{
    return fail({.kind = ErrorKind::invalid, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)});
}

bool looks_like_a_page(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\r')) text.remove_prefix(1);
    const auto begin = lowered(text.substr(0, 20));
    return begin.starts_with("<!doctype") || begin.starts_with("<html");
}

Result<void> check_text(std::string_view text)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return refused("own_text", "there is no text", "paste a compose file or a docker run line");
    if (text.size() > largest_own_text) {
        return refused("own_text", fmt::format("the text is larger than {} KiB", largest_own_text >> 10),
            "a compose file is a few hundred lines at most");
    }
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
        return refused("own_text", "this is no text", "a compose file is plain text in UTF-8");
    if (looks_like_a_page(text)) {
        return refused(
            "own_text", "this is a web page and no compose file", "give the address of the file itself; forges call it Raw");
    }
    return {};
}

Result<void> check_title(std::string_view title)
{
    const bool good = title.size() <= longest_title && is_utf8(title) && std::ranges::none_of(title, is_control);
    if (good) return {};
    return refused("own_title", fmt::format("the title is longer than {} bytes, or no line of text", longest_title),
        "a few words will do");
}

/// The letter as it is shown in an SVG: only those that need no escape.
std::string first_letter(std::string_view title)
{
    const auto end = utf8_cut(title, 4);
    const auto first = title.substr(0, end);
    if (first.empty()) return "?";
    if (static_cast<unsigned char>(first[0]) < 0x80) {
        const char letter = first[0];
        const bool small = letter >= 'a' && letter <= 'z';
        if (small) return {static_cast<char>(letter - 'a' + 'A')};
        return is_digit(letter) || (letter >= 'A' && letter <= 'Z') ? std::string{letter} : "?";
    }
    std::size_t length = 1;
    while (length < first.size() && (static_cast<unsigned char>(first[length]) & 0xc0U) == 0x80U) ++length;
    return std::string(first.substr(0, length));
}

/// Nobody's logo: a letter on a colour that the name always has.
std::string letter_icon(std::string_view name, std::string_view title)
{
    unsigned sum = 0;
    for (const char c : name) sum = sum * 31U + static_cast<unsigned char>(c);
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">)"
                       R"(<rect width="64" height="64" rx="14" fill="{}"/>)"
                       R"(<text x="32" y="44" font-family="sans-serif" font-size="34" font-weight="600" fill="#ffffff" )"
                       R"(text-anchor="middle">{}</text></svg>)"
                       "\n",
        icon_colours.at(sum % icon_colours.size()), first_letter(title));
}

/// What the file calls itself: its `name`, or the first service.
std::string word_in(std::string_view text)
{
    const auto document = imports::parse_yaml(text);
    if (!document) return {};
    auto word = imports::app_name_of(document->root.text_of("name"));
    if (!word.empty()) return word;
    const auto* services = document->root.find("services");
    if (services == nullptr || services->members.empty()) return {};
    return imports::app_name_of(services->members.front().first);
}

imports::Outcome read_compose_text(const OwnSource& source)
{
    constexpr const char* file = "docker-compose.yaml";
    auto id = source.name.empty() ? word_in(source.text) : source.name;
    if (id.empty()) id = "app";
    return imports::take_definition(
        imports::Format::compose, {.id = std::move(id), .path = "", .file = file, .files = {{file, source.text}}});
}

imports::Outcome read_run_line(const OwnSource& source)
{
    auto outcomes = imports::take_commands(source.text, "");
    if (outcomes.size() == 1) return std::move(outcomes.front());
    return {.verdict = imports::Verdict::refused,
        .reasons = {fmt::format(
            "there are {} docker run lines; add them one by one, or write one compose file of them", outcomes.size())}};
}

lint::LintInput lint_input(const OwnApp& app) { return {.folder = app.name, .files = app.files}; }

/// What would keep it from being installed is a reason; the rest is told beside.
void lint_own(OwnApp& app)
{
    auto linted = lint::lint_app(lint_input(app));
    for (auto& finding : linted.findings) {
        if (finding.level != lint::Level::error) {
            app.findings.push_back(std::move(finding));
            continue;
        }
        app.verdict = imports::Verdict::refused;
        app.reasons.push_back(finding.hint.empty() ? finding.message : fmt::format("{}; {}", finding.message, finding.hint));
    }
    if (app.verdict == imports::Verdict::refused) app.files.clear();
}

std::string_view authority_of(std::string_view address, std::string_view scheme)
{
    if (!address.starts_with(scheme)) return {};
    address.remove_prefix(scheme.size());
    return address.substr(0, address.find_first_of("/?#"));
}

} // namespace

std::string_view to_text(OwnKind kind) { return kind_words.at(static_cast<std::size_t>(kind)); }

std::optional<OwnKind> own_kind(std::string_view text)
{
    const auto* const found = std::ranges::find(kind_words, text);
    if (found == kind_words.end()) return std::nullopt;
    return static_cast<OwnKind>(found - kind_words.begin());
}

Result<OwnApp> own_app_of(const OwnSource& source)
{
    CHECK(check_text(source.text));
    CHECK(check_title(source.title));
    if (!source.name.empty()) CHECK(AppName::parse(source.name));
    if (!source.icon_svg.empty()) CHECK(check_icon(source.icon_svg));

    std::vector<imports::Outcome> outcomes;
    outcomes.push_back(source.kind == OwnKind::run ? read_run_line(source) : read_compose_text(source));
    imports::settle(outcomes);
    auto& outcome = outcomes.front();
    OwnApp app{.name = source.name.empty() ? outcome.app : source.name,
        .title = source.title,
        .verdict = outcome.verdict,
        .reasons = outcome.reasons,
        .repairs = outcome.repairs};
    if (!outcome.draft) return app;
    auto& draft = *outcome.draft;
    if (draft.name != app.name) imports::rename(draft, app.name);
    auto& listing = draft.definition.listing;
    if (app.title.empty()) app.title = imports::title_of(app.name);
    listing.display_name = app.title;
    listing.icon_svg = source.icon_svg.empty() ? letter_icon(app.name, app.title) : source.icon_svg;
    app.files = imports::app_files(draft, outcome.port,
        {.store = std::string(to_text(source.kind)), .repository = source.url, .commit = "", .licence = ""});
    lint_own(app);
    return app;
}

std::string plain_file_address(std::string_view address)
{
    constexpr std::string_view forge = "https://github.com/";
    if (!address.starts_with(forge)) return std::string(address);
    const auto path = address.substr(forge.size());
    const auto blob = path.find("/blob/");
    if (blob == std::string_view::npos || std::ranges::count(path.substr(0, blob), '/') != 1) return std::string(address);
    constexpr std::string_view word = "/blob/";
    const auto rest = path.substr(blob + word.size());
    return fmt::format(
        "https://raw.githubusercontent.com/{}/{}", path.substr(0, blob), rest.substr(0, rest.find_first_of("?#")));
}

Result<void> check_own_url(std::string_view address, bool plain_too)
{
    const auto bad = [](char c) { return is_control(c) || c == ' ' || c == '\\'; };
    auto host = authority_of(address, "https://");
    if (host.empty() && plain_too) host = authority_of(address, "http://");
    if (host.empty() || address.size() > longest_address || std::ranges::any_of(address, bad)) {
        return refused("own_url", fmt::format("{} is no https address", shown(address)),
            "such as https://example.org/docker-compose.yml");
    }
    if (host.contains('@')) {
        return refused(
            "own_url", "the address holds a user name or a password", "name a place that needs none, or paste the text");
    }
    return {};
}

std::string to_json(const OwnSource& source)
{
    return json::serialize(json::object{{"kind", to_text(source.kind)}, {"text", source.text}, {"url", source.url},
        {"title", source.title}, {"icon", source.icon_svg}});
}

std::optional<OwnSource> parse_own_source(std::string_view text)
{
    boost::system::error_code problem;
    const auto value = json::parse(text, problem);
    if (problem || !value.is_object()) return std::nullopt;
    const auto member = [&](std::string_view name) {
        const auto* found = value.get_object().if_contains(name);
        return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
    };
    const auto kind = own_kind(member("kind"));
    if (!kind) return std::nullopt;
    return OwnSource{.kind = *kind,
        .text = member("text"),
        .url = member("url"),
        .name = "",
        .title = member("title"),
        .icon_svg = member("icon")};
}

} // namespace furtka
