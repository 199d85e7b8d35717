// api/messages_certificates.hpp — what the API says of the certificate it is served with.
#pragma once

#include "services/keep_certificates.hpp"

#include <string>

namespace furtka::api {

/// `secure`: the call came by HTTPS.
std::string certificates_json(const CertificateView& view, bool secure);

} // namespace furtka::api
