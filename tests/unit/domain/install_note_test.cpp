#include "domain/install_note.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

TEST(InstallNoteText, ReadsBackWhatWasWritten)
{
    const InstallNote note{
        .app = "blog", .replaced = true, .ran = true, .new_volumes = {"furtka_blog_a", "furtka_blog_b"}, .started = true};

    EXPECT_EQ(parse_install_note(to_json(note)).value(), note);
    EXPECT_EQ(parse_install_note(to_json(InstallNote{.app = "x"})).value(), (InstallNote{.app = "x"}));
}

TEST(InstallNoteText, RefusesWhatItDidNotWrite)
{
    for (const auto* text :
        {"", "{}", "[]", "garbage", R"({"app":"x","replaced":false,"ran":false,"new_volumes":[1],"started":false})",
            R"({"app":1,"replaced":false,"ran":false,"new_volumes":[],"started":false})",
            R"({"app":"x","replaced":"no","ran":false,"new_volumes":[],"started":false})"}) {
        EXPECT_EQ(parse_install_note(text).error().key, "journal_data") << text;
    }
}

} // namespace
} // namespace furtka
