#include "domain/browse.hpp"

#include <gtest/gtest.h>

#include <string>

namespace furtka {
namespace {

std::string verdict(std::string_view path)
{
    const auto checked = check_browse(path);
    return checked ? "shown" : checked.error().key;
}

TEST(BrowsedFolders, AreThoseWherePeopleKeepTheirFiles)
{
    EXPECT_EQ(verdict("/srv"), "shown");
    EXPECT_EQ(verdict("/home/ada/Pictures/"), "shown");
    EXPECT_EQ(verdict("/"), "folder_outside");
    EXPECT_EQ(verdict("/etc"), "folder_outside");
    EXPECT_EQ(verdict("/srvant"), "folder_outside");
    EXPECT_EQ(verdict("/srv/../etc"), "folder_path");
    EXPECT_EQ(verdict("srv"), "folder_path");
    EXPECT_EQ(verdict(""), "folder_path");
    EXPECT_EQ(verdict("/srv/a\nb"), "folder_path");
    EXPECT_EQ(verdict("/srv/" + std::string(5000, 'a')), "folder_path");
}

TEST(BrowsedFolders, KnowTheFolderAbove)
{
    EXPECT_EQ(browse_parent("/srv/photos/2030"), "/srv/photos");
    EXPECT_EQ(browse_parent("/srv/photos/"), "/srv");
    EXPECT_EQ(browse_parent("/srv"), "");
    EXPECT_EQ(browse_parent("/etc/ssl"), "");
}

} // namespace
} // namespace furtka
