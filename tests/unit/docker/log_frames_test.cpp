#include "adapters/docker/log_frames.hpp"
#include "base/utf8.hpp"

#include <gtest/gtest.h>

using namespace furtka;
using namespace furtka::docker;

namespace {

std::string frame(char stream, std::string_view payload)
{
    const auto size = payload.size();
    std::string bytes{stream, 0, 0, 0};
    for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(size >> shift & 0xffU);
    return bytes.append(payload);
}

struct Reading {
    std::vector<std::string> lines;
    std::size_t most = 1'000'000;
    LogReader reader;

    explicit Reading(LogReader::Form form)
        : reader(form, [this](std::string_view line) {
              lines.emplace_back(line);
              return lines.size() < most;
          })
    {
    }
};

} // namespace

TEST(LogFrames, GiveTheSameLinesInWhateverPiecesTheyCome)
{
    const std::string bytes = frame(1, "one\ntw") + frame(2, "problem\r\n") + frame(1, "o\n\nlast");
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        Reading reading(LogReader::Form::frames);
        for (std::size_t at = 0; at < bytes.size(); at += piece) EXPECT_TRUE(reading.reader.feed(bytes.substr(at, piece)));
        reading.reader.finish();
        EXPECT_EQ(reading.lines, (std::vector<std::string>{"one", "problem", "two", "", "last"})) << piece;
    }
}

TEST(LogFrames, OfATerminalAreTheTextItself)
{
    Reading reading(LogReader::Form::raw);
    EXPECT_TRUE(reading.reader.feed("one\r\ntwo"));
    reading.reader.finish();
    EXPECT_EQ(reading.lines, (std::vector<std::string>{"one", "two"}));
}

TEST(LogFrames, BytesThatAreNoTextBecomeText)
{
    Reading reading(LogReader::Form::frames);
    EXPECT_TRUE(reading.reader.feed(frame(1,
        "a\xff"
        "b\n")));
    EXPECT_EQ(reading.lines,
        (std::vector<std::string>{"a\xef\xbf\xbd"
                                  "b"}));
}

TEST(LogFrames, ACharacterCutByTwoFramesStaysWhole)
{
    Reading reading(LogReader::Form::frames);
    EXPECT_TRUE(reading.reader.feed(frame(1, "\xe2\x82") + frame(1, "\xac\n")));
    EXPECT_EQ(reading.lines, (std::vector<std::string>{"\xe2\x82\xac"}));
}

TEST(LogFrames, AnEndlessLineComesInPiecesThatHoldAllOfIt)
{
    std::string line;
    while (line.size() < 3 * longest_log_line) line += "x\xe2\x82\xac";
    Reading reading(LogReader::Form::raw);
    for (std::size_t at = 0; at < line.size(); at += 1000) EXPECT_TRUE(reading.reader.feed(line.substr(at, 1000)));
    EXPECT_TRUE(reading.reader.feed("\nnext\n"));

    std::string joined;
    for (const auto& piece : reading.lines) {
        EXPECT_LE(piece.size(), longest_log_line);
        EXPECT_TRUE(is_utf8(piece));
        joined += piece;
    }
    EXPECT_EQ(joined, line + "next");
}

TEST(LogFrames, ALineOfExactlyTheLimitIsOneLine)
{
    Reading reading(LogReader::Form::raw);
    EXPECT_TRUE(reading.reader.feed(std::string(longest_log_line, 'x') + "\ny\n"));
    EXPECT_EQ(reading.lines, (std::vector<std::string>{std::string(longest_log_line, 'x'), "y"}));
}

TEST(LogFrames, StopWhenTheReaderHasEnough)
{
    Reading reading(LogReader::Form::frames);
    reading.most = 1;
    EXPECT_FALSE(reading.reader.feed(frame(1, "one\ntwo\n")));
    EXPECT_EQ(reading.lines.size(), 1U);
    EXPECT_FALSE(reading.reader.broken());
}

TEST(LogFrames, SomethingElseIsNotTakenForFrames)
{
    Reading reading(LogReader::Form::frames);
    EXPECT_FALSE(reading.reader.feed("plain text of a terminal"));
    EXPECT_TRUE(reading.reader.broken());
    EXPECT_FALSE(reading.reader.feed(frame(1, "later\n")));
    EXPECT_TRUE(reading.lines.empty());
}

TEST(LogFrames, AnErrorFrameIsTheEnginesOwn)
{
    Reading reading(LogReader::Form::frames);
    EXPECT_TRUE(reading.reader.feed(frame(1, "one\n") + frame(3, "error grabbing logs")));
    EXPECT_EQ(reading.reader.engine_error(), "error grabbing logs");
    EXPECT_EQ(reading.lines, (std::vector<std::string>{"one"}));
}
