// app revise.
#include "commands_fixture.hpp"

namespace furtka::cli {
namespace {

class Revising : public Commands { };

TEST_F(Revising, ShowsWhatBecomesOfEachFile)
{
    daemon.says("POST /api/apps/blog/revision/plan",
        R"({"app": "blog", "catalog": "shop", "from": "1.0", "to": "2.0", "available": true,
      "files": [
        {"path": "compose.yaml", "fate": "conflict", "decided": false, "diff": "<<<<<<< yours\nmine\n=======\n\u001b[2Jtheirs\n>>>>>>> new\n"},
        {"path": "icon.svg", "fate": "theirs", "decided": true, "diff": null}],
      "keys": [{"key": "PORT", "fate": "conflict", "decided": true}],
      "permissions": [{"id": "privileged:web", "sentence": "web may do anything"}], "problem": {"detail": "port 80 is used"}})");

    EXPECT_EQ(furtka("app revise blog --plan --take .env:PORT=mine --port web:90=8091"), 0);

    EXPECT_EQ(console.out_text, R"(1.0 to 2.0, from the catalog shop
FILE          WHAT BECOMES OF IT
compose.yaml  CONFLICT: choose with --take
icon.svg      the new one
.env:PORT     decided
It asks for more: web may do anything (--accept privileged:web)
It cannot be taken: port 80 is used
compose.yaml:
<<<<<<< yours
mine
=======
?[2Jtheirs
>>>>>>> new
)");
    EXPECT_EQ(
        daemon.calls(), R"(POST /api/apps/blog/revision/plan {"take":{".env:PORT":"mine"},"ports":{"web:90":"8091"}})");
}

TEST_F(Revising, SaysWhenThereIsNothingNew)
{
    daemon.says(
        "POST /api/apps/blog/revision/plan", R"({"catalog": "shop", "from": "1.0", "to": "1.0", "available": false})");
    EXPECT_EQ(furtka("app revise blog --plan"), 0);
    EXPECT_EQ(console.out_text, "The catalog shop has nothing newer than 1.0.\n");
    EXPECT_EQ(furtka("app revise blog --take compose.yaml"), 2) << "that names no choice";
}

} // namespace
} // namespace furtka::cli
