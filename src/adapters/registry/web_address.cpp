#include "adapters/registry/web_address.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>

namespace furtka::registry {
namespace {

namespace urls = boost::urls;

constexpr std::size_t longest_address = 8192;

std::optional<WebAddress> address_of(const urls::url_view& url)
{
    const bool web = url.scheme_id() == urls::scheme::http || url.scheme_id() == urls::scheme::https;
    if (!web || !url.has_authority() || url.encoded_host().empty() || url.has_userinfo()) return std::nullopt;
    WebAddress address{.tls = url.scheme_id() == urls::scheme::https};
    address.host = std::string(url.encoded_host_and_port());
    const std::string path(url.encoded_path());
    address.target = path.empty() ? "/" : path;
    if (url.has_query()) address.target += "?" + std::string(url.encoded_query());
    return address;
}

} // namespace

std::string WebAddress::origin() const { return (tls ? "https://" : "http://") + host; }
std::string WebAddress::text() const { return origin() + target; }

std::optional<WebAddress> parse_address(std::string_view text)
{
    if (text.size() > longest_address) return std::nullopt;
    const auto url = urls::parse_uri(boost::core::string_view(text.data(), text.size()));
    return url ? address_of(*url) : std::nullopt;
}

std::optional<WebAddress> resolve_address(const WebAddress& base, std::string_view location)
{
    if (location.size() > longest_address) return std::nullopt;
    const std::string base_text = base.text();
    const auto from = urls::parse_uri(base_text);
    const auto to = urls::parse_uri_reference(boost::core::string_view(location.data(), location.size()));
    if (!from || !to) return std::nullopt;
    urls::url found;
    if (!urls::resolve(*from, *to, found)) return std::nullopt;
    return address_of(found);
}

} // namespace furtka::registry
