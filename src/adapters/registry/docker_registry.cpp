#include "adapters/registry/docker_registry.hpp"

#include "adapters/registry/tls_probe.hpp"
#include "base/ascii.hpp"

#include <boost/asio/error.hpp>
#include <boost/json.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace furtka {

using namespace registry;
using Clock = std::chrono::steady_clock;

struct registry::Wanted {
    ImageRef ref;
    std::string what; ///< `the digest of blog:1`
    std::string method = "GET";
    std::string path; ///< below `/v2/`
    std::string accept;
    std::size_t largest = largest_body;
    std::optional<RegistryLogin> trial = std::nullopt;
};

struct registry::Question {
    Wanted wanted;
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
constexpr int most_tag_pages = 10;
constexpr std::size_t tags_per_page = 1000;
constexpr std::size_t largest_document = std::size_t{4} * 1024 * 1024; // what registries must be able to keep (OCI 1.1)

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

Wanted manifest_of(const ImageRef& ref, std::string method)
{
    const auto& version = ref.pinned() ? ref.digest : ref.tag;
    return {.ref = ref,
        .what = fmt::format("the {} of {}", method == "HEAD" ? "digest" : "manifest", ref.familiar()),
        .method = std::move(method),
        .path = fmt::format("{}/manifests/{}", ref.repository, version),
        .accept = manifest_types,
        .largest = largest_document};
}

/// An error below the registry's own answers, told as what was wanted of whom.
Error told(const Error& error, const Question& question)
{
    if (error.kind == ErrorKind::cancelled || error.key == "libcurl_missing") return error;
    const auto& host = question.site.host;
    Error shown{.kind = error.kind, .key = error.key, .hint = error.hint, .details = {{"registry", host}}};
    shown.message = fmt::format("wanted {} from {}, found: {}", question.wanted.what, host, error.message);
    if (error.kind == ErrorKind::unavailable) shown.key = "registry_unreachable";
    if (error.kind == ErrorKind::timeout) shown.key = "registry_timeout";
    if (error.kind == ErrorKind::upstream || error.kind == ErrorKind::too_large) shown.key = "registry_error";
    if (error.kind == ErrorKind::too_large) shown.kind = ErrorKind::upstream;
    if (shown.hint.empty()) shown.hint = "check that the registry runs and can be reached from this server";
    return shown;
}

Error answer_error(const Question& question, ErrorKind kind, std::string key, std::string found, std::string hint = "")
{
    return {.kind = kind,
        .key = std::move(key),
        .message = fmt::format("wanted {} from {}, found: {}", question.wanted.what, question.site.host, std::move(found)),
        .hint = std::move(hint),
        .details = {{"registry", question.site.host}}};
}

std::optional<Error> answer_fault(const Question& question, const WebAnswer& answer)
{
    if (answer.status == 404) {
        return answer_error(question, ErrorKind::not_found, "image_not_found", "it has no such image",
            "check the name and the tag in the compose file");
    }
    if (answer.status == 429) {
        return answer_error(question, ErrorKind::upstream, "registry_rate_limited", "it takes no more questions for a while",
            "try again later, or log in to the registry: that usually raises its limit");
    }
    if (answer.status == 200) {
        const bool bare = question.wanted.method == "HEAD";
        const auto digest = answer.headers.find("Docker-Content-Digest");
        if (!bare || (digest && is_digest(*digest))) return std::nullopt;
        return answer_error(question, ErrorKind::upstream, "registry_no_digest", "an answer that tells no digest");
    }
    return answer_error(question, ErrorKind::upstream, "registry_error",
        fmt::format("it answered with status {}", answer.status), "try again later");
}

WallTime wall_time() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

RateFields rate_fields(const WebAnswer& answer)
{
    const auto field = [&](const char* standard, const char* other) {
        const auto found = answer.headers.find(standard);
        return found ? *found : answer.headers.find(other).value_or("");
    };
    return {.limit = field("RateLimit-Limit", "X-RateLimit-Limit"),
        .remaining = field("RateLimit-Remaining", "X-RateLimit-Remaining"),
        .retry_after = answer.headers.find("Retry-After").value_or(""),
        .refused = answer.status == 429};
}

/// `{"name": …, "tags": […]}`
void read_tags(const std::string& body, std::vector<std::string>& tags)
{
    boost::system::error_code problem;
    const auto document = boost::json::parse(body, problem);
    if (problem || !document.is_object()) return;
    const auto* list = document.get_object().if_contains("tags");
    if (list == nullptr || !list->is_array()) return;
    for (const auto& tag : list->get_array()) {
        if (tag.is_string()) tags.emplace_back(std::string_view(tag.get_string()));
    }
}

bool has_more(const WebAnswer& answer)
{
    const auto link = answer.headers.find("Link");
    return link && link->find("rel=\"next\"") != std::string_view::npos;
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
        if (same_token(name, "www-authenticate")) fields += fields.empty() ? value : ", " + value;
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

DockerRegistry::DockerRegistry(boost::asio::any_io_executor executor, Credentials& credentials, RegistryOptions options)
    : options_(std::move(options)), web_(std::move(executor), most_per_registry), authorizer_(web_, credentials),
      all_(most_at_once), gates_(most_per_registry, most_remembered)
{
}

Task<Result<Digest>> DockerRegistry::digest(ImageRef ref, EngineInfo engine)
{
    if (ref.pinned()) co_return Digest{ref.digest};
    CO_TRY(const auto answer, co_await ask(manifest_of(ref, "HEAD"), std::move(engine)));
    co_return Digest{std::string(answer.headers.find("Docker-Content-Digest").value_or(""))};
}

Task<Result<ImageDocument>> DockerRegistry::document(ImageRef ref, EngineInfo engine)
{
    CO_TRY(const auto answer, co_await ask(manifest_of(ref, "GET"), std::move(engine)));
    co_return parse_image_document(answer.body);
}

Task<Result<ImageConfig>> DockerRegistry::config(ImageRef ref, Digest config, EngineInfo engine)
{
    Wanted wanted{.ref = ref,
        .what = "the config of " + ref.familiar(),
        .path = fmt::format("{}/blobs/{}", ref.repository, config.text),
        .largest = largest_document};
    CO_TRY(const auto answer, co_await ask(std::move(wanted), std::move(engine)));
    co_return parse_image_config(answer.body);
}

Task<Result<std::vector<std::string>>> DockerRegistry::tags(ImageRef ref, EngineInfo engine)
{
    std::vector<std::string> tags;
    for (int page = 0; page < most_tag_pages; ++page) {
        Wanted wanted{.ref = ref,
            .what = "the tags of " + ref.familiar_repository(),
            .path = fmt::format("{}/tags/list?n={}", ref.repository, tags_per_page),
            .largest = largest_document};
        if (!tags.empty()) wanted.path += "&last=" + http::percent_encode(tags.back());
        const auto before = tags.size();
        CO_TRY(const auto answer, co_await ask(std::move(wanted), engine));
        read_tags(answer.body, tags);
        if (!has_more(answer) || tags.size() == before) break;
    }
    co_return tags;
}

Task<Result<void>> DockerRegistry::try_login(std::string registry, RegistryLogin login, EngineInfo engine)
{
    Wanted wanted{.ref = {.registry = registry}, .what = "to log in", .trial = std::move(login)};
    CO_CHECK(co_await ask(std::move(wanted), std::move(engine)));
    co_return Result<void>{};
}

std::vector<RegistryLimit> DockerRegistry::limits() const
{
    std::vector<RegistryLimit> limits;
    for (const auto& [name, rate] : rates_) {
        limits.push_back({.registry = name, .rate = rate, .logged_in = authorizer_.logged_in(name)});
    }
    return limits;
}

Task<Result<WebAnswer>> DockerRegistry::ask(Wanted wanted, EngineInfo engine)
{
    try {
        auto found = co_await ask_sites(std::move(wanted), std::move(engine));
        co_return found;
    } catch (const boost::system::system_error& problem) {
        // A cancel that came between two waits shows as an exception at the next.
        if (problem.code() != boost::asio::error::operation_aborted) throw;
    }
    co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});
}

Task<Result<WebAnswer>> DockerRegistry::ask_sites(Wanted wanted, EngineInfo engine)
{
    CO_TRY(const auto own, co_await gates_.of(wanted.ref.registry).enter());
    CO_TRY(const auto shared, co_await all_.enter());
    auto sites = sites_of(wanted.ref, engine);
    if (wanted.trial) sites.erase(sites.begin(), sites.end() - 1); // mirrors have logins of their own
    Result<WebAnswer> found = fail({});
    for (auto& site : sites) {
        Question question{.wanted = wanted, .site = std::move(site), .until = Clock::now() + options_.limit};
        found = co_await ask_site(std::move(question));
        if (found || found.error().kind == ErrorKind::cancelled) break;
    }
    co_return found;
}

Task<Result<WebAnswer>> DockerRegistry::ask_site(Question question)
{
    auto server = co_await server_of(question.site);
    if (!server) co_return fail(told(server.error(), question));
    Realm realm{.server = *std::move(server),
        .repository = question.wanted.ref.repository,
        .login = question.site.login,
        .verify = question.site.verify,
        .ca_file = ca_file_of(question.site.host),
        .trial = question.wanted.trial};
    auto answer = co_await send_authorized(question, realm);
    if (!answer) {
        if (answer.error().kind != ErrorKind::cancelled) speaks_tls_.erase(question.site.host);
        co_return fail(told(answer.error(), question));
    }
    learn(question.site.login, *answer);
    if (answer->status == 401 || answer->status == 403) {
        authorizer_.forget(realm);
        const auto refusal = co_await authorizer_.refusal(realm);
        co_return fail(told(refusal, question));
    }
    if (auto fault = answer_fault(question, *answer)) co_return fail(*std::move(fault));
    co_return answer;
}

void DockerRegistry::learn(const std::string& registry, const WebAnswer& answer)
{
    if (rates_.size() >= most_remembered && !rates_.contains(registry)) return;
    auto& rate = rates_[registry];
    rate = learned(rate, rate_fields(answer), wall_time());
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

Task<Result<WebAnswer>> DockerRegistry::send_authorized(Question question, Realm realm)
{
    std::string authorization = realm.trial ? "" : authorizer_.known(realm).value_or("");
    auto answer = co_await send(question, realm, std::move(authorization));
    if (!answer || answer->status != 401) co_return answer;
    auto challenges = challenges_of(*answer);
    CO_TRY(authorization, co_await authorizer_.authorize(realm, std::move(challenges), question.left()));
    co_return co_await send(std::move(question), std::move(realm), std::move(authorization));
}

Task<Result<WebAnswer>> DockerRegistry::send(Question question, Realm realm, std::string authorization)
{
    WebAddress address = realm.server;
    address.target += "/v2/" + question.wanted.path;
    for (int redirects = 0;; ++redirects) {
        WebRequest request{.method = question.wanted.method,
            .address = address,
            .limit = question.left(),
            .largest = question.wanted.largest};
        if (!question.wanted.accept.empty()) request.headers.set("Accept", question.wanted.accept);
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

std::string DockerRegistry::ca_file_of(const std::string& host) const
{
    std::error_code absent;
    const auto file = options_.certificates / host / "ca.crt";
    return std::filesystem::is_regular_file(file, absent) ? file.string() : std::string();
}

} // namespace furtka
