#include "adapters/docker/pull_error.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <ranges>

namespace furtka::docker {
namespace {

struct Judgement {
    ErrorKind kind;
    std::string key;
    std::string hint;
};

/// Whether a word of the engine's is a name or an address. An image may be called `unauthorized-app`: that must not decide.
bool is_name(std::string_view word, const ImageRef& ref)
{
    const auto first = word.find_first_not_of("\"'(");
    const auto last = word.find_last_not_of("\"'):,.");
    if (first == std::string_view::npos || last == std::string_view::npos || last < first) return false;
    const std::string_view bare = word.substr(first, last - first + 1);
    const std::string repository = ref.familiar_repository();
    return bare.contains("://") || bare.starts_with(ref.registry + "/") || bare == repository || bare == ref.repository
        || bare.starts_with(repository + ":") || bare.starts_with(repository + "@");
}

/// The engine's words in small letters, each followed by a space, without names and addresses.
std::string signs_in(std::string_view words, const ImageRef& ref)
{
    std::string signs;
    for (const auto part : std::views::split(words, ' ')) {
        const std::string_view word(part.begin(), part.end());
        if (!word.empty() && !is_name(word, ref)) signs += lowered(word) + ' ';
    }
    return signs;
}

bool has_any(std::string_view words, std::initializer_list<std::string_view> signs)
{
    return std::ranges::any_of(signs, [&](std::string_view sign) { return words.contains(sign); });
}

bool is_rate_limit(int status, std::string_view words)
{
    return status == 429 || has_any(words, {"toomanyrequests", "too many requests", "rate limit"});
}

bool is_wrong_platform(std::string_view words)
{
    return has_any(words,
        {"no matching manifest for", "no match for platform", "does not match the specified platform",
            "does not provide the specified platform"});
}

/// A bare `denied` is the whole of what engines 20.10 and 26.1 tell of a HEAD answered with 403. `permission denied` is a
/// file's.
bool is_denied(int status, std::string_view words)
{
    return status == 401 || status == 403 || words == "denied "
        || has_any(words,
            {"unauthorized", "authentication required", "no basic auth credentials", "access denied", "denied:", ": denied ",
                "access to the resource is denied", "403 forbidden", "authorization failed", "insufficient_scope",
                "incorrect username or password"});
}

bool is_unreachable(std::string_view words)
{
    return has_any(words,
        {"connection refused", "no such host", "no route to host", "network is unreachable", "dial tcp",
            "host is unreachable", "name resolution", "server misbehaving", "tls handshake timeout", "i/o timeout",
            "client.timeout exceeded", "context deadline exceeded", "bad gateway", "service unavailable",
            "gateway timeout"});
}

bool is_unknown(int status, std::string_view words)
{
    return status == 404 || has_any(words, {"manifest unknown", "not found", "name unknown", "repository does not exist"});
}

Judgement denied(const ImageRef& ref)
{
    return {ErrorKind::denied, "registry_denied",
        fmt::format("check the image's name; if it is private, log in with: furtka registry login {}", ref.registry)};
}

std::string hint_of_other_failures(std::string_view words)
{
    if (words.contains("x509:") || words.contains("certificate")) {
        return "the engine does not trust the registry's certificate: put its CA into /etc/docker/certs.d/HOST:PORT/ca.crt";
    }
    if (words.contains("http response to https client")) {
        return "the registry speaks plain HTTP: add it to insecure-registries in the engine's daemon.json";
    }
    return "try again; if it fails again, look at the registry and at the engine's log";
}

Judgement judge(const ImageRef& ref, const PullFailure& failure)
{
    const std::string words = signs_in(failure.words, ref);
    if (words.contains("no space left on device")) {
        return {ErrorKind::no_space, "disk_full", "free some space on the engine's disk; the app was not changed"};
    }
    if (is_rate_limit(failure.status, words)) {
        return {ErrorKind::upstream, "registry_rate_limit", "wait, or log in to the registry for a higher limit"};
    }
    if (is_wrong_platform(words)) {
        return {
            ErrorKind::not_found, "image_platform", "the image is not published for this machine (yet); try again later"};
    }
    if (is_denied(failure.status, words)) return denied(ref);
    if (is_unreachable(words)) {
        return {ErrorKind::unavailable, "registry_unreachable",
            fmt::format("check that this machine reaches {}, then try again", ref.registry)};
    }
    if (is_unknown(failure.status, words)) {
        return {ErrorKind::not_found, "image_unknown", "check the image's name and tag in the compose file"};
    }
    return {ErrorKind::upstream, "pull_failed", hint_of_other_failures(words)};
}

} // namespace

Error pull_error(const ImageRef& ref, const PullFailure& failure)
{
    Judgement judgement = judge(ref, failure);
    const std::string words = failure.words.empty() ? std::string("the engine gave no reason") : failure.words;
    return {.kind = judgement.kind,
        .key = std::move(judgement.key),
        .message = fmt::format("pull of {} failed: {}", ref.familiar(), words),
        .hint = std::move(judgement.hint),
        .details = {{"image", ref.familiar()}, {"status", fmt::format("{}", failure.status)}}};
}

} // namespace furtka::docker
