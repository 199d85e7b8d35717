#include "services/service_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace furtka {

std::set<std::string> services_of(const AppView& view)
{
    std::set<std::string> names;
    for (const auto& condition : view.condition.services) names.insert(condition.name);
    for (const auto& container : view.containers) names.insert(container.service);
    return names;
}

Error no_such_service(const AppName& app, const std::string& service, const AppView& view)
{
    return {.kind = ErrorKind::not_found,
        .key = "service_unknown",
        .message = fmt::format("{} has no service {}", app.text(), service.substr(0, 100)),
        .hint = fmt::format("its services: {}", fmt::join(services_of(view), ", "))};
}

} // namespace furtka
