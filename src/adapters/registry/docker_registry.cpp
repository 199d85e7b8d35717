#include "adapters/registry/docker_registry.hpp"

#include "adapters/registry/tls_probe.hpp"
#include "http/ascii.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace furtka {

using namespace registry;
using Clock = std::chrono::steady_clock;

struct registry::Question {
    ImageRef ref;
    Site site;
    Clock::time_point until;

    std::chrono::milliseconds left() const
    {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        return std::max(left, std::chrono::milliseconds(1));
    }
};

namespace {

constexpr std::size_t most_at_once = 8;
constexpr std::size_t most_per_registry = 4;
constexpr std::size_t most_remembered = 256;
constexpr int most_redirects = 3;

// Without all four an older registry answers with the digest of a converted schema 1 manifest, and every image looks
// changed.
constexpr auto manifest_types =
    "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

bool is_digest(std::string_view text)
{
    constexpr std::string_view algorithm = "sha256:";
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return text.starts_with(algorithm) && text.size() == algorithm.size() + 64
        && std::ranges::all_of(text.substr(algorithm.size()), is_hex);
}

bool is_redirect(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

/// An error below the registry's own answers, told as what was wanted of whom.
Error told(const Error& error, const ImageRef& ref, const Site& site)
{
    if (error.kind == ErrorKind::cancelled || error.key == "libcurl_missing") return error;
    Error shown{.kind = error.kind, .key = error.key, .hint = error.hint, .details = {{"registry", site.host}}};
    shown.message = fmt::format("wanted the digest of {} from {}, found: {}", ref.familiar(), site.host, error.message);
    if (error.kind == ErrorKind::unavailable) shown.key = "registry_unreachable";
    if (error.kind == ErrorKind::timeout) shown.key = "registry_timeout";
    if (error.kind == ErrorKind::upstream || error.kind == ErrorKind::too_large) shown.key = "registry_error";
    if (error.kind == ErrorKind::too_large) shown.kind = ErrorKind::upstream;
    if (shown.hint.empty()) shown.hint = "check that the registry runs and can be reached from this server";
    return shown;
}

Error answer_error(const Question& question, ErrorKind kind, std::string key, std::string found)
{
    return {.kind = kind,
        .key = std::move(key),
        .message = fmt::format(
            "wanted the digest of {} from {}, found: {}", question.ref.familiar(), question.site.host, std::move(found)),
        .details = {{"registry", question.site.host}}};
}

Result<Digest> read_answer(const Question& question, const WebAnswer& answer)
{
    if (answer.status == 200) {
        const auto digest = answer.headers.find("Docker-Content-Digest");
        if (digest && is_digest(*digest)) return Digest{std::string(*digest)};
        return fail(answer_error(question, ErrorKind::upstream, "registry_no_digest", "an answer that tells no digest"));
    }
    if (answer.status == 404) {
        Error error = answer_error(question, ErrorKind::not_found, "image_not_found", "it has no such image");
        error.hint = "check the name and the tag in the compose file";
        return fail(std::move(error));
    }
    if (answer.status == 429) {
        Error error =
            answer_error(question, ErrorKind::upstream, "registry_rate_limited", "it takes no more questions for a while");
        error.hint = "try again later, or log in to the registry: that usually raises its limit";
        return fail(std::move(error));
    }
    Error error = answer_error(
        question, ErrorKind::upstream, "registry_error", fmt::format("it answered with status {}", answer.status));
    error.hint = "try again later";
    return fail(std::move(error));
}

/// Where a redirect leads; nothing when it leads nowhere, or from TLS to plain HTTP.
std::optional<WebAddress> redirected(const WebAddress& from, const WebAnswer& answer)
{
    if (!is_redirect(answer.status)) return std::nullopt;
    const auto location = answer.headers.find("Location");
    if (!location) return std::nullopt;
    auto to = resolve_address(from, *location);
    if (to && from.tls && !to->tls) return std::nullopt;
    return to;
}

std::vector<Challenge> challenges_of(const WebAnswer& answer)
{
    std::string fields;
    for (const auto& [name, value] : answer.headers.all()) {
        if (http::same_token(name, "www-authenticate")) fields += fields.empty() ? value : ", " + value;
    }
    return parse_challenges(fields);
}

bool has_port(std::string_view host)
{
    return host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0) != std::string_view::npos;
}

/// Without a port in its name a registry is at 443, or, when nothing is there, at 80 by plain HTTP.
Task<Result<bool>> speaks_tls_at(std::string host)
{
    CO_TRY(auto endpoint, http::Endpoint::parse("http://" + host));
    if (has_port(host)) co_return co_await speaks_tls(std::move(endpoint));
    endpoint.port = "443";
    auto found = co_await speaks_tls(std::move(endpoint));
    if (!found && found.error().kind == ErrorKind::unavailable) co_return false;
    co_return found;
}

} // namespace

DockerRegistry::DockerRegistry(boost::asio::any_io_executor executor, RegistryOptions options)
    : options_(std::move(options)), web_(std::move(executor), most_per_registry), authorizer_(web_, options_.config_file),
      all_(most_at_once)
{
}

Task<Result<Digest>> DockerRegistry::digest(ImageRef ref, EngineInfo engine)
{
    if (ref.pinned()) co_return Digest{ref.digest};
    try {
        auto found = co_await ask_sites(std::move(ref), std::move(engine));
        co_return found;
    } catch (const boost::system::system_error& problem) {
        // A cancel that came between two waits shows as an exception at the next.
        if (problem.code() != boost::asio::error::operation_aborted) throw;
    }
    co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});
}

Task<Result<Digest>> DockerRegistry::ask_sites(ImageRef ref, EngineInfo engine)
{
    CO_TRY(const auto own, co_await gate_of(ref.registry).enter());
    CO_TRY(const auto shared, co_await all_.enter());
    Result<Digest> found = fail({});
    for (auto& site : sites_of(ref, engine)) {
        Question question{.ref = ref, .site = std::move(site), .until = Clock::now() + options_.limit};
        found = co_await ask_site(std::move(question));
        if (found || found.error().kind == ErrorKind::cancelled) break;
    }
    co_return found;
}

Task<Result<Digest>> DockerRegistry::ask_site(Question question)
{
    auto server = co_await server_of(question.site);
    if (!server) co_return fail(told(server.error(), question.ref, question.site));
    Realm realm{.server = *std::move(server),
        .repository = question.ref.repository,
        .login = question.site.login,
        .verify = question.site.verify,
        .ca_file = ca_file_of(question.site.host)};
    const auto answer = co_await head_authorized(question, realm);
    if (!answer) {
        if (answer.error().kind != ErrorKind::cancelled) speaks_tls_.erase(question.site.host);
        co_return fail(told(answer.error(), question.ref, question.site));
    }
    if (answer->status == 401 || answer->status == 403) {
        authorizer_.forget(realm);
        co_return fail(told(authorizer_.refusal(realm), question.ref, question.site));
    }
    co_return read_answer(question, *answer);
}

Task<Result<WebAddress>> DockerRegistry::server_of(Site site)
{
    WebAddress address{.tls = true, .host = site.host, .target = site.prefix};
    if (site.scheme == Scheme::tls) co_return address;
    if (site.scheme == Scheme::plain) {
        address.tls = false;
        co_return address;
    }
    if (const auto known = speaks_tls_.find(site.host); known != speaks_tls_.end()) {
        address.tls = known->second;
        co_return address;
    }
    CO_TRY(address.tls, co_await speaks_tls_at(site.host));
    if (speaks_tls_.size() >= most_remembered) speaks_tls_.clear();
    speaks_tls_.insert_or_assign(site.host, address.tls);
    co_return address;
}

Task<Result<WebAnswer>> DockerRegistry::head_authorized(Question question, Realm realm)
{
    std::string authorization = authorizer_.known(realm).value_or("");
    auto answer = co_await head(question, realm, std::move(authorization));
    if (!answer || answer->status != 401) co_return answer;
    auto challenges = challenges_of(*answer);
    CO_TRY(authorization, co_await authorizer_.authorize(realm, std::move(challenges), question.left()));
    co_return co_await head(std::move(question), std::move(realm), std::move(authorization));
}

Task<Result<WebAnswer>> DockerRegistry::head(Question question, Realm realm, std::string authorization)
{
    WebAddress address = realm.server;
    address.target += fmt::format("/v2/{}/manifests/{}", question.ref.repository, question.ref.tag);
    for (int redirects = 0;; ++redirects) {
        WebRequest request{.method = "HEAD", .address = address, .limit = question.left()};
        request.headers.set("Accept", manifest_types);
        request.headers.set("User-Agent", "furtka");
        // The login and the owner's exceptions are for the registry's own host, not for wherever it sends.
        if (address.origin() == realm.server.origin()) {
            request.verify = realm.verify;
            request.ca_file = realm.ca_file;
            if (!authorization.empty()) request.headers.set("Authorization", authorization);
        }
        auto answer = co_await web_.send(std::move(request));
        if (!answer || redirects == most_redirects) co_return answer;
        auto next = redirected(address, *answer);
        if (!next) co_return answer;
        address = *std::move(next);
    }
}

Gate& DockerRegistry::gate_of(const std::string& name)
{
    if (gates_.size() >= most_remembered) gates_.clear(); // those inside keep their passes
    return gates_.try_emplace(name, most_per_registry).first->second;
}

std::string DockerRegistry::ca_file_of(const std::string& host) const
{
    std::error_code absent;
    const auto file = options_.certificates / host / "ca.crt";
    return std::filesystem::is_regular_file(file, absent) ? file.string() : std::string();
}

} // namespace furtka
