// Bodies of any length, each way, over a real server.
#include "http/client.hpp"
#include "http/server.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <map>

namespace furtka::http {
namespace {

using namespace std::chrono_literals;

class Transferring : public testing::Test {
protected:
    Transferring()
    {
        EXPECT_TRUE(server.listen_unix(folder / "s", std::nullopt));
        request.method = "PUT";
        request.target = "/echo";
    }

    static Task<void> send_back(std::string body, BodyWriter& writer)
    {
        for (std::size_t at = 0; at < body.size(); at += 50'000) {
            const auto sent = co_await writer.write(std::string_view(body).substr(at, 50'000));
            if (!sent) co_return;
        }
    }
    static Task<Response> answer(Request asked)
    {
        if (asked.path == "/refused") co_return Response{.status = 507, .headers = {}, .body = std::string("no space left")};
        Response response;
        response.body = StreamBody([body = asked.body](BodyWriter& writer) { return send_back(body, writer); });
        co_return response;
    }
    /// `count` pieces of 100 kB.
    BodySource pieces(int count)
    {
        return [this, count]() -> Task<Result<std::string>> {
            if (given == count) co_return std::string();
            co_return std::string(100'000, static_cast<char>('a' + given++));
        };
    }
    BodySink keep()
    {
        return [this](std::string piece) -> Task<Result<void>> {
            kept += piece;
            largest = std::max(largest, piece.size());
            co_return Result<void>{};
        };
    }
    Result<ClientResponse> transfer(BodySource source, BodySink sink)
    {
        return run(io, client.transfer(request, std::move(source), std::move(sink)));
    }

    TempFolder folder;
    boost::asio::io_context io{1};
    Server server{io.get_executor(), answer, {}};
    Client client{io.get_executor(), Endpoint::parse("unix://" + (folder / "s").string()).value()};
    ClientRequest request;
    std::string kept;
    std::size_t largest = 0;
    int given = 0;
};

TEST_F(Transferring, SendsAndTakesAllOfIt)
{
    const auto answered = transfer(pieces(8), keep());

    ASSERT_TRUE(answered) << answered.error().message;
    EXPECT_EQ(answered->status, 200);
    std::string wanted;
    for (char c = 'a'; c < 'a' + 8; ++c) wanted += std::string(100'000, c);
    EXPECT_EQ(kept, wanted);
    EXPECT_LT(largest, 300'000U);
}

TEST_F(Transferring, SendsNothingAsNothing)
{
    ASSERT_TRUE(transfer(pieces(0), keep()));
    EXPECT_EQ(kept, "");
}

TEST_F(Transferring, GivesARefusalWithItsBody)
{
    request.target = "/refused";
    const auto answered = transfer(pieces(3), keep());
    ASSERT_TRUE(answered) << answered.error().message;
    EXPECT_EQ(answered->status, 507);
    EXPECT_EQ(answered->body, "no space left");
    EXPECT_EQ(kept, "");
}

TEST_F(Transferring, EndsWithTheErrorOfItsSource)
{
    BodySource broken = []() -> Task<Result<std::string>> { co_return fail({.kind = ErrorKind::invalid, .key = "mine"}); };
    EXPECT_EQ(transfer(std::move(broken), keep()).error().key, "mine");
}

TEST_F(Transferring, EndsWithTheErrorOfItsSink)
{
    BodySink full = [](std::string) -> Task<Result<void>> { co_return fail({.kind = ErrorKind::no_space, .key = "mine"}); };
    EXPECT_EQ(transfer(pieces(8), std::move(full)).error().key, "mine");
}

TEST_F(Transferring, HearsAnAnswerThatComesBeforeAllWasSent)
{
    // More than the server takes of a body: it answers, and closes.
    const auto answered = transfer(pieces(12), keep());
    ASSERT_TRUE(answered) << answered.error().message;
    EXPECT_EQ(answered->status, 413);
}

} // namespace
} // namespace furtka::http
