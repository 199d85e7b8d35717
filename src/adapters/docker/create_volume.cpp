#include "adapters/docker/create_volume.hpp"

#include <boost/json.hpp>

namespace furtka::docker {

Task<Result<void>> create_volume(Connection& connection, std::string name, boost::json::object labels)
{
    namespace json = boost::json;
    http::ClientRequest ask;
    ask.method = "POST";
    ask.target = "/volumes/create";
    ask.headers.set("Content-Type", "application/json");
    ask.body = json::serialize(json::object{{"Name", std::move(name)}, {"Labels", std::move(labels)}});
    CO_TRY(const http::ClientResponse answer, co_await connection.request(std::move(ask)));
    if (!is_success(answer.status)) co_return fail(Connection::refused("POST", "/volumes/create", answer));
    co_return Result<void>{};
}

} // namespace furtka::docker
