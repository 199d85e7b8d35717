#include "api/icons.hpp"

#include "api/reply.hpp"

#include <string_view>

namespace furtka::api {
namespace {

constexpr std::string_view generic = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">)"
                                     R"(<rect x="6" y="6" width="52" height="52" rx="12" fill="#7a8794"/>)"
                                     R"(<g fill="#fff"><rect x="18" y="18" width="12" height="12" rx="3"/>)"
                                     R"(<rect x="34" y="18" width="12" height="12" rx="3"/>)"
                                     R"(<rect x="18" y="34" width="12" height="12" rx="3"/>)"
                                     R"(<rect x="34" y="34" width="12" height="12" rx="3" opacity=".5"/></g></svg>)";

} // namespace

http::Response icon_reply(const http::Request& request, std::string svg)
{
    if (svg.empty()) svg = generic;
    auto tag = entity_tag(svg);
    if (tag_matches(request.headers, tag)) return not_modified(std::move(tag));
    return svg_reply(std::move(svg), std::move(tag));
}

} // namespace furtka::api
