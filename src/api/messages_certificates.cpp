#include "api/messages_certificates.hpp"

#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "base/time_text.hpp"

#include <boost/json.hpp>

#include <utility>

namespace furtka::api {
namespace {

namespace json = boost::json;

std::string_view source_word(TlsSource source)
{
    switch (source) {
    case TlsSource::none: return "none";
    case TlsSource::own: return "own";
    case TlsSource::files: return "files";
    }
    std::unreachable();
}

json::value facts_or_null(const std::optional<CertificateFacts>& facts)
{
    if (!facts) return nullptr;
    auto names = json_texts(facts->names.domains);
    for (const auto& address : facts->names.addresses) names.emplace_back(address);
    return json::object{
        {"name", json_text(facts->name)},
        {"names", std::move(names)},
        {"fingerprint", facts->fingerprint},
        {"from", time_text(facts->from)},
        {"until", time_text(facts->until)},
    };
}

json::value authority_or_null(const std::optional<CertificateFacts>& authority)
{
    auto told = facts_or_null(authority);
    if (authority) {
        auto& object = told.as_object();
        object.erase("names");
        object["permitted"] = json_texts(authority->permitted);
        object["url"] = "/ca.crt";
    }
    return told;
}

json::value problem_or_null(const std::optional<Error>& problem)
{
    if (!problem) return nullptr;
    return json_error(*problem);
}

} // namespace

std::string certificates_json(const CertificateView& view, bool secure)
{
    return json::serialize(json::object{
        {"source", source_word(view.source)},
        {"secure", secure},
        {"trusted", view.trusted},
        {"certificate", facts_or_null(view.certificate)},
        {"authority", authority_or_null(view.authority)},
        {"left_out", json_texts(view.left_out)},
        {"problem", problem_or_null(view.problem)},
    });
}

} // namespace furtka::api
