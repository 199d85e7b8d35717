// Registries that speak TLS, through libcurl.
#include "http/curl_library.hpp"
#include "registry_fixture.hpp"
#include "support/certificate.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

namespace furtka::test {
namespace {

class TlsRegistry : public RegistryTest {
protected:
    TlsRegistry()
    {
        tls.use_certificate_chain(boost::asio::buffer(made.certificate));
        tls.use_private_key(boost::asio::buffer(made.key), boost::asio::ssl::context::pem);
        server.says(manifest, {answer("200 OK", digest_field)});
    }
    void is_trusted()
    {
        std::filesystem::create_directories(folder / "certs.d" / server.host());
        std::ofstream(folder / "certs.d" / server.host() / "ca.crt") << made.certificate;
    }

    Certificate made = make_certificate();
    boost::asio::ssl::context tls{boost::asio::ssl::context::tls_server};
    ScriptedServer server{io, &tls};
    std::string web = server.host() + "/web:1";
};

TEST_F(TlsRegistry, IsAskedOverTlsWhenItsCertificateIsTrustedForTheEngine)
{
    engine.insecure_networks.clear();
    is_trusted();

    EXPECT_EQ(asked_for(web), "the digest");
}

TEST_F(TlsRegistry, IsRefusedWhenItsCertificateIsNotTrusted)
{
    engine.insecure_networks.clear();

    const auto found = ask(web);

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().key, "registry_unreachable");
    EXPECT_NE(found.error().message.find("certificate"), std::string::npos) << found.error().message;
    EXPECT_EQ(server.asked, "");
}

TEST_F(TlsRegistry, IsAskedWithoutACheckWhenTheEngineCallsItInsecure) { EXPECT_EQ(asked_for(web), "the digest"); }

TEST_F(TlsRegistry, KeepsItsConnection)
{
    engine.insecure_networks.clear();
    is_trusted();

    for (int i = 0; i < 5; ++i) EXPECT_EQ(asked_for(web), "the digest");

    EXPECT_EQ(server.connections, 1);
}

TEST_F(TlsRegistry, GivesATokenOverTls)
{
    server.says(manifest,
        {answer("401 Unauthorized",
             "WWW-Authenticate: Bearer realm=\"https://" + server.host() + "/token\",service=\"reg\"\r\n"),
            answer("200 OK", digest_field)});
    server.says("GET /token", {answer("200 OK", "", R"({"token": "abc"})")});
    has_login(server.host(), "dXNlcjpzZWNyZXQ=");

    EXPECT_EQ(asked_for(web), "the digest");
    EXPECT_EQ(server.asked,
        "HEAD /v2/web/manifests/1; GET /token?service=reg&scope=repository%3Aweb%3Apull [Basic dXNlcjpzZWNyZXQ=]; "
        "HEAD /v2/web/manifests/1 [Bearer abc]; ");
}

TEST_F(TlsRegistry, TradesAnIdentityTokenOverTls)
{
    std::ofstream(folder / "config.json") << R"({"auths": {")" << server.host()
                                          << R"(": {"identitytoken": "identity", "auth": "dXNlcjo="}}})";
    server.says(manifest,
        {answer("401 Unauthorized", "WWW-Authenticate: Bearer realm=\"https://" + server.host() + "/token\"\r\n"),
            answer("200 OK", digest_field)});
    server.says("POST /token", {answer("200 OK", "Connection: close\r\n", R"({"access_token": "abc"})")});

    EXPECT_EQ(asked_for(web), "the digest");
}

TEST_F(TlsRegistry, MayNotSendToPlainHttp)
{
    ScriptedServer other(io);
    server.says(manifest, {answer("302 Found", "Location: http://" + other.host() + "/v2/web/manifests/1\r\n")});

    EXPECT_EQ(asked_for(web), "registry_error");
    EXPECT_EQ(other.asked, "");
}

TEST_F(TlsRegistry, ThatHangsOrTalksTooMuchIsGivenUp)
{
    server.says(manifest, {hang});
    EXPECT_EQ(asked_for(web), "registry_timeout");
    server.says(manifest, {answer("200 OK", "X: " + std::string(90'000, 'x') + "\r\n" + digest_field)});
    EXPECT_EQ(asked_for(web), "registry_error");
    server.says(manifest, {"garbage\r\n\r\n"});
    EXPECT_EQ(asked_for(web), "registry_error");
}

Task<void> note(DockerRegistry* registry, ImageRef ref, EngineInfo engine, std::string* ended)
{
    const auto found = co_await registry->digest(std::move(ref), std::move(engine));
    *ended += found ? "found" : found.error().key;
}

TEST_F(TlsRegistry, LetsARequestBeCancelled)
{
    server.says(manifest, {hang});
    std::string ended;
    boost::asio::cancellation_signal cancel;
    boost::asio::co_spawn(io, note(&registry, *ImageRef::parse(web), engine, &ended),
        boost::asio::bind_cancellation_slot(cancel.slot(), boost::asio::detached));
    io.run_for(std::chrono::milliseconds(300));
    ASSERT_EQ(server.asked, "HEAD /v2/web/manifests/1; ");

    cancel.emit(boost::asio::cancellation_type::terminal);
    io.restart();
    io.run_for(std::chrono::milliseconds(300));
    EXPECT_EQ(ended, "cancelled");
}

TEST_F(TlsRegistry, IsLeftWithoutWaitingWhenTheDaemonEnds)
{
    server.says(manifest, {hang});
    std::string ended;
    boost::asio::co_spawn(io, note(&registry, *ImageRef::parse(web), engine, &ended), boost::asio::detached);
    io.run_for(std::chrono::milliseconds(300));

    EXPECT_EQ(server.asked, "HEAD /v2/web/manifests/1; ");
    EXPECT_EQ(ended, ""); // and the registry ends before its loop, with the request under way
}

} // namespace
} // namespace furtka::test
