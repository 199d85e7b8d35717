#include "adapters/docker/filters.hpp"

#include "http/message.hpp"

#include <boost/json.hpp>

namespace furtka::docker {

std::string filter(std::string_view name, std::string_view value)
{
    const boost::json::object filters{{name, boost::json::array{value}}};
    return "filters=" + http::percent_encode(boost::json::serialize(filters));
}

} // namespace furtka::docker
