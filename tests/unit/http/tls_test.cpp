// TLS on both sides: the server's connections and the client's.
#include "http/client.hpp"
#include "serving.hpp"
#include "support/certificate.hpp"

namespace furtka::http {
namespace {

using namespace std::chrono_literals;
using test::Certificate;
using test::make_certificate;

std::shared_ptr<const TlsContext> serving(const Certificate& made)
{
    return TlsContext::serving(made.certificate, made.key).value();
}

class Tls : public Serving {
protected:
    void listen_tls()
    {
        server = std::make_unique<Server>(io.get_executor(), handler, options);
        server->use_tls(serving(made));
        port = server->listen_tcp("127.0.0.1:0", Server::Speaks::tls).value();
    }

    Endpoint endpoint(const std::string& trusted)
    {
        auto place = Endpoint::parse(fmt::format("https://127.0.0.1:{}", port)).value();
        place.trust = TlsContext::trusting(trusted).value();
        return place;
    }

    Client client() { return Client(io.get_executor(), endpoint(made.certificate)); }

    /// The error of a request of somebody who trusts `certificate`, or its body.
    std::string asked_by(const std::string& certificate)
    {
        Client other(io.get_executor(), endpoint(certificate));
        const auto answer = run(io, other.request({.target = "/"}));
        return answer ? answer->body : answer.error().key + ": " + answer.error().message;
    }

    /// A connection that begins TLS and says no more.
    RawClient half_way()
    {
        auto raw = connect();
        run(io, raw.send("\x16\x03\x01"));
        return raw;
    }

    Certificate made = make_certificate();
};

TEST_F(Tls, CarriesRequestsAndAnswersOfAnySize)
{
    const std::string much(3'000'000, 'm');
    options.limits.body_bytes = much.size();
    handler = [&](Request request) -> Task<Response> {
        last = request;
        co_return Response{.status = 200, .headers = {}, .body = request.body + "!"};
    };
    listen_tls();
    auto other = client();

    for (const auto& body : {std::string("little"), much, std::string("again")}) {
        const auto answer = run(io, other.request({.method = "POST", .target = "/", .body = body}));
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_EQ(answer->body.size(), body.size() + 1);
        EXPECT_EQ(answer->body, body + "!");
    }

    EXPECT_TRUE(last.peer.secure);
    EXPECT_FALSE(last.peer.wants_tls);
    EXPECT_EQ(last.peer.address, "127.0.0.1");
    EXPECT_EQ(server->connections(), 1U) << "the connection is kept";
}

TEST_F(Tls, IsForThoseWhoTrustTheCertificate)
{
    listen_tls();

    EXPECT_EQ(asked_by(made.certificate), "GET /");
    const auto stranger = asked_by(make_certificate().certificate);
    EXPECT_TRUE(stranger.starts_with("tls_failed: no safe connection to https://127.0.0.1:")) << stranger;
    EXPECT_NE(stranger.find("the certificate is not trusted: self-signed certificate"), std::string::npos) << stranger;
    EXPECT_NE(asked_by("").find("not trusted"), std::string::npos) << "as the system trusts";
}

TEST_F(Tls, IsForTheNameThatWasAskedFor)
{
    made = make_certificate("IP:127.0.0.2,DNS:localhost");
    listen_tls();

    const auto refused = asked_by(made.certificate);

    EXPECT_NE(refused.find("IP address mismatch"), std::string::npos) << refused;
    auto by_name = endpoint(made.certificate);
    by_name.host = "localhost";
    Client other(io.get_executor(), by_name);
    EXPECT_TRUE(run(io, other.request({.target = "/"})));
}

TEST_F(Tls, LeavesPlainHttpToTheHandler)
{
    listen_tls();

    const auto answer = ask("GET /here HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    EXPECT_EQ(body_of(answer), "GET /here");
    EXPECT_TRUE(last.peer.wants_tls);
    EXPECT_FALSE(last.peer.secure);
}

TEST_F(Tls, IsNotTriedWhereItIsNotServed)
{
    listen();
    auto place = endpoint(made.certificate);
    Client other(io.get_executor(), place);

    const auto answer = run(io, other.request({.target = "/"}));

    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().key, "tls_failed");
    EXPECT_EQ(handled, std::vector<std::string>{});
}

TEST_F(Tls, CarriesStreamsAndNoticesTheirEnd)
{
    bool over = false;
    handler = [&](Request) -> Task<Response> {
        StreamBody body = [&](BodyWriter& writer) -> Task<void> {
            for (int i = 0; i < 3; ++i) {
                [[maybe_unused]] const auto sent = co_await writer.write(fmt::format("data: {}\n\n", i));
            }
            co_await writer.closed();
            over = true;
        };
        co_return Response{.status = 200, .headers = {}, .body = std::move(body)};
    };
    listen_tls();
    std::string seen;
    auto other = client();
    auto sink = [&](std::string_view piece) {
        seen += piece;
        return !seen.ends_with("data: 2\n\n");
    };

    const auto answer = run(io, other.stream({.target = "/"}, sink));

    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(seen, "data: 0\n\ndata: 1\n\ndata: 2\n\n");
    const auto until_over = [](const bool& done) -> Task<void> {
        while (!done) co_await sleep_for(1ms);
    };
    run(io, until_over(over));
}

TEST_F(Tls, CarriesWebSocketsBothWaysAtOnce)
{
    handler = [](Request) -> Task<Response> {
        SocketBody body = [](WebSocket& socket) -> Task<void> {
            for (;;) {
                auto message = co_await socket.read();
                if (!message) co_return;
                const auto sent = co_await socket.send(message->kind, std::move(message->data));
                if (!sent) co_return;
            }
        };
        co_return Response{.status = 200, .headers = {}, .body = body};
    };
    listen_tls();
    std::size_t came = 0;
    const std::string big(60'000, 'b');
    auto other = client();
    auto talk = [&](WebSocket& socket) -> Task<void> {
        for (int i = 0; i < 20; ++i) {
            const auto sent = co_await socket.send(SocketKind::binary, big);
            if (!sent) co_return;
        }
        for (int i = 0; i < 20; ++i) {
            const auto message = co_await socket.read();
            if (message && message->data == big) ++came;
        }
    };

    const auto done = run(io, other.web_socket({.target = "/"}, talk));

    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->status, 101);
    EXPECT_EQ(came, 20U);
}

TEST_F(Tls, ServesAnotherCertificateFromTheNextConnectionOn)
{
    listen_tls();
    auto kept = client();
    ASSERT_TRUE(run(io, kept.request({.target = "/"})));
    const auto another = make_certificate();

    server->use_tls(serving(another));

    EXPECT_TRUE(run(io, kept.request({.target = "/"}))) << "an open connection goes on";
    EXPECT_EQ(asked_by(another.certificate), "GET /");
    EXPECT_NE(asked_by(made.certificate), "GET /");
}

TEST_F(Tls, HasALimitForTheHandshake)
{
    options.limits.handshake_time = 100ms;
    listen_tls();
    const auto begin = std::chrono::steady_clock::now();
    auto silent = connect();
    auto slow = half_way();

    EXPECT_EQ(run(io, silent.read_all()), "");
    run(io, slow.read_all());

    EXPECT_GE(std::chrono::steady_clock::now() - begin, 90ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Tls, CutsTheOldestOfTooManyHandshakes)
{
    options.limits.handshakes = 2;
    listen_tls();
    auto first = half_way();
    auto second = half_way();
    auto third = half_way();

    EXPECT_EQ(run(io, first.read_all()), "");

    EXPECT_EQ(asked_by(made.certificate), "GET /") << "whoever is quick gets through";
    EXPECT_EQ(run(io, second.read_all()), "");
    EXPECT_EQ(server->connections(), 1U) << "the third still has its time";
    run(io, server->drain(1s));
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Tls, EndsAConnectionThatSpeaksRubbish)
{
    listen_tls();
    auto raw = connect();

    const auto answer = run(io, raw.ask("\x16 this is no handshake at all"));

    EXPECT_EQ(answer.find("HTTP"), std::string::npos);
    EXPECT_EQ(handled, std::vector<std::string>{});
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Tls, IsClosedBeforeThereIsACertificate)
{
    server = std::make_unique<Server>(io.get_executor(), handler, options);
    port = server->listen_tcp("127.0.0.1:0", Server::Speaks::tls).value();
    auto raw = half_way();

    EXPECT_EQ(run(io, raw.read_all()), "");
}

TEST_F(Tls, IsDrainedWithTheRest)
{
    listen_tls();
    auto kept = client();
    ASSERT_TRUE(run(io, kept.request({.target = "/"})));
    ASSERT_EQ(server->connections(), 1U);

    run(io, server->drain(1s));

    EXPECT_EQ(server->connections(), 0U);
}

TEST(TlsPair, IsRefusedWhenItIsNone)
{
    const auto made = make_certificate();
    const auto other = make_certificate();
    const auto reason = [](const std::string& chain, const std::string& key) {
        const auto context = TlsContext::serving(chain, key);
        return context ? "" : context.error().key + ": " + context.error().message;
    };

    EXPECT_EQ(reason(made.certificate, made.key), "");
    EXPECT_EQ(reason(made.certificate + other.certificate, made.key), "") << "with a chain";
    EXPECT_EQ(reason("", made.key), "tls_pair: the certificate cannot be served: there is no certificate in the file");
    EXPECT_EQ(reason(made.certificate, "nothing"),
        "tls_pair: the certificate cannot be served: there is no key in the file that can be read without a passphrase");
    EXPECT_EQ(reason(made.certificate, other.key),
        "tls_pair: the certificate cannot be served: the key is that of another certificate");
    EXPECT_EQ(TlsContext::trusting("nothing").error().key, "tls_authority");
}

} // namespace
} // namespace furtka::http
