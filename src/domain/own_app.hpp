// domain/own_app.hpp — an app of the owner's own: an app folder made of a compose file or a `docker run` line he gave.
#pragma once

#include "base/result.hpp"
#include "domain/import/store.hpp"
#include "domain/lint/lint.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class OwnKind { compose, run, url };
std::string_view to_text(OwnKind kind); ///< `compose`, `run`, `url`
std::optional<OwnKind> own_kind(std::string_view text);

/// What the owner gave.
struct OwnSource {
    OwnKind kind = OwnKind::compose;
    std::string text; ///< the compose file, also of one that came from `url`; the command line
    std::string url; ///< where the text came from, or empty
    std::string name; ///< of the app; empty: made of the text
    std::string title; ///< shown instead of the name; empty: made of the name
    std::string icon_svg; ///< empty: the first letter of the title
    bool operator==(const OwnSource&) const = default;
};

/// What was understood.
struct OwnApp {
    std::string name;
    std::string title;
    imports::Verdict verdict = imports::Verdict::refused;
    std::vector<std::string> reasons; ///< why a person has to look, or why it is refused
    std::vector<std::string> repairs; ///< what is different from the text, as words: `add-volume:data`
    imports::Files files; ///< of the app folder; none when it is refused
    std::vector<lint::Finding> findings; ///< that a catalog's author would be told, errors apart: those are reasons
};

inline constexpr std::size_t largest_own_text = 1UL << 20;
inline constexpr std::size_t most_own_apps = 200;

/// Reads the text as `furtka import` would. A text that cannot become an app is told as refused, with the reasons.
/// invalid `own_text` (nothing, too large, or no text at all), `own_title`, `app_name`, `icon_refused`, `own_url`.
Result<OwnApp> own_app_of(const OwnSource& source);

/// Where a file of a forge's page is as plain text: `github.com/…/blob/…`; other addresses are themselves.
std::string plain_file_address(std::string_view address);

/// invalid `own_url`: no https address (or, where `plain_too`, http), or one with a user or password in it.
Result<void> check_own_url(std::string_view address, bool plain_too);

/// `{"kind", "text", "url", "title", "icon"}`: what is kept beside the folder, to be edited later.
std::string to_json(const OwnSource& source);
/// None: not what to_json wrote.
std::optional<OwnSource> parse_own_source(std::string_view text);

} // namespace furtka
