#include "async/timeout.hpp"
#include "base/base64.hpp"
#include "engine_stand_in.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

using namespace furtka;
using namespace furtka::docker;
using namespace std::chrono_literals;

namespace {

const ImageRef web{"127.0.0.1:5000", "web", "1", ""};
const std::string create = "POST /v1.45/images/create?fromImage=127.0.0.1%3A5000%2Fweb&tag=1 ";
const std::string done = R"({"status":"Status: Downloaded newer image for 127.0.0.1:5000/web:1"})";
const std::string progress = R"({"status":"Downloading","progressDetail":{"current":1,"total":2},"id":"aa"})";

class Pulling : public AtAnEngine {
protected:
    Result<void> pull(PullLimits limits = {})
    {
        return run(io, docker().images().pull(web, limits, [this](const PullLine& line) {
            lines.push_back(line.status);
            return true;
        }));
    }

    /// `kind key: message` of the failure, or `pulled`.
    std::string outcome(const std::string& bytes, Then then = Then::keep)
    {
        on(create, bytes, then);
        const auto pulled = pull({.silence = 80ms, .total = 5s});
        return pulled ? "pulled" : pulled.error().key + ": " + pulled.error().message;
    }

    std::vector<std::string> lines;
};

} // namespace

TEST_F(Pulling, TellsProgressAndEndsWell)
{
    EXPECT_EQ(outcome(streamed({progress, R"({"status":"Pull complete","id":"aa"})", done})), "pulled");
    EXPECT_EQ(lines,
        (std::vector<std::string>{
            "Downloading", "Pull complete", "Status: Downloaded newer image for 127.0.0.1:5000/web:1"}));
}

TEST_F(Pulling, AStatusOfFailureIsAFailureInTheEnginesWords)
{
    EXPECT_EQ(outcome(answer(404, R"({"message":"manifest for 127.0.0.1:5000/web:1 not found: manifest unknown"})")),
        "image_unknown: pull of 127.0.0.1:5000/web:1 failed: manifest for 127.0.0.1:5000/web:1 not found: manifest unknown");
    EXPECT_EQ(outcome(answer(500, R"({"message":"toomanyrequests: slow down"})")),
        "registry_rate_limit: pull of 127.0.0.1:5000/web:1 failed: toomanyrequests: slow down");
    EXPECT_EQ(outcome(answer(500, R"({"message":"Get http://127.0.0.1:5000/v2/: dial tcp: connect: connection refused"})")),
        "registry_unreachable: pull of 127.0.0.1:5000/web:1 failed: Get http://127.0.0.1:5000/v2/: dial tcp: connect: "
        "connection refused");
    EXPECT_EQ(outcome(answer(401, "")), "registry_denied: pull of 127.0.0.1:5000/web:1 failed: the engine gave no reason");
}

TEST_F(Pulling, AFailureInsideASuccessIsAFailure)
{
    EXPECT_EQ(outcome(streamed(
                  {progress, R"({"errorDetail":{"message":"no space left on device"},"error":"no space left on device"})"})),
        "disk_full: pull of 127.0.0.1:5000/web:1 failed: no space left on device");
}

TEST_F(Pulling, AStreamWithoutItsClosingLineIsCut)
{
    EXPECT_EQ(outcome(streamed({progress})),
        "pull_cut: pull of 127.0.0.1:5000/web:1 broke off: the engine's stream ended without its closing line");
    EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        "pull_cut: pull of 127.0.0.1:5000/web:1 broke off: the engine's stream ended without its closing line");
}

TEST_F(Pulling, AnEngineThatDiesCutsThePull)
{
    const std::string said = outcome(stream_head + chunk(progress + "\r\n"), Then::close);
    EXPECT_TRUE(said.starts_with("pull_cut: pull of 127.0.0.1:5000/web:1 broke off: ")) << said;
    EXPECT_TRUE(said.contains("broke off before its end")) << said;
}

TEST_F(Pulling, AnEngineThatIsNotThereIsUnreachable)
{
    stop_server();
    const auto pulled = pull();
    EXPECT_EQ(pulled.error().key, "engine_unreachable");
    EXPECT_EQ(pulled.error().kind, ErrorKind::unavailable);
}

TEST_F(Pulling, SilenceEndsAPullAtItsLimitAndHangsUp)
{
    EXPECT_EQ(outcome("", Then::hang), "pull_silent: pull of 127.0.0.1:5000/web:1 stopped: nothing came for 80 ms");
    EXPECT_EQ(outcome(stream_head + chunk(progress + "\r\n"), Then::hang),
        "pull_silent: pull of 127.0.0.1:5000/web:1 stopped: nothing came for 80 ms");
    io.run_for(50ms);
    EXPECT_EQ(gone, 2) << "the engine stops pulling when the caller hangs up";
}

TEST_F(Pulling, HasALimitInAll)
{
    on(create, stream_head, Then::hang);
    const auto pulled = pull({.silence = 5s, .total = 60ms});
    EXPECT_EQ(pulled.error().key, "time_limit");
    EXPECT_EQ(pulled.error().message, "pull of 127.0.0.1:5000/web:1 did not end within 60 ms");
}

TEST_F(Pulling, CanBeCancelled)
{
    on(create, stream_head + chunk(progress + "\r\n"), Then::hang);
    boost::asio::cancellation_signal stop;
    std::optional<Result<void>> pulled;
    auto begin = docker().images().pull(web, {}, [&](const PullLine&) {
        stop.emit(boost::asio::cancellation_type::all);
        return true;
    });
    boost::asio::co_spawn(io, std::move(begin),
        boost::asio::bind_cancellation_slot(
            stop.slot(), [&](std::exception_ptr, Result<void> ended) { pulled = std::move(ended); }));

    io.run_for(300ms);

    ASSERT_TRUE(pulled.has_value());
    EXPECT_EQ(pulled->error().kind, ErrorKind::cancelled);
    EXPECT_EQ(gone, 1);
}

TEST_F(Pulling, ShowsTheLoginOfTheRegistryAndOfNoOther)
{
    on("POST ", streamed({done}));
    write_config(R"({"auths":{"127.0.0.1:5000":{"auth":"Ym9iOnNlY3JldA=="}}})");
    EXPECT_TRUE(pull().has_value());
    EXPECT_TRUE(run(io, docker().images().pull({"127.0.0.1:5001", "web", "1", ""}, {}, nullptr)).has_value());

    const std::string header = "X-Registry-Auth: "
        + base64_encode(R"({"serveraddress":"127.0.0.1:5000","username":"bob","password":"secret"})", Base64::url_safe)
        + "\r\n";
    EXPECT_TRUE(requests[1].contains(header)) << requests[1];
    EXPECT_FALSE(requests[2].contains("X-Registry-Auth")) << requests[2];
}

TEST_F(Pulling, GoesOnWithoutALoginWhenTheConfigurationIsBroken)
{
    write_config("{\"auths\": broken");
    EXPECT_EQ(outcome(streamed({done})), "pulled");
    EXPECT_FALSE(requests.back().contains("X-Registry-Auth"));
}

TEST_F(Pulling, NeverTellsThePassword)
{
    write_config(R"({"auths":{"127.0.0.1:5000":{"auth":"Ym9iOnNlY3JldA=="}}})");
    on(create, answer(500, R"({"message":"unauthorized"})"));
    const auto pulled = pull();
    EXPECT_FALSE((pulled.error().message + pulled.error().hint).contains("secret"));
}
