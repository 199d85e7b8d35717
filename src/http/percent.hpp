// http/percent.hpp — the parts of a request target as plain text (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace furtka::http {

struct Target {
    std::string path; ///< decoded: starts with `/`; no `//`, `..`, backslash, control character; valid UTF-8
    std::vector<std::pair<std::string, std::string>> query; ///< decoded, in order; `+` is a space
    std::string authority; ///< of an absolute target (`http://host:1/path`), else empty
};

/// Reads the target of a request line. Nothing: it is not plain after decoding.
std::optional<Target> parse_target(std::string_view text);

/// `a=1&b=x%20y`. Nothing: a broken escape, a NUL, not UTF-8.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text);

} // namespace furtka::http
