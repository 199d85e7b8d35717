// api/routes.hpp — every call of the API in one table, and what its handlers get.
#pragma once

#include "api/api.hpp"
#include "api/audit_note.hpp"
#include "domain/access.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace furtka::api {

/// `GET /api/apps` as text, rendered once for each revision of the picture.
struct RenderedList {
    std::uint64_t revision = 0; ///< 0: nothing rendered
    http::SharedText text;
};

/// What all handlers share.
struct Context {
    Services services;
    Options options;
    RenderedList list;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::shared_ptr<std::size_t> log_streams =
        std::make_shared<std::size_t>(0); ///< open ones; their coroutines may end last
    std::shared_ptr<std::size_t> stats_streams = std::make_shared<std::size_t>(0);
};

/// One request on its way. References: valid until the answer is returned.
struct Call {
    Context& api;
    const http::Request& request;
    std::string_view part; ///< what stands for the `{…}` of the path
    const Caller& caller;
    AuditNote& note;
};

using RouteHandler = Task<http::Response> (*)(Call);

/// What must have been read before the handler is called.
enum class Needs { nothing, picture, picture_and_jobs, choices };

struct Route {
    std::string_view method;
    std::string_view path; ///< literal, with at most one `{…}` segment
    RouteHandler handler;
    Needed needed; ///< of whoever calls
    Needs needs; ///< of this server
    std::string_view doc;
};

std::span<const Route> routes();

/// What stands for the `{…}` of `pattern` in `path` (empty when the pattern has none); nothing when it does not match.
std::optional<std::string_view> match_path(std::string_view pattern, std::string_view path);

struct Match {
    const Route* route = nullptr; ///< none: see `allow`
    std::string_view part;
    std::string allow; ///< methods of the path, when it is known with other methods only: `GET, POST`
};
Match find_route(std::string_view method, std::string_view path);

} // namespace furtka::api
