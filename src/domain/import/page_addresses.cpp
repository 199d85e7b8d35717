#include "domain/import/page_addresses.hpp"

#include "domain/import/listing.hpp"
#include "domain/import/port_entry.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

class Addresses {
public:
    Addresses(Draft& draft, PagesBefore was) : draft_(draft), was_(std::move(was)) { }

    void run()
    {
        fill_page_port();
        fill_page_hosts();
    }

private:
    static void replace_all(std::string& text, std::string_view old, std::string_view by)
    {
        for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + by.size()))
            text.replace(at, old.size(), by);
    }

    /// `by` is the page's port, or empty where there is none.
    void fill_text(std::string& text, const std::string& by) const
    {
        if (by.empty()) replace_all(text, ":${WEB_PORT}", "");
        replace_all(text, "${WEB_PORT}", by);
        if (!by.empty()) move_addresses(text, by);
    }

    std::string page_port() const
    {
        if (!draft_.page) return {};
        const auto& setting = draft_.page->setting;
        return setting.empty() ? fmt::format("{}", draft_.page->port) : "${" + setting + "}";
    }

    /// `${WEB_PORT}` in texts of the store is the page's port, whatever its setting is called; without a page it is none.
    void fill_page_port()
    {
        const auto by = page_port();
        const bool own = by == "${WEB_PORT}"; // then it stays as it is
        const auto fill = [&](Node& node) { fill_text(node.text, by); };
        for (auto& [name, service] : draft_.services_node()->members) {
            if (auto* environment = service.find("environment")) {
                for (auto& [key, value] : environment->members) own ? move_addresses(value.text, by) : fill(value);
            }
            if (own) continue;
            for (const auto* word : {"command", "entrypoint", "configs"}) {
                if (auto* part = service.find(word)) each_scalar(*part, fill);
            }
        }
        auto* configs = draft_.tree.find("configs");
        if (configs != nullptr && !own) each_scalar(*configs, fill);
    }

    /// The store's proxy gave each page a host name of its own, with a certificate: here it is the server's name and a port.
    void fill_page_hosts()
    {
        if (draft_.definition.format == Format::coolify) complete_addresses();
        each_scalar(draft_.tree, [&](Node& node) {
            const auto mark = fmt::format("${{{}", page_variable);
            for (auto at = node.text.find(mark); at != std::string::npos; at = node.text.find(mark, at)) {
                const auto end = node.text.find('}', at);
                if (end == std::string::npos) break;
                const auto number =
                    port_number(std::string_view(node.text).substr(at + mark.size(), end - at - mark.size()));
                at = put_page_host(node.text, at, end + 1, static_cast<std::size_t>(number.value_or(0)));
            }
        });
    }

    /// Coolify's `SERVICE_FQDN_…` is a host for some variables, and for others the whole address.
    void complete_addresses()
    {
        const auto mark = fmt::format("${{{}", page_variable);
        const auto is_address = [](std::string_view name) {
            constexpr std::array<std::string_view, 5> words{"URL", "URI", "ORIGIN", "ENDPOINT", "REDIRECT"};
            return !name.ends_with("HOST") && !name.ends_with("DOMAIN")
                && std::ranges::any_of(words, [name](std::string_view word) { return name.contains(word); });
        };
        for (auto& [name, service] : draft_.services_node()->members) {
            auto* environment = service.find("environment");
            if (environment == nullptr) continue;
            for (auto& [key, value] : environment->members) {
                if (value.text.starts_with(mark) && is_address(key)) value.text.insert(0, "http://");
                const bool host = key.ends_with("HOSTNAME") || key.ends_with("COOKIE_DOMAIN");
                if (host && value.text.starts_with("http://" + mark) && value.text.ends_with('}')) value.text.erase(0, 7);
            }
        }
    }

    /// Where the text goes on after the host.
    std::size_t put_page_host(std::string& text, std::size_t at, std::size_t end, std::size_t number) const
    {
        const bool main = number == 0 || number > was_.further.size();
        const auto port = main ? page_port() : was_.further[number - 1];
        const bool address = std::string_view(text).substr(0, at).ends_with("://") && !text.substr(end).starts_with(':');
        const auto host = "${SERVER_HOST}" + (address && !port.empty() ? ":" + port : std::string());
        text.replace(at, end - at, host);
        const bool encrypted = main && draft_.page && draft_.page->scheme == "https";
        if (std::string_view(text).substr(0, at).ends_with("://http://")) {
            text.erase(at - 7, 7); // one address in another, as `wss://${SERVICE_URL_WEB}`
            at -= 7;
        }
        const auto scheme = std::string_view(text).substr(0, at);
        if (address && !encrypted && (scheme.ends_with("https://") || scheme.ends_with("wss://"))) {
            text.erase(at - 4, 1);
            --at;
        }
        return at + host.size();
    }

    /// `http://[YOUR_IP]` is the page if it was at port 80.
    static void add_port(std::string& text, const std::string& by)
    {
        constexpr std::string_view bare = "http://${SERVER_HOST}";
        for (auto at = text.find(bare); at != std::string::npos; at = text.find(bare, at + bare.size())) {
            const auto end = at + bare.size();
            if (end == text.size() || text[end] == '/') text.insert(end, ":" + by);
        }
    }

    /// `http://[YOUR_IP]:8000` is the page, so its port moves with it.
    void move_addresses(std::string& text, const std::string& by) const
    {
        if (was_.host.empty()) return;
        if (was_.host == "80") add_port(text, by);
        for (const std::string_view host : {"localhost", "0.0.0.0", "127.0.0.1", "${SERVER_HOST}"}) {
            // Where both numbers are one, only the server's own name tells which of them is meant.
            if (was_.host == was_.container && !host.starts_with('$')) continue;
            const auto old = fmt::format("://{}:{}", host, was_.host);
            const auto at = text.find(old);
            if (at == std::string::npos) continue;
            const auto end = at + old.size();
            if (end < text.size() && text[end] >= '0' && text[end] <= '9') continue;
            text.replace(end - was_.host.size(), was_.host.size(), by);
        }
    }

    Draft& draft_;
    PagesBefore was_;
};

} // namespace

void move_page_addresses(Draft& draft, PagesBefore was) { Addresses(draft, std::move(was)).run(); }

} // namespace furtka::imports
