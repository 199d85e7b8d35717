// Beast (seen in 1.81) asserts that a last chunk comes in pieces of at least five bytes. No sender need keep to that, and
// what follows the assertion copes with less.
#define BOOST_DISABLE_ASSERTS

#include "http/response_reader.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>

#include <optional>
#include <utility>

namespace furtka::http {

namespace bhttp = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::uint32_t header_bytes = 64 * 1024;
constexpr std::size_t most_pending = std::size_t{2} * header_bytes; // a header or a chunk line that is not complete
constexpr int most_interim = 16; // answers 1xx before the real one

struct BodyTaker {
    virtual ~BodyTaker() = default;
    virtual void take(std::string_view piece, error_code& ec) = 0;
};

// A Beast body that hands each piece on at once, without a buffer between.
struct HandOver {
    struct value_type { // NOLINT(readability-identifier-naming): named by Beast
        BodyTaker* taker = nullptr;
    };
    struct reader { // NOLINT(readability-identifier-naming): named by Beast
        template <bool is_request, class Fields>
        reader(bhttp::header<is_request, Fields>&, value_type& value) : body(value)
        {
        }
        void init(const boost::optional<std::uint64_t>&, error_code& ec) { ec = {}; }
        template <class Buffers>
        std::size_t put(const Buffers& buffers, error_code& ec)
        {
            std::size_t total = 0;
            for (auto it = boost::asio::buffer_sequence_begin(buffers); it != boost::asio::buffer_sequence_end(buffers);
                ++it) {
                const boost::asio::const_buffer buffer(*it);
                body.taker->take({static_cast<const char*>(buffer.data()), buffer.size()}, ec);
                if (ec) return total;
                total += buffer.size();
            }
            return total;
        }
        void finish(error_code& ec) { ec = {}; }
        value_type& body; // its taker is set after the reader was made
    };
};

using Parser = bhttp::response_parser<HandOver>;

} // namespace

struct ResponseReader::Impl final : BodyTaker {
    explicit Impl(Options wanted) : options(std::move(wanted)) { begin(); }

    void begin()
    {
        parser.emplace();
        parser->header_limit(header_bytes);
        parser->body_limit(boost::none); // held here, for the sink has none
        parser->skip(options.head);
        parser->get().body().taker = this;
    }

    void take(std::string_view piece, error_code& ec) override
    {
        if (streamed) {
            if (!piece.empty() && !options.sink(piece)) {
                state = State::stopped;
                ec = bhttp::error::end_of_stream;
            }
            return;
        }
        if (response.body.size() + piece.size() > options.largest) {
            state = State::too_large;
            ec = bhttp::error::body_limit;
            return;
        }
        response.body.append(piece);
    }

    // What Beast accepts and this client does not: an answer whose end could be read in two ways.
    void end_header()
    {
        const auto& message = parser->get();
        if (message.count(bhttp::field::transfer_encoding) > 0 && !parser->chunked()) {
            state = State::broken;
            problem = "unknown transfer coding";
            return;
        }
        response.status = static_cast<int>(message.result_int());
        for (const auto& field : message) response.headers.add(std::string(field.name_string()), std::string(field.value()));
        streamed = options.sink && response.status < 300;
        const auto length = parser->content_length();
        if (!streamed && !options.head && length && *length > options.largest) {
            state = State::too_large;
            return;
        }
        state = State::body;
        if (streamed && options.opened) options.opened();
    }

    void fail_with(const error_code& ec)
    {
        if (state == State::stopped || state == State::too_large) return;
        state = State::broken;
        problem = ec.message();
    }

    // Returns how much of `bytes` is used up; the rest waits for more.
    std::size_t parse(std::string_view bytes)
    {
        std::size_t used = 0;
        while (used < bytes.size() && (state == State::header || state == State::body)) {
            error_code ec;
            const auto left = bytes.substr(used);
            const auto step = parser->put(boost::asio::buffer(left.data(), left.size()), ec);
            used += step;
            if (ec && ec != bhttp::error::need_more) {
                fail_with(ec);
                break;
            }
            if (state == State::header && parser->is_header_done() && !skip_interim()) end_header();
            if (state == State::body && parser->is_done()) state = State::done;
            if (ec == bhttp::error::need_more || step == 0) break;
        }
        return used;
    }

    bool skip_interim()
    {
        const auto status = parser->get().result_int();
        if (status / 100 != 1 || status == 101) return false;
        if (++interim > most_interim) {
            state = State::broken;
            problem = "too many interim answers";
        }
        begin();
        return true;
    }

    Options options;
    std::optional<Parser> parser;
    State state = State::header;
    ClientResponse response;
    std::string pending;
    std::string problem;
    int interim = 0;
    bool streamed = false;
    bool got_any = false;
    bool keep_alive = false;
};

ResponseReader::ResponseReader(Options options) : impl_(std::make_unique<Impl>(std::move(options))) { }

ResponseReader::~ResponseReader() = default;

ResponseReader::State ResponseReader::feed(std::string_view bytes)
{
    auto& self = *impl_;
    if (ended()) return self.state;
    self.got_any = self.got_any || !bytes.empty();
    std::string joined;
    if (!self.pending.empty()) {
        joined = std::exchange(self.pending, {});
        joined.append(bytes);
        bytes = joined;
    }
    const auto left = bytes.substr(self.parse(bytes));
    if (!ended()) self.pending = left;
    if (!ended() && self.pending.size() > most_pending) {
        self.state = State::broken;
        self.problem = "a line is too long";
    }
    if (self.state == State::done) {
        const bool upgraded = self.response.status == 101;
        self.keep_alive = left.empty() && !upgraded && self.parser->get().keep_alive();
        if (upgraded) self.pending = left;
    }
    return self.state;
}

ResponseReader::State ResponseReader::feed_end()
{
    auto& self = *impl_;
    if (ended()) return self.state;
    self.state = State::cut;
    if (!self.parser->got_some() || !self.parser->is_header_done()) return self.state;
    error_code ec;
    self.parser->put_eof(ec);
    if (!ec) self.state = State::done;
    return self.state;
}

ResponseReader::State ResponseReader::state() const { return impl_->state; }
bool ResponseReader::got_any() const { return impl_->got_any; }
bool ResponseReader::is_streamed() const { return impl_->streamed; }
bool ResponseReader::keep_alive() const { return impl_->keep_alive; }
const std::string& ResponseReader::problem() const { return impl_->problem; }
ClientResponse ResponseReader::take() { return std::move(impl_->response); }
std::string ResponseReader::take_rest() { return std::move(impl_->pending); }

} // namespace furtka::http
