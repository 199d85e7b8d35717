#include "domain/screenshot.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::string_literals;

const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on"s;

TEST(AScreenshot, IsKnownByItsContent)
{
    EXPECT_EQ(check_screenshot(png), PictureKind::png);
    EXPECT_EQ(check_screenshot("\xff\xd8\xff\xe0 JFIF"), PictureKind::jpeg);
    EXPECT_EQ(check_screenshot("RIFF\x10\0\0\0WEBPVP8 "s), PictureKind::webp);
    EXPECT_EQ(check_screenshot("RIFF\x10\0\0\0WEBPVP8X"s), PictureKind::webp);
    EXPECT_EQ(media_type(PictureKind::webp), "image/webp");
}

TEST(AScreenshot, ThatIsSomethingElseIsRefused)
{
    for (const auto& bytes : {""s, "<svg xmlns='http://www.w3.org/2000/svg'/>"s, "<html>"s, "GIF89a"s, png.substr(0, 8),
             "RIFF\x10\0\0\0WAVEfmt "s, "RIFF\x10\0\0\0WEBPALPH"s, "\xff\xd8"s}) {
        const auto checked = check_screenshot(bytes);
        ASSERT_FALSE(checked) << bytes;
        EXPECT_EQ(checked.error().key, "screenshot_refused");
    }
}

TEST(AScreenshot, HasALargestSize)
{
    auto bytes = png;
    bytes.resize(largest_screenshot);
    EXPECT_TRUE(check_screenshot(bytes));
    bytes += ' ';
    EXPECT_EQ(check_screenshot(bytes).error().message, "the picture is not shown: it is larger than 4 MiB");
}

TEST(Screenshots, AreFilesOfTheFolderAndNothingElse)
{
    EXPECT_EQ(local_screenshots({"a.png", "https://example.org/b.png", "//example.org/c.png", "/etc/passwd", "../d.png",
                  "sub/../../e.png", "data:image/png;base64,AA", "pictures/f.jpg", ""}),
        (std::vector<std::string>{"a.png", "pictures/f.jpg"}));
    EXPECT_EQ(local_screenshots(std::vector<std::string>(20, "a.png")).size(), most_screenshots);
}

} // namespace
} // namespace furtka
