#include "api/problem.hpp"

#include <gtest/gtest.h>

namespace furtka::api {
namespace {

TEST(Problem, HasOneStatusForEachKind)
{
    const std::vector<std::pair<ErrorKind, int>> table{
        {ErrorKind::invalid, 400},
        {ErrorKind::denied, 403},
        {ErrorKind::not_found, 404},
        {ErrorKind::conflict, 409},
        {ErrorKind::cancelled, 409},
        {ErrorKind::too_large, 413},
        {ErrorKind::broken, 422},
        {ErrorKind::internal, 500},
        {ErrorKind::upstream, 502},
        {ErrorKind::unavailable, 503},
        {ErrorKind::timeout, 504},
        {ErrorKind::no_space, 507},
    };
    for (const auto& [kind, status] : table) {
        EXPECT_EQ(status_of(Error{.kind = kind, .key = "any"}), status);
        EXPECT_NE(status_title(status), "Error") << status;
    }
    EXPECT_EQ(status_of(Error{.kind = ErrorKind::invalid, .key = "method_not_allowed"}), 405);
    EXPECT_EQ(status_of(Error{.kind = ErrorKind::invalid, .key = "content_type"}), 415);
}

TEST(Problem, TellsTheErrorAndItsDetails)
{
    const auto response = problem({.kind = ErrorKind::conflict,
        .key = "app_busy",
        .message = "blog is busy with job 17",
        .hint = "wait until that job ends",
        .details = {{"job", "17"}, {"service", "web"}, {"exit_code", "x"}}});

    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.headers.find("content-type"), "application/problem+json");
    EXPECT_EQ(response.headers.find("x-content-type-options"), "nosniff");
    EXPECT_EQ(std::get<std::string>(response.body),
        R"({"type":"about:blank","title":"Conflict","status":409,"detail":"blog is busy with job 17","key":"app_busy",)"
        R"("hint":"wait until that job ends","error":"blog is busy with job 17","job":17,"service":"web","exit_code":"x"})");
}

TEST(Problem, KeepsItsOwnMembersWhenADetailHasTheirName)
{
    const auto response =
        problem({.kind = ErrorKind::upstream, .key = "engine_error", .message = "boom", .details = {{"status", "500"}}});
    EXPECT_EQ(std::get<std::string>(response.body),
        R"({"type":"about:blank","title":"Bad Gateway","status":502,"detail":"boom","key":"engine_error","hint":"","error":"boom",)"
        R"("upstream_status":500})");
}

TEST(Problem, IsJsonWhateverBytesTheMessageHas)
{
    const auto response = problem({.kind = ErrorKind::upstream, .key = "compose_failed", .message = "a\xff\"\n"});
    EXPECT_NE(std::get<std::string>(response.body).find("\"detail\":\"a\xEF\xBF\xBD\\\"\\n\""), std::string::npos);
}

TEST(Problem, SpeaksForTheServerToo)
{
    const auto response = server_problem(431, "the header is over 16384 bytes");
    EXPECT_EQ(response.status, 431);
    EXPECT_EQ(std::get<std::string>(response.body),
        R"({"type":"about:blank","title":"Request Header Fields Too Large","status":431,"detail":"the header is over 16384 bytes",)"
        R"("key":"header_too_large","hint":"send a smaller, complete HTTP/1.1 request","error":"the header is over 16384 bytes"})");
}

} // namespace
} // namespace furtka::api
