#include "api/handlers.hpp"
#include "api/messages_certificates.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"

namespace furtka::api {

Task<http::Response> show_certificates(Call call)
{
    co_return json_reply(200, certificates_json(call.api.services.certificates.view(), call.request.peer.secure));
}

// To whoever asks: it is no secret, and a device needs it before it can show the page without a warning.
Task<http::Response> show_authority(Call call)
{
    const auto& pem = call.api.services.certificates.view().authority_pem;
    if (pem.empty()) {
        co_return problem({.kind = ErrorKind::not_found,
            .key = "authority_missing",
            .message = "Furtka has made no certificate here",
            .hint = "it does when it listens beyond this machine without --tls-cert; see docs/security.md"});
    }
    auto response = text_reply(200, "application/x-x509-ca-cert", pem);
    response.headers.add("Content-Disposition", "attachment; filename=\"furtka-ca.crt\"");
    co_return response;
}

} // namespace furtka::api
