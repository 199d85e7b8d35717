#include "api/embedded.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace furtka::api {
namespace {

http::Request asking(std::vector<std::pair<std::string, std::string>> headers = {})
{
    http::Request request{.method = "GET", .path = "/index.html"};
    for (auto& [name, value] : headers) request.headers.add(std::move(name), std::move(value));
    return request;
}

constexpr EmbeddedFile file{.path = "/a.js", .hash = "00ff", .raw = "let a;", .gzip = "packed", .brotli = "tiny"};

TEST(EmbeddedFiles, AreTheFilesOfTheTreeByteForByte)
{
    std::ifstream stream(FURTKA_SOURCE_DIR "/web/dist/index.html", std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    const auto* page = find_embedded("/index.html");
    ASSERT_NE(page, nullptr);
    EXPECT_EQ(page->raw, text.str());
    EXPECT_TRUE(page->gzip.empty() || page->gzip.starts_with("\x1f\x8b"));
    EXPECT_NE(find_embedded("/api/openapi.json"), nullptr);
    EXPECT_EQ(find_embedded("/../CMakeLists.txt"), nullptr);
}

TEST(EmbeddedFiles, AreSentPackedToWhoTakesIt)
{
    const auto plain = file_reply(asking(), file, "text/javascript");
    EXPECT_EQ(std::get<std::string_view>(plain.body), "let a;");
    EXPECT_EQ(plain.headers.find("ETag"), "\"00ff\"");
    EXPECT_EQ(plain.headers.find("Vary"), "Accept-Encoding");
    EXPECT_EQ(plain.headers.find("Content-Encoding"), std::nullopt);

    const auto packed = file_reply(asking({{"Accept-Encoding", "deflate, gzip"}}), file, "text/javascript");
    EXPECT_EQ(std::get<std::string_view>(packed.body), "packed");
    EXPECT_EQ(packed.headers.find("ETag"), "\"00ff-gz\"");
    EXPECT_EQ(packed.headers.find("Content-Encoding"), "gzip");

    const auto smallest = file_reply(asking({{"Accept-Encoding", "gzip, deflate, br"}}), file, "text/javascript");
    EXPECT_EQ(std::get<std::string_view>(smallest.body), "tiny");
    EXPECT_EQ(smallest.headers.find("ETag"), "\"00ff-br\"");
    EXPECT_EQ(smallest.headers.find("Content-Encoding"), "br");
}

TEST(EmbeddedFiles, AreKeptWhenTheirNameHasTheirHash)
{
    EXPECT_EQ(file_reply(asking(), file, "text/javascript").headers.find("Cache-Control"), "no-cache");
    auto named = file;
    named.path = "/assets/a-00ff.js";
    EXPECT_EQ(
        file_reply(asking(), named, "text/javascript").headers.find("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST(EmbeddedFiles, AreNotSentAgainToWhoHasThem)
{
    EXPECT_EQ(file_reply(asking({{"If-None-Match", "\"00ff\""}}), file, "text/javascript").status, 304);
    EXPECT_EQ(file_reply(asking({{"If-None-Match", "\"x\", W/\"00ff\""}}), file, "text/javascript").status, 304);
    EXPECT_EQ(file_reply(asking({{"If-None-Match", "\"00ff-gz\""}}), file, "text/javascript").status, 200);
    EXPECT_EQ(
        file_reply(asking({{"If-None-Match", "\"00ff-gz\""}, {"Accept-Encoding", "gzip"}}), file, "text/javascript").status,
        304);
}

TEST(EmbeddedFiles, HonourARefusedCoding)
{
    http::Headers headers;
    EXPECT_FALSE(takes_coding(headers, "gzip"));
    const std::vector<std::pair<std::string, bool>> table{{"gzip", true}, {"GZIP;q=0.5", true}, {"gzip; q=0", false},
        {"gzip;q=0.000", false}, {"deflate, gzip;q=1.0", true}, {"deflate", false}, {"", false}, {"xgzip", false}};
    for (const auto& [value, taken] : table) {
        headers.set("Accept-Encoding", value);
        EXPECT_EQ(takes_coding(headers, "gzip"), taken) << value;
    }
}

TEST(EmbeddedFiles, HaveTheTypeOfTheirEnd)
{
    EXPECT_EQ(content_type("/assets/app.js"), "text/javascript; charset=utf-8");
    EXPECT_EQ(content_type("/index.html"), "text/html; charset=utf-8");
    EXPECT_EQ(content_type("/what"), "application/octet-stream");
}

} // namespace
} // namespace furtka::api
