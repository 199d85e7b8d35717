#include "domain/own_tags.hpp"
#include "engine_stand_in.hpp"

using namespace furtka;
using namespace furtka::docker;

namespace {

class Tagging : public AtAnEngine {
protected:
    const ImageId image{"sha256:aa"};
    const ImageRef own = own_tag("blog", "web", 3);
    const std::string look = "GET /v1.45/images/sha256%3Aaa/json ";
    const std::string remove = "DELETE /v1.45/images/docker.io/furtka/rollback/blog/web%3A3?noprune=1 ";
};

} // namespace

TEST_F(Tagging, FindsAnImageByItsId)
{
    on(look, answer(200, R"({"Id":"sha256:aa"})"));
    EXPECT_EQ(run(io, docker().images().find_id(image)).value(), (Image{.id = image}));

    on(look, answer(404, R"({"message":"no such image"})"));
    EXPECT_EQ(run(io, docker().images().find_id(image)).value(), std::nullopt);
}

TEST_F(Tagging, NamesAnImage)
{
    const std::string name = "POST /v1.45/images/sha256%3Aaa/tag?repo=docker.io%2Ffurtka%2Frollback%2Fblog%2Fweb&tag=3 ";
    on(name, answer(201, ""));
    EXPECT_TRUE(run(io, docker().images().tag(image, own)));

    on(name, answer(404, R"({"message":"no such image"})"));
    EXPECT_EQ(run(io, docker().images().tag(image, own)).error().key, "image_gone");
}

TEST_F(Tagging, TakesAwayItsOwnNamesOnly)
{
    on(remove, answer(200, "[]"));
    EXPECT_TRUE(run(io, docker().images().untag(own)));

    const auto foreign = run(io, docker().images().untag({"docker.io", "library/nginx", "1", ""}));
    EXPECT_EQ(foreign.error().key, "tag_foreign");
    EXPECT_EQ(heard(), "GET /version; " + remove.substr(0, remove.size() - 1));
}

TEST_F(Tagging, FindsAnAbsentNameTakenAwayAlready)
{
    on(remove, answer(404, R"({"message":"no such image"})"));
    EXPECT_TRUE(run(io, docker().images().untag(own)));
}

TEST_F(Tagging, LeavesTheLastNameOfAnImageInUse)
{
    on(remove, answer(409, R"({"message":"container 4f1c is using its referenced image"})"));
    EXPECT_EQ(run(io, docker().images().untag(own)).error().key, "image_in_use");
}

TEST_F(Tagging, DropsAnImageWithoutANameAndNoOther)
{
    on(look, answer(200, R"({"Id":"sha256:aa","RepoTags":[]})"));
    on("DELETE /v1.45/images/sha256%3Aaa?noprune=1 ", answer(409, R"({"message":"in use"})"));
    EXPECT_TRUE(run(io, docker().images().drop_untagged(image)));
    EXPECT_TRUE(heard().ends_with("DELETE /v1.45/images/sha256%3Aaa?noprune=1")) << heard();

    requests.clear();
    on(look, answer(200, R"({"Id":"sha256:aa","RepoTags":["nginx:1"]})"));
    EXPECT_TRUE(run(io, docker().images().drop_untagged(image)));
    EXPECT_EQ(heard(), look.substr(0, look.size() - 1));
}

TEST_F(Tagging, ListsItsOwnNames)
{
    on("GET /v1.45/images/json?filters=%7B%22reference%22%3A%5B%22furtka%2Frollback%2Fblog%2F%2A%22%5D%7D ",
        answer(200, R"([{"RepoTags":["furtka/rollback/blog/web:3","nginx:1"]},{"RepoTags":null}])"));
    EXPECT_EQ(run(io, docker().images().own_tags("blog")).value(), (std::vector<ImageRef>{own}));
}
