// Beast (seen in 1.81) asserts that a last chunk comes in pieces of at least five bytes. No sender need keep to that, and
// what follows the assertion copes with less.
#define BOOST_DISABLE_ASSERTS

#include "base/ascii.hpp"
#include "http/percent.hpp"
#include "http/request_reader.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <utility>

namespace furtka::http {

namespace bhttp = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr unsigned version_1_0 = 10;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool is_number(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

struct RequestReader::Impl {
    struct Refusal {
        int status = 0;
        std::string_view reason;
    };

    Impl(std::size_t header_bytes, std::size_t body_bytes) : most_pending(header_bytes)
    {
        parser.header_limit(static_cast<std::uint32_t>(header_bytes));
        parser.body_limit(body_bytes);
    }

    std::size_t parse(std::string_view bytes)
    {
        std::size_t used = 0;
        while (used < bytes.size() && (state == State::header || state == State::body)) {
            error_code ec;
            const auto left = bytes.substr(used);
            const auto step = parser.put(boost::asio::buffer(left.data(), left.size()), ec);
            used += step;
            if (ec && ec != bhttp::error::need_more) {
                refuse(refusal_of(ec));
                break;
            }
            if (state == State::header && parser.is_header_done()) end_header();
            if (state == State::body && parser.is_done()) state = State::done;
            if (ec == bhttp::error::need_more || step == 0) break;
        }
        // A chunk line has no end of its own.
        if (state == State::body && bytes.size() - used > most_pending) refuse({400, "a line of the body is too long"});
        return used;
    }

    static Refusal refusal_of(const error_code& ec)
    {
        if (ec == bhttp::error::header_limit) return {431, "the header is too large"};
        if (ec == bhttp::error::body_limit) return {413, "the body is too large"};
        if (ec == bhttp::error::bad_version) return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
        return {400, "the request is not HTTP"};
    }

    void refuse(Refusal why)
    {
        state = State::refused;
        refusal = why;
    }

    void end_header()
    {
        const auto& message = parser.get();
        if (const auto why = framing_problem(); why.status != 0) return refuse(why);
        auto target = parse_target(view(message.target()));
        if (!target) return refuse({400, "the path or the query is not plain text after decoding"});

        request.method = view(message.method_string());
        request.path = std::move(target->path);
        request.query = std::move(target->query);
        for (const auto& field : message) {
            request.headers.add(std::string(view(field.name_string())), std::string(view(field.value())));
        }
        // An absolute target says which host is meant, whatever the field says (RFC 9112, 3.2.2).
        if (!target->authority.empty()) request.headers.set("Host", std::move(target->authority));
        expects_continue =
            message.version() > version_1_0 && same_token(view(message[bhttp::field::expect]), "100-continue");
        state = State::body;
    }

    // A request whose end two readers could see in two places is refused, also where RFC 9112 lets a server repair it.
    Refusal framing_problem() const
    {
        const auto& message = parser.get();
        const auto hosts = message.count(bhttp::field::host);
        if (hosts > 1) return {400, "there are two Host fields"};
        if (hosts == 0 && message.version() > version_1_0) return {400, "there is no Host field"};

        const auto lengths = message.count(bhttp::field::content_length);
        const auto codings = message.count(bhttp::field::transfer_encoding);
        if (lengths > 1) return {400, "there are two Content-Length fields"};
        if (lengths > 0 && codings > 0) return {400, "there are Content-Length and Transfer-Encoding"};
        if (lengths == 1 && !is_number(view(message[bhttp::field::content_length])))
            return {400, "Content-Length is not a number"};
        if (codings > 1 || (codings > 0 && message.version() == version_1_0))
            return {400, "the framing of the body is not clear"};
        if (codings == 1 && !same_token(view(message[bhttp::field::transfer_encoding]), "chunked")) {
            return {501, "the only transfer coding known here is chunked"};
        }
        return {};
    }

    bhttp::request_parser<bhttp::string_body> parser;
    std::size_t most_pending;
    State state = State::header;
    Refusal refusal;
    Request request;
    bool expects_continue = false;
};

RequestReader::RequestReader(std::size_t header_bytes, std::size_t body_bytes)
    : impl_(std::make_unique<Impl>(header_bytes, body_bytes))
{
}

RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

std::size_t RequestReader::feed(std::string_view bytes) { return impl_->parse(bytes); }
RequestReader::State RequestReader::state() const { return impl_->state; }
int RequestReader::refused_status() const { return impl_->refusal.status; }
std::string_view RequestReader::refused_reason() const { return impl_->refusal.reason; }
bool RequestReader::expects_continue() const { return impl_->expects_continue; }
bool RequestReader::keep_alive() const { return impl_->parser.keep_alive(); }
bool RequestReader::is_head() const { return impl_->request.method == "HEAD"; }
bool RequestReader::is_http_1_0() const { return impl_->parser.get().version() == version_1_0; }

Request RequestReader::take()
{
    Request request = std::move(impl_->request);
    if (request.method == "HEAD") request.method = "GET";
    request.body = std::move(impl_->parser.get().body());
    return request;
}

} // namespace furtka::http
