#include "adapters/registry/web_client.hpp"

#include <utility>

namespace furtka::registry {
namespace {

constexpr std::size_t most_servers = 64;

} // namespace

WebClient::WebClient(boost::asio::any_io_executor executor, std::size_t most_connections_per_server)
    : executor_(std::move(executor)), most_connections_(most_connections_per_server)
{
}

Task<Result<WebAnswer>> WebClient::send(WebRequest request)
{
    return request.address.tls ? curl_.send(std::move(request)) : send_plain(std::move(request));
}

Task<Result<WebAnswer>> WebClient::send_plain(WebRequest request)
{
    CO_TRY(const auto client, client_of(request.address.origin()));
    http::ClientRequest plain{.method = request.method,
        .target = request.address.target,
        .headers = std::move(request.headers),
        .body = std::move(request.form),
        .limit = request.limit,
        .largest_answer = request.largest};
    plain.headers.set("Host", request.address.host);
    CO_TRY(auto answer, co_await client->request(std::move(plain)));
    co_return WebAnswer{.status = answer.status, .headers = std::move(answer.headers), .body = std::move(answer.body)};
}

Result<std::shared_ptr<http::Client>> WebClient::client_of(const std::string& origin)
{
    if (const auto found = plain_.find(origin); found != plain_.end()) return found->second;
    TRY(auto endpoint, http::Endpoint::parse(origin));
    if (plain_.size() >= most_servers) plain_.clear(); // those in use are held by their requests
    auto client = std::make_shared<http::Client>(executor_, std::move(endpoint), most_connections_);
    plain_.emplace(origin, client);
    return client;
}

} // namespace furtka::registry
