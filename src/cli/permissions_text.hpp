// cli/permissions_text.hpp — what an app may do to the server, in words, and the question whether it may.
#pragma once

#include "cli/session.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace furtka::cli {

/// A line each, the grave ones first; none for an empty list.
std::vector<std::string> permission_lines(const boost::json::array& permissions);

/// The ids that the answer of a plan asks about and that `given` does not have.
std::vector<std::string> ids_to_accept(const boost::json::value& plan, const std::vector<std::string>& given);

/// What `--accept` and `--accept-all` say about a plan, and on a terminal the person's own answer. cancelled
/// `not_confirmed`: no.
Result<std::vector<std::string>> accepted_ids(
    Session& session, const Invocation& invocation, const boost::json::value& plan);

/// The same error with the way to accept by command line.
Error with_accept_hint(Error error);

} // namespace furtka::cli
